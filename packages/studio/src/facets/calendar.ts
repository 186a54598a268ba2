import type { NumberColumn } from '../data/columns.js';
import { dateInWords } from '../data/dates.js';
import { binsFor, countBins, type Bins } from './count.js';

/**
 * A stretch of time counted in equal steps of the calendar: months, days, or what is below. Months differ in length, so
 * that bars of whole months and years need a line of their own.
 */
export interface Calendar {
  bins: Bins;
  /** Steps of the bins since 1970 for milliseconds, whole where a step begins. */
  step(time: number): number;
  /** Milliseconds where a step begins. */
  time(step: number): number;
  /** What a step is called. */
  say(step: number): string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** At most so many bars; null where there are no dates. */
export function calendarFor({ min, max }: NumberColumn, most: number): Calendar | null {
  if (Number.isNaN(min)) return null;
  const span = max - min;
  if (span > 150 * DAY) return inMonths(min, max, most);
  return span > 2 * DAY ? inSteps(DAY, min, max, most) : inSteps(MINUTE, min, max, most);
}

/** Months that a bar may hold: no bar cuts a year, or a decade, in uneven parts. */
const MONTHS = [1, 3, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000];

function inMonths(min: number, max: number, most: number): Calendar {
  const [first, last] = [monthOf(min), monthOf(max)];
  const width = MONTHS.find((months) => (last - first) / months < most - 1) ?? MONTHS.at(-1)!;
  // Decades begin with the years that end in 0, counted from the year 0.
  const from = Math.floor((first + YEARS) / width) * width - YEARS;
  return {
    bins: { from, width, count: Math.floor((last - from) / width) + 1 },
    step: monthOf,
    time: (month) => {
      const date = new Date(0);
      date.setUTCFullYear(1970 + Math.floor(month / 12), ((month % 12) + 12) % 12);
      return date.getTime();
    },
    say: (month) => {
      const year = String(1970 + Math.floor(month / 12));
      return width % 12 === 0 ? year : `${NAMES[((month % 12) + 12) % 12]} ${year}`;
    },
  };
}

const YEARS = 1970 * 12;
const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function monthOf(time: number): number {
  const date = new Date(time);
  return 12 * (date.getUTCFullYear() - 1970) + date.getUTCMonth();
}

function inSteps(length: number, min: number, max: number, most: number): Calendar {
  const step = (time: number) => Math.floor(time / length);
  const bins = binsFor({ min: step(min), max: step(max), whole: true }, most)!;
  return { bins, step, time: (at) => at * length, say: (at) => dateInWords(at * length) };
}

/** Rows in each bar among those kept. */
export function countSteps(
  column: NumberColumn,
  { bins, step }: Pick<Calendar, 'bins' | 'step'>,
  kept: Uint8Array | null,
): Uint32Array {
  return countBins(column, bins, kept, step);
}
