import type { SourceTable } from '../source/index.js';
import {
  countDate,
  countNumber,
  decideDateFormat,
  decideNumberFormat,
  noEvidence,
  numberForm,
  parseNumber,
  type DateEvidence,
  type NumberFormats,
} from '../values/index.js';

/** What the numbers and dates of a column come to; shares are of filled cells, 0 to 1. */
export interface ValueMeasures {
  /** Numbers however written, also those that the column's format cannot read. */
  numeric: number;
  integer: number;
  date: number;
  /** Of the numbers that are read; null without one. */
  least: number | null;
  median: number | null;
  most: number | null;
}

/**
 * Reads the distinct short cells of a column for numbers and dates, in the format that they speak for together.
 *
 * @param relation SQL of (cell): the trimmed cells of the column
 * @param isTime whether the column is called like a time: then numbers may be dates too
 */
export async function measureValues(
  { connection }: SourceTable,
  relation: string,
  filled: number,
  isTime: boolean,
): Promise<ValueMeasures> {
  const short = `length(cell) BETWEEN 1 AND ${LONGEST} AND regexp_matches(cell, '[0-9]')`;
  const sql = `SELECT cell, count(*)::DOUBLE FROM ${relation} WHERE ${short} GROUP BY cell`;
  const [cells = [], times = []] = (await connection.runAndReadAll(sql)).getColumns() as [string[], number[]];
  const evidence = noEvidence();
  const forms: NumberFormats['counts'] = {};
  let integers = 0;
  cells.forEach((cell, i) => {
    countDate(evidence, cell, times[i]);
    countNumber(forms, cell, times[i]);
    if (/^[+-]?\d+$/.test(cell)) integers += times[i]!;
  });
  evidence.filled = filled;
  const share = (part: number): number => (filled === 0 ? 0 : part / filled);
  return {
    numeric: share(sum(Object.values(forms))),
    integer: share(integers),
    date: share(countDates(evidence, isTime)),
    ...spread(cells, times, forms),
  };
}

/** Longer cells are neither numbers nor dates. */
const LONGEST = 64;

function countDates(evidence: DateEvidence, isTime: boolean): number {
  const { numbers } = decideDateFormat(evidence, isTime);
  const counted = Object.entries(evidence.counts).filter(([form]) => {
    if (form === 'yyyymmdd') return isTime;
    return !NUMBERS.has(form) || form === numbers;
  });
  return sum(counted.map(([, times]) => times));
}

const NUMBERS = new Set(['unix-seconds', 'unix-milliseconds', 'excel-days']);

function spread(
  cells: readonly string[],
  times: readonly number[],
  forms: NumberFormats['counts'],
): Pick<ValueMeasures, 'least' | 'median' | 'most'> {
  const format = decideNumberFormat(forms);
  const numbers = cells
    .map((cell, i): [number, number] => [
      numberForm(cell) === undefined ? NaN : parseNumber(cell, format),
      times[i]!,
    ])
    .filter(([value]) => !Number.isNaN(value))
    .sort(([a], [b]) => a - b);
  if (numbers.length === 0) return { least: null, median: null, most: null };
  const all = sum(numbers.map(([, count]) => count));
  const at = (place: number): number => {
    let before = 0;
    return numbers.find(([, count]) => (before += count) > place)![0];
  };
  const median = (at(Math.floor((all - 1) / 2)) + at(Math.floor(all / 2))) / 2;
  return { least: numbers[0]![0], median, most: numbers.at(-1)![0] };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
