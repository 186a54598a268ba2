import { fold } from '@parallax-map/core';
import { numberInWords } from '../words.js';
import { dateInWords } from './dates.js';

/** A column that rows can be filtered, counted and coloured by. */
export type ColumnData = CategoryColumn | NumberColumn;
export type Columns = readonly ColumnData[];

/** A column of categories; a cell may hold several. */
export interface CategoryColumn {
  kind: 'category';
  name: string;
  /** Distinct values, the most frequent first, ties by code point. */
  values: readonly string[];
  /** Rows with each value. */
  counts: Uint32Array;
  /** The values of row i are codes[starts[i]] … codes[starts[i + 1] − 1]; none where the cell is blank. */
  starts: Uint32Array;
  codes: Uint32Array;
  /** What parts the values of a cell; null where a cell is one value. */
  separator: string | null;
}

/** A column of numbers or of dates. */
export interface NumberColumn {
  kind: 'number' | 'date';
  name: string;
  /** NaN where there is none. A date is milliseconds since 1970, UTC; a year is the number of the year. */
  values: Float64Array;
  /** Of the numbers there are; NaN where there are none. */
  min: number;
  max: number;
  /** Whether all of them are whole. */
  whole: boolean;
}

/** Reads cells as categories, parted where cells hold lists. */
export function categoryColumn(name: string, n: number, cell: (i: number) => string): CategoryColumn {
  const cells = distinctCells(n, cell);
  const separator = separatorOf(cells.texts, cells.counts);
  const parts = cells.texts.map((text) => partsOf(text, separator));
  const counts = new Map<string, number>();
  parts.forEach((values, k) => {
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + cells.counts[k]!);
  });
  const values = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1));
  const code = new Map(values.map((value, k) => [value, k]));
  const codesOf = parts.map((each) => each.map((value) => code.get(value)!));
  const starts = new Uint32Array(n + 1);
  for (let i = 0; i < n; i++) starts[i + 1] = starts[i]! + codesOf[cells.of[i]!]!.length;
  const codes = new Uint32Array(starts[n]!);
  for (let i = 0; i < n; i++) codes.set(codesOf[cells.of[i]!]!, starts[i]!);
  return {
    kind: 'category',
    name,
    values,
    counts: Uint32Array.from(values, (value) => counts.get(value)!),
    starts,
    codes,
    separator,
  };
}

/** @param values NaN where there is none; kept, not modified */
export function numberColumn(kind: 'number' | 'date', name: string, values: Float64Array): NumberColumn {
  let [min, max, whole] = [Infinity, -Infinity, true];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    if (value % 1 !== 0 && !Number.isNaN(value)) whole = false;
  }
  const none = !(min <= max);
  return { kind, name, values, min: none ? NaN : min, max: none ? NaN : max, whole };
}

/** The values of a column without case and accents, as they are searched: folded once. */
export function foldedValues(column: CategoryColumn): readonly string[] {
  let folded = known.get(column);
  if (folded === undefined) known.set(column, (folded = column.values.map(fold)));
  return folded;
}

const known = new WeakMap<CategoryColumn, readonly string[]>();

/** The column a reader means by a name: its own name, else one that it begins, case and accents folded. */
export function columnNamed(columns: Columns, name: string): ColumnData | null {
  const wanted = fold(name).trim();
  if (wanted === '') return null;
  const exact = columns.find((column) => column.name === name);
  const folded = columns.find((column) => fold(column.name) === wanted);
  const begun = columns.filter((column) => fold(column.name).startsWith(wanted));
  return exact ?? folded ?? begun[0] ?? null;
}

/** "1 to 31,077", "12 Jan 1902 to 3 Mar 2024". */
export function spanInWords({ kind, min, max }: NumberColumn): string {
  const say = kind === 'date' ? dateInWords : numberInWords;
  return `${say(min)} to ${say(max)}`;
}

interface Cells {
  texts: string[];
  counts: number[];
  /** Of each row, its place in `texts`. */
  of: Uint32Array;
}

function distinctCells(n: number, cell: (i: number) => string): Cells {
  const places = new Map<string, number>();
  const [texts, counts]: [string[], number[]] = [[], []];
  const of = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const text = cell(i).trim();
    let place = places.get(text);
    if (place === undefined) {
      place = texts.length;
      places.set(text, place);
      texts.push(text);
      counts.push(0);
    }
    of[i] = place;
    counts[place]!++;
  }
  return { texts, counts, of };
}

const SEPARATORS = ['|', ';', ','] as const;
/** Share of the filled cells that must hold a separator for the column to be one of lists. */
const LISTS = 0.1;

/** What parts lists in a column: where many cells hold it, and their parts recur in other cells. */
function separatorOf(texts: readonly string[], counts: readonly number[]): string | null {
  const filled = texts.reduce((sum, text, k) => sum + (text === '' ? 0 : counts[k]!), 0);
  for (const separator of SEPARATORS) {
    const lists = texts.flatMap((text, k) => (text.includes(separator) ? [k] : []));
    const rows = lists.reduce((sum, k) => sum + counts[k]!, 0);
    if (rows < Math.max(2, LISTS * filled)) continue;
    const parts = lists.flatMap((k) => partsOf(texts[k]!, separator));
    if (new Set(parts).size <= parts.length / 2) return separator;
  }
  return null;
}

function partsOf(text: string, separator: string | null): string[] {
  if (text === '') return [];
  if (separator === null) return [text];
  return [...new Set(text.split(separator).map((part) => part.trim()))].filter((part) => part !== '');
}
