import { KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';

/**
 * - `cosine`: 1 − cos, 0 to 2. A row of zeros has no direction: it is at distance 1 from every row, another row of
 *   zeros included.
 * - `euclidean`: the length of the difference.
 * - `inner-product`: minus the product x · y, so that the greatest product is nearest.
 */
export type NeighborMetric = 'cosine' | 'euclidean' | 'inner-product';

/** The nearest rows of every row, the row itself left out. */
export interface NeighborGraph {
  readonly rows: number;
  readonly k: number;
  /** rows × k, row-major: the neighbours of row i, nearest first, equal distances by ascending index. */
  readonly indices: Uint32Array;
  /** rows × k, as `indices`. */
  readonly distances: Float32Array;
  /** How much of the true graph this is; absent where it is exact. */
  readonly recall?: Recall | undefined;
}

/** Share of the true neighbours that an approximate graph has, measured against brute force on a sample. */
export interface Recall {
  /** 0 to 1. Of neighbours equally far any will do. */
  readonly value: number;
  /** Bounds of the value for all rows, at 95 % (normal approximation over the sampled rows). */
  readonly low: number;
  readonly high: number;
  /** Rows compared with all others. */
  readonly sampled: number;
}

export interface NeighborOptions extends Work {
  /** Neighbours of each row, ≥ 1; with fewer other rows than that, all of them (k = rows − 1). */
  k: number;
  metric: NeighborMetric;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/** The numbers that stand for metrics in the kernels. */
export const METRICS: Readonly<Record<NeighborMetric, number>> = {
  cosine: 0,
  euclidean: 1,
  'inner-product': 2,
};

/** @throws KernelInputError for a k below 1 or a metric there is not */
export function checkNeighborOptions(k: number, metric: string): void {
  checkCount(k);
  if (!Object.hasOwn(METRICS, metric)) {
    const names = Object.keys(METRICS).join(', ');
    throw new KernelInputError(`metric must be one of ${names}; got ${String(metric)}`);
  }
}

/** @throws KernelInputError for a k below 1 */
export function checkCount(k: number): void {
  if (!Number.isInteger(k) || k < 1) throw new KernelInputError(`k must be a positive integer; got ${k}`);
}

/** What brings values to at most 1, so that no square of them overflows: a power of two, and 1 for unit rows. */
export function scaleOf({ data }: Matrix, metric: NeighborMetric): number {
  return metric === 'cosine' ? 1 : 1 / powerOfTwoAbove(largestOf(data));
}

/** The least power of two that is not below a value, the logarithm of no platform being asked. */
export function powerOfTwoAbove(value: number): number {
  let power = 1;
  if (value === 0) return power;
  while (power < value) power *= 2;
  while (power / 2 >= value) power /= 2;
  return power;
}

export function largestOf(data: Float32Array): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]!);
    if (size > largest) largest = size;
  }
  return largest;
}

/** Rows that a mean is taken over, evenly spaced. */
const MEAN_ROWS = 4096;

/** About the mean of the rows times `factor`. */
export function meanOf({ data, rows, cols }: Matrix, factor: number): Float32Array {
  const sums = new Float64Array(cols);
  const sampled = Math.min(rows, MEAN_ROWS);
  for (let s = 0; s < sampled; s++) {
    const at = Math.floor((s * rows) / sampled) * cols;
    for (let j = 0; j < cols; j++) sums[j] = sums[j]! + data[at + j]! * factor;
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(1, sampled));
}
