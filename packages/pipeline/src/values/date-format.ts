import { dateForm, type DateForm, type Day, readDay } from './date-form.js';

/** How the dates of a column are to be read; what is written in words, or year first, needs no decision. */
export interface DateFormat {
  /** What comes first in 3/12/2021. */
  order: 'day-first' | 'month-first';
  /** What numbers stand for that are neither a year nor yyyymmdd. */
  numbers: 'unix-seconds' | 'unix-milliseconds' | 'excel-days' | null;
}

export interface DateFormats {
  format: DateFormat;
  /** Filled cells by the way they are written; what is no date is not among them. */
  counts: Partial<Record<DateForm, number>>;
  /** Whether a day above 12 tells which of day and month comes first, or nothing does and it is taken to be the day. */
  orderFrom: 'cells' | 'default';
  /** Cells whose day and month could be exchanged: 3/12/2021, not 3/3/2021 and not 15/12/2021. */
  ambiguous: number;
  /** Rows that can only be read in the other order than the column's: 12/15/2021 among 15/12/2021. Ascending. */
  otherOrder: number[];
  /** Rows whose cell is filled and no date in the column's format. Ascending. */
  unreadable: number[];
}

/** A column about which nothing is known. */
export const DEFAULT_DATES: DateFormat = { order: 'day-first', numbers: null };

/** What is counted of a column to decide its format. */
export interface DateEvidence {
  counts: DateFormats['counts'];
  filled: number;
  /** Cells that only a day first, or only a month first, explains. */
  dayFirst: number;
  monthFirst: number;
  ambiguous: number;
}

/**
 * Decides over a whole column how its dates are written, and tells the cells that are otherwise. Two-digit years
 * are 1930 to 2029.
 *
 * @param isTime whether the column is known, or called, to hold times: only then may numbers be Unix seconds,
 *   milliseconds or the days of Excel
 */
export function dateFormats(cells: readonly (string | null)[], isTime: boolean): DateFormats {
  const evidence = noEvidence();
  for (const cell of cells) countDate(evidence, cell);
  const format = decideDateFormat(evidence, isTime);
  const otherOrder: number[] = [];
  const unreadable: number[] = [];
  cells.forEach((cell, row) => {
    if (!cell?.trim()) return;
    const day = parseDate(cell, format);
    if (day === undefined) unreadable.push(row);
    else if (day.otherOrder) otherOrder.push(row);
  });
  const { counts, ambiguous, dayFirst, monthFirst } = evidence;
  const orderFrom = dayFirst === monthFirst ? 'default' : 'cells';
  return { format, counts, orderFrom, ambiguous, otherOrder, unreadable };
}

export function noEvidence(): DateEvidence {
  return { counts: {}, filled: 0, dayFirst: 0, monthFirst: 0, ambiguous: 0 };
}

/** Adds a cell, found `times` times, to the evidence. */
export function countDate(evidence: DateEvidence, cell: string | null, times = 1): void {
  const text = cell?.trim() ?? '';
  if (text === '') return;
  evidence.filled += times;
  const found = dateForm(text);
  if (found === undefined) return;
  const { form, first, second } = found;
  evidence.counts[form] = (evidence.counts[form] ?? 0) + times;
  if (first === undefined || second === undefined) return;
  if (first > 12) evidence.dayFirst += times;
  else if (second > 12) evidence.monthFirst += times;
  else if (first !== second) evidence.ambiguous += times;
}

/** The format that the evidence speaks for: by majority, and day first where the cells do not say. */
export function decideDateFormat(evidence: DateEvidence, isTime: boolean): DateFormat {
  const { counts, filled, dayFirst, monthFirst } = evidence;
  const numbers = (['unix-seconds', 'unix-milliseconds', 'excel-days'] as const).find(
    (form) => (counts[form] ?? 0) >= MOST_NUMBERS * filled && filled > 0,
  );
  return {
    order: monthFirst > dayFirst ? 'month-first' : 'day-first',
    numbers: isTime ? (numbers ?? null) : null,
  };
}

/**
 * The day, month or year that a cell names in a format; undefined where it is blank or no date. A cell that only
 * the other order of day and month explains is read so, and says it.
 */
export function parseDate(
  cell: string | null,
  format: DateFormat = DEFAULT_DATES,
): (Day & { otherOrder: boolean }) | undefined {
  const text = cell?.trim() ?? '';
  const found = text === '' ? undefined : dateForm(text);
  if (found === undefined) return undefined;
  const { order, numbers } = format;
  const day = readDay(found, order, numbers);
  if (day !== undefined) return { ...day, otherOrder: false };
  const other = readDay(found, order === 'day-first' ? 'month-first' : 'day-first', numbers);
  return other && { ...other, otherOrder: true };
}

/** The calendar year that a cell names in a format, NaN where it names none. */
export function parseYear(cell: string | null, format: DateFormat = DEFAULT_DATES): number {
  return parseDate(cell, format)?.year ?? NaN;
}

/** Where fewer cells are such numbers, a few amounts would pass for times. */
const MOST_NUMBERS = 0.9;
