import type { Estimate } from '@parallax-map/core';
import { count, duration, plural } from './words.js';

/** What a run is expected to cost, a line for each of time, memory and disk; what is short is marked. */
export function estimateText(estimate: Estimate): string[] {
  const { memoryMiB, diskMiB, free } = estimate;
  return [
    `Expected for ${plural(estimate.rows, 'row')}: ${timeText(estimate)}.`,
    room('Memory', memoryMiB, free.memoryMiB),
    room('Disk', diskMiB, free.diskMiB),
  ];
}

function timeText({ texts, seconds }: Estimate): string {
  const rest = seconds.neighbors + seconds.layouts + seconds.rest;
  if (texts.pending === 0) return `about ${duration(rest)}; no text is left to encode`;
  const left = `${plural(texts.pending, 'text')} to encode`;
  if (texts.tokens !== null) {
    const price = texts.price === null ? '' : `, about ${texts.price.toFixed(2)} by the price given`;
    return `${left} by a server, about ${plural(texts.tokens, 'token')}${price}, at its pace; then about ${duration(rest)}`;
  }
  if (seconds.total === null || texts.perSecond === null) return `${left}, too few to time`;
  const pace = `${count(Math.round(texts.perSecond))} texts a second`;
  return `about ${duration(seconds.total)}: ${left} at ${pace}, then about ${duration(rest)} for the rest`;
}

function room(what: string, needed: number, free: number): string {
  const enough = needed <= free ? '' : ' It will not fit.';
  return `${what}: about ${size(needed)} of ${size(free)} free.${enough}`;
}

function size(mebibytes: number): string {
  return mebibytes < 1024 ? `${count(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}
