import type { CategoryColumn, NumberColumn } from '../data/columns.js';

/** Rows with each value, and rows where the column is blank. */
export interface ValueCounts {
  counts: Uint32Array;
  blank: number;
}

/** Counts the values of rows kept; once, however many ask for it. */
export function countValues(column: CategoryColumn, kept: Uint8Array | null): ValueCounts {
  const before = counted.get(column);
  if (before?.kept === kept) return before;
  const now = { kept, ...count(column, kept) };
  counted.set(column, now);
  return now;
}

const counted = new WeakMap<CategoryColumn, ValueCounts & { kept: Uint8Array | null }>();

function count({ values, starts, codes }: CategoryColumn, kept: Uint8Array | null): ValueCounts {
  const counts = new Uint32Array(values.length);
  let blank = 0;
  let end = starts[0]!;
  for (let i = 0; i + 1 < starts.length; i++) {
    const start = end;
    end = starts[i + 1]!;
    if (kept !== null && kept[i] === 0) continue;
    if (start === end) blank++;
    for (let k = start; k < end; k++) counts[codes[k]!]!++;
  }
  return { counts, blank };
}

/** Stretches of a number line of equal length, ends on round numbers. */
export interface Bins {
  /** Where the first begins. */
  from: number;
  /** Length of each. */
  width: number;
  count: number;
}

/** As many as are wanted at most, each 1, 2 or 5 times a power of ten long; whole numbers are never cut. */
export function binsFor(
  { min, max, whole }: Omit<NumberColumn, 'kind' | 'name' | 'values'>,
  most: number,
): Bins | null {
  if (Number.isNaN(min)) return null;
  const span = Math.max(max - min, whole ? 1 : Math.abs(max) * 1e-9 || 1);
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  let width = [1, 2, 5, 10].map((step) => step * power).find((step) => step >= rough * 0.999)!;
  if (whole) width = Math.max(1, Math.round(width));
  const from = Math.floor(min / width) * width;
  return { from, width, count: Math.floor((max - from) / width) + 1 };
}

/**
 * Rows in each bin among those kept.
 *
 * @param bins of this column: which of them each row is in is found out once
 * @param step where a value stands among the bins, if not at itself
 */
export function countBins(
  { values }: NumberColumn,
  bins: Bins,
  kept: Uint8Array | null,
  step: (value: number) => number = (value) => value,
): Uint32Array {
  let binOf = known.get(bins);
  if (binOf === undefined) known.set(bins, (binOf = binEach(values, bins, step)));
  const counts = new Uint32Array(bins.count + 1);
  if (kept === null) for (let i = 0; i < binOf.length; i++) counts[binOf[i]!]!++;
  else for (let i = 0; i < binOf.length; i++) counts[binOf[i]!]! += kept[i]!;
  return counts.subarray(0, bins.count);
}

const known = new WeakMap<Bins, Uint16Array>();

/** The bin that each row is in; one past the last where it has no value. */
function binEach(
  values: Float64Array,
  { from, width, count }: Bins,
  step: (value: number) => number,
): Uint16Array {
  return Uint16Array.from(values, (value) => {
    if (Number.isNaN(value)) return count;
    return Math.min(count - 1, Math.max(0, Math.floor((step(value) - from) / width)));
  });
}
