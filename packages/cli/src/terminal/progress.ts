import type { RunEvent } from '@parallax-map/core';
import { count, duration } from './words.js';

type Progress = Extract<RunEvent, { type: 'progress' }>;

export interface ProgressLine {
  show(event: Progress): void;
  clear(): void;
}

/**
 * One line at the bottom of the terminal that is rewritten in place.
 *
 * @param width columns of the terminal, asked anew each time; the line stays below it, so that it never wraps
 */
export function progressLine(write: (text: string) => void, width: () => number): ProgressLine {
  let shown = false;
  return {
    show(event) {
      write(`\r\u001b[2K${progressText(event, width() - 1)}`);
      shown = true;
    },
    clear() {
      if (shown) write('\r\u001b[2K');
      shown = false;
    },
  };
}

/**
 * `  encode  24 %  31 s left  1,200 of 5,000 texts  121 texts/s`, as much of it as fits into `width` columns:
 * what a person looks for first stands first.
 */
export function progressText(event: Progress, width: number): string {
  const { step, done, total, unit, perSecond, secondsLeft } = event;
  const parts = [`  ${step}`, `${Math.floor((100 * done) / Math.max(1, total))} %`];
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  if (unit !== 'percent') {
    parts.push(`${count(done)} of ${count(total)} ${unit}`);
    if (perSecond !== null) parts.push(`${count(Math.round(perSecond))} ${unit}/s`);
  }
  while (parts.length > 1 && parts.join('  ').length > width) parts.pop();
  return parts.join('  ').slice(0, Math.max(0, width));
}
