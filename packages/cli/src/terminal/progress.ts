import type { RunEvent } from '@parallax-map/core';
import { count, duration } from './words.js';

type Progress = Extract<RunEvent, { type: 'progress' }>;

/** One line at the bottom of the terminal that is rewritten in place. */
export function progressLine(
  write: (text: string) => void,
  width: () => number,
): { show(event: Progress): void; clear(): void } {
  let shown = false;
  return {
    show(event) {
      const text = progressText(event);
      write(`\r\u001b[2K${text.slice(0, Math.max(10, width() - 1))}`);
      shown = true;
    },
    clear() {
      if (shown) write('\r\u001b[2K');
      shown = false;
    },
  };
}

/** `  encode  1,200 of 5,000 texts  24 %  121 texts/s  31 s left` */
export function progressText(event: Progress): string {
  const parts = [
    `  ${event.step}`,
    `${count(event.done)} of ${count(event.total)} ${event.unit}`,
    `${Math.floor((100 * event.done) / Math.max(1, event.total))} %`,
  ];
  if (event.perSecond !== null) parts.push(`${count(Math.round(event.perSecond))} ${event.unit}/s`);
  if (event.secondsLeft !== null) parts.push(`${duration(event.secondsLeft)} left`);
  return parts.join('  ');
}
