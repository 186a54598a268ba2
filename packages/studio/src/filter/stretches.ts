import type { NumberColumn } from '../data/columns.js';
import { numberInWords, whole } from '../words.js';

/** A stretch of a column that a reader may mean. */
export interface Stretch {
  /** As it is typed after the colon. */
  written: string;
  about: string;
}

const MOST = 8;

/**
 * Stretches that go on as what was begun: decades of dates and of what looks like years, the latest first; the upper half,
 * the largest and the smallest tenth of other numbers.
 */
export function stretchesLike(column: NumberColumn, begun: string): Stretch[] {
  const isTime = column.kind === 'date' || isYears(column);
  // What is whole already is taken as it is: Enter must not make another of it.
  if (!(isTime ? /^\d{0,3}$/ : /^$/).test(begun)) return [];
  const all = isTime ? decades(column) : tenths(column);
  return all.filter(({ written }) => written.startsWith(begun)).slice(0, MOST);
}

/** Whole numbers that would be years of somebody's history. */
function isYears({ whole: isWhole, min, max }: NumberColumn): boolean {
  return isWhole && min >= 1000 && max <= 2100;
}

/** Of columns that were asked for: their rows are counted once, not with every letter. */
const known = new WeakMap<NumberColumn, Stretch[]>();

function decades(column: NumberColumn): Stretch[] {
  let all = known.get(column);
  if (all === undefined) known.set(column, (all = countDecades(column)));
  return all;
}

function countDecades({ kind, values }: NumberColumn): Stretch[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const year = kind === 'date' ? new Date(value).getUTCFullYear() : value;
    const decade = 10 * Math.floor(year / 10);
    counts.set(decade, (counts.get(decade) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => b - a)
    .map(([decade, count]) => ({ written: `${decade}..${decade + 9}`, about: whole(count) }));
}

function tenths({ values }: NumberColumn): Stretch[] {
  // Of many, of evenly spaced ones: nobody counts on the last digit.
  const every = Math.ceil(values.length / 20_000);
  const known = values.filter((value, i) => i % every === 0 && !Number.isNaN(value)).sort();
  if (known.length === 0) return [];
  const at = (share: number) => Number(known[Math.floor(share * (known.length - 1))]!.toPrecision(3));
  return [
    { written: `>=${at(0.5)}`, about: `the upper half: ${numberInWords(at(0.5))} or more` },
    { written: `>=${at(0.9)}`, about: 'the largest tenth' },
    { written: `<=${at(0.1)}`, about: 'the smallest tenth' },
  ];
}
