import { KernelInputError } from '../matrix/index.js';
import { pow } from '../math/index.js';
import { float64Rows, type Metric, type Points } from './points.js';
import { squaredDistance } from './squared-distance.js';

/** What rows may be told apart by beside Euclid and angles, by their columns. */
export type ColumnMetric = Metric | 'manhattan' | 'chebyshev' | 'minkowski';

export interface ColumnMetricOptions<Name extends string = ColumnMetric> {
  /**
   * - `euclidean` (default); `cosine`: 1 − cos of the angle between two rows, 0 to 2;
   * - `manhattan`: the sum of the columns' differences; `chebyshev`: the largest of them;
   * - `minkowski`: the p-th root of the sum of their p-th powers;
   * - `precomputed`, where it is offered: the points are the rows' distances from each other, rows × rows, symmetric
   *   and at least 0, with zeros on the diagonal.
   */
  metric?: Name | undefined;
  /** Power of `minkowski`, 1 to 100; default 2. Larger ones are all but `chebyshev`. */
  p?: number | undefined;
}

/** How rows are compared, in numbers that rank as distances do: squares, or p-th powers, where roots can wait. */
export interface Comparison {
  /** Rows as they are compared: of unit length for cosine, brought to at most 1 for minkowski. */
  rows(points: Points, name?: string): Float64Array;
  /** What ranks as the distance of row i of one array to row j of another does. */
  between(x: Float64Array, i: number, y: Float64Array, j: number, cols: number): number;
  /** The distance, from what ranks as it does. */
  distance(ranked: number): number;
}

/** All of them. */
export const COLUMN_METRICS: readonly ColumnMetric[] = [
  'euclidean',
  'cosine',
  'manhattan',
  'chebyshev',
  'minkowski',
];
const MOST_POWER = 100;

/**
 * @param points those whose largest value sets the scale that minkowski is computed at
 * @throws KernelInputError for a metric there is not, or a p out of range
 */
export function comparison(
  points: Points,
  { metric = 'euclidean', p = 2 }: ColumnMetricOptions = {},
): Comparison {
  checkName(metric, COLUMN_METRICS);
  const rows = (given: Points, name?: string): Float64Array =>
    float64Rows(given, metric === 'cosine' ? 'cosine' : 'euclidean', name);
  if (metric === 'euclidean') return { rows, between: squaredDistance, distance: Math.sqrt };
  if (metric === 'cosine') {
    return { rows, between: squaredDistance, distance: (squared) => Math.min(squared / 2, 2) };
  }
  if (metric === 'manhattan') return { rows, between: sumOfPowers(1), distance: (sum) => sum };
  if (metric === 'chebyshev') return { rows, between: largestDifference, distance: (most) => most };
  checkPower(p);
  const scale = scaleFor(points);
  return {
    rows: (given, name) => rows(given, name).map((value) => value * scale),
    between: sumOfPowers(p),
    distance: (sum) => (p === 1 ? sum : p === 2 ? Math.sqrt(sum) : pow(sum, 1 / p)) / scale,
  };
}

/** @throws KernelInputError for a metric that is not among those offered */
export function checkName(metric: string, offered: readonly string[]): void {
  if (!offered.includes(metric)) {
    throw new KernelInputError(`metric must be one of ${offered.join(', ')}; got ${String(metric)}`);
  }
}

/** @throws KernelInputError for a p out of range */
export function checkPower(p: number): void {
  if (!(p >= 1 && p <= MOST_POWER)) {
    throw new KernelInputError(`p must lie between 1 and ${MOST_POWER}; got ${p}`);
  }
}

/** A power of two that brings all values to at most 1, so that powers of them do not overflow. */
function scaleFor({ data }: Points): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  let scale = 1;
  while (largest * scale > 1 && scale > 2 ** -1000) scale /= 2;
  while (largest > 0 && largest * scale <= 0.5 && scale < 2 ** 1000) scale *= 2;
  return scale;
}

function sumOfPowers(p: number): Comparison['between'] {
  return (x, i, y, j, cols) => {
    let sum = 0;
    for (let a = i * cols, b = j * cols, end = a + cols; a < end; a++, b++) {
      sum += powerOf(Math.abs(x[a]! - y[b]!), p);
    }
    return sum;
  };
}

function largestDifference(x: Float64Array, i: number, y: Float64Array, j: number, cols: number): number {
  let most = 0;
  for (let a = i * cols, b = j * cols, end = a + cols; a < end; a++, b++) {
    most = Math.max(most, Math.abs(x[a]! - y[b]!));
  }
  return most;
}

/**
 * d^p from multiplications and square roots alone, so that it never falls where d grows and is the same bits in
 * assembly/hdbscan-metric.ts: the whole part of p by its binary digits, the fraction by those of its halves.
 */
export function powerOf(d: number, p: number): number {
  if (p === 1) return d;
  let whole = Math.floor(p);
  let part = p - whole;
  let power = 1;
  for (let factor = d; ; factor *= factor) {
    if (whole & 1) power *= factor;
    whole >>= 1;
    if (whole === 0) break;
  }
  for (let root = d; part > 0;) {
    root = Math.sqrt(root);
    part *= 2;
    if (part >= 1) {
      power *= root;
      part -= 1;
    }
  }
  return power;
}
