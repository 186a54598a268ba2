import type { Listener } from '@parallax-map/core';

const MEGABYTE = 1e6;
/** Milliseconds between two reports, and of the past that speed is measured over. */
const EVERY = 200;
const PAST = 10_000;

/** Tells a listener of a download in megabytes, with the speed of the last ten seconds and the time left. */
export function reportDownload(listener: Listener): (bytes: number, total: number) => void {
  let seen: { time: number; bytes: number }[] = [];
  return (bytes, total) => {
    const time = performance.now();
    const last = seen.at(-1);
    // Another file, or one begun anew: what was measured says nothing of it.
    if (last && bytes < last.bytes) seen = [];
    else if (last && time - last.time < EVERY && bytes < total) return;
    seen = [...seen.filter((at) => time - at.time < PAST), { time, bytes }];
    const first = seen[0]!;
    const seconds = (time - first.time) / 1000;
    const perSecond = seconds > 0.5 && bytes > first.bytes ? (bytes - first.bytes) / seconds : null;
    listener({
      type: 'progress',
      step: 'download',
      done: megabytes(bytes),
      total: megabytes(total),
      unit: 'MB',
      perSecond: perSecond === null ? null : megabytes(perSecond),
      secondsLeft: perSecond === null ? null : (total - bytes) / perSecond,
    });
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / (MEGABYTE / 10)) / 10;
}
