import type { CategoryColumn, NumberColumn } from '../data/columns.js';

/** Rows with each value among those kept, and rows where the column is blank. */
export function countValues(
  column: CategoryColumn,
  kept: Uint8Array | null,
): { counts: Uint32Array; blank: number } {
  const { starts, codes } = column;
  const counts = new Uint32Array(column.values.length);
  let blank = 0;
  for (let i = 0; i + 1 < starts.length; i++) {
    if (kept?.[i] === 0) continue;
    const [start, end] = [starts[i]!, starts[i + 1]!];
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

/** Rows in each bin among those kept. @param step where a value stands among the bins, if not at itself */
export function countBins(
  { values }: NumberColumn,
  { from, width, count }: Bins,
  kept: Uint8Array | null,
  step: (value: number) => number = (value) => value,
): Uint32Array {
  const counts = new Uint32Array(count);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (kept?.[i] === 0 || Number.isNaN(value)) continue;
    counts[Math.min(count - 1, Math.max(0, Math.floor((step(value) - from) / width)))]!++;
  }
  return counts;
}
