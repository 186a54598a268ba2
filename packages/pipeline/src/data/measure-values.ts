import type { ColumnBlock, SourceTable } from '../source/index.js';
import {
  countDate,
  countNumber,
  decideDateFormat,
  decideNumberFormat,
  noEvidence,
  parseNumber,
  type DateEvidence,
  type NumberFormat,
  type NumberFormats,
} from '../values/index.js';

/** What the numbers and dates of a column come to; shares are of filled cells, 0 to 1. */
export interface ValueMeasures {
  /** Numbers however written, also those that the column's format cannot read. */
  numeric: number;
  integer: number;
  /** Whether all of them can be read in the column's format, and none has points between thousands. */
  plain: boolean;
  date: number;
  /** Of the numbers that are read; null without one. */
  least: number | null;
  median: number | null;
  most: number | null;
}

/** The distinct short cells of a column that have digits, and how often each stands. */
export interface ShortCells {
  cells: string[];
  times: number[];
}

/** The short cells of each column of a block, by its place. */
export async function readValues(
  { connection }: SourceTable,
  { relation }: ColumnBlock,
): Promise<Map<number, ShortCells>> {
  const short = `length(cell) BETWEEN 1 AND ${LONGEST} AND regexp_matches(cell, '[0-9]')`;
  const sql = `SELECT place, cell, count(*)::DOUBLE FROM ${relation} WHERE ${short} GROUP BY place, cell`;
  const found = (await connection.runAndReadAll(sql)).getColumns() as [number[], string[], number[]];
  const [places = [], cells = [], times = []] = found;
  const values = new Map<number, ShortCells>();
  places.forEach((place, i) => {
    let own = values.get(place);
    if (own === undefined) values.set(place, (own = { cells: [], times: [] }));
    own.cells.push(cells[i]!);
    own.times.push(times[i]!);
  });
  return values;
}

/**
 * Reads the short cells of a column for numbers and dates, in the format that they speak for together.
 *
 * @param filled cells that are not blank
 * @param isTime whether the column is called like a time: then numbers may be dates too
 */
export function measureValues(
  { cells, times }: ShortCells = { cells: [], times: [] },
  filled: number,
  isTime: boolean,
): ValueMeasures {
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
  const format = decideNumberFormat(forms);
  const numbers = readNumbers(cells, times, format);
  const all = sum(Object.values(forms));
  return {
    numeric: share(all),
    integer: share(integers),
    date: share(countDates(evidence, isTime)),
    plain: format.point === 'decimal' && sum(numbers.map(([, count]) => count)) === all,
    ...spread(numbers),
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

/** Numbers and how often each stands, ascending. */
function readNumbers(
  cells: readonly string[],
  times: readonly number[],
  format: NumberFormat,
): [number, number][] {
  return cells
    .map((cell, i): [number, number] => [parseNumber(cell, format), times[i]!])
    .filter(([value]) => !Number.isNaN(value))
    .sort(([a], [b]) => a - b);
}

function spread(numbers: readonly [number, number][]): Pick<ValueMeasures, 'least' | 'median' | 'most'> {
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
