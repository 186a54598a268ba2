import type { Matrix } from '../matrix/index.js';
import { largestOf, powerOfTwoAbove, type NeighborMetric } from './graph.js';

/** Rows looked at, evenly spaced. */
const SAMPLE = 257;

/**
 * Where the rows lie and how large they are, told by medians, so that a few rows far from the rest count for nothing.
 *
 * @returns `factor`: a power of two that brings the values of most rows to at most 1 (cosine: 1, since its rows are
 *   unit rows); `center`: the medians of the columns, of values times factor
 */
export function middleOf(points: Matrix, metric: NeighborMetric): { factor: number; center: Float32Array } {
  const { data, rows, cols } = points;
  const sampled = Math.min(rows, SAMPLE);
  const picked = Array.from({ length: sampled }, (_, s) => {
    const at = Math.floor((s * rows) / sampled) * cols;
    return data.subarray(at, at + cols);
  });
  const largest = median(Float64Array.from(picked, largestOf)) || largestOf(data);
  const factor = metric === 'cosine' ? 1 : 1 / powerOfTwoAbove(largest);
  const scales = picked.map((row) => {
    if (metric !== 'cosine') return factor;
    const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    return length > 0 ? 1 / length : 0;
  });
  const center = Float32Array.from({ length: cols }, (_, j) =>
    median(Float64Array.from(picked, (row, s) => row[j]! * scales[s]!)),
  );
  return { factor, center };
}

function median(values: Float64Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}
