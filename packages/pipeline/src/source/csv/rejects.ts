import { ParallaxError, type Reject } from '@parallax-map/core';
import { lineTexts, type Lines } from './line-texts.js';
import type { PlainText } from '../text/plain-text.js';

/** Lines that are no rows, with the reason of each. */
export interface Rejected {
  count: number;
  lines: number;
  at(index: number): Lines & { reason: string };
}

/**
 * Stops where so many lines are no rows that the file is likely read wrongly.
 *
 * @param hints what may be the cause, as a sentence
 * @throws ParallaxError DATA_UNREADABLE
 */
export function checkShare(
  name: string,
  rejected: Rejected,
  lines: number,
  mostRejected: number,
  hints: string,
): void {
  if (rejected.lines <= mostRejected * lines) return;
  const first = Array.from({ length: Math.min(3, rejected.count) }, (_, i) => rejected.at(i));
  const said = first.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ');
  const of = `${count(rejected.lines)} of ${count(lines)} ${lines === 1 ? 'line' : 'lines'}`;
  const are = rejected.lines === 1 ? 'is no row' : 'are no rows';
  throw new ParallaxError(
    'DATA_UNREADABLE',
    `${name} must be rows in all but ${percent(mostRejected)} of its lines; ${of} ${are} of the table (${said}). ${hints} To read the rest, raise --most-rejected; these lines then go to rejects.csv`,
  );
}

/** Rejects as they stand in rejects.csv. */
export async function readRejects(text: PlainText, rejected: Rejected): Promise<Reject[]> {
  const all = Array.from({ length: rejected.count }, (_, i) => rejected.at(i));
  const texts = await lineTexts(text, all);
  return all.map(({ line, lines, reason }, i) => ({ file: text.name, line, lines, reason, text: texts[i]! }));
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
