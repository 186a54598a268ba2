import { float64Rows, type Metric, type Points } from '../distance/points.js';

/** Rows ready for the search: float64, unit length for cosine, each distinct row once. */
export interface DistinctPoints {
  readonly data: Float64Array;
  /** Distinct rows. */
  readonly rows: number;
  readonly cols: number;
  /** Distinct row of each input row. */
  readonly groupOf: Uint32Array;
  /** Earliest input row of each distinct row, ascending. */
  readonly first: Uint32Array;
  /** Input rows equal to each distinct row, itself included. */
  readonly count: Uint32Array;
  /** Distance from the squared Euclidean distance the search works in. */
  readonly distance: (squared: number) => number;
}

/**
 * Copies the points as float64, scales rows to length 1 for cosine, and finds repeated rows.
 *
 * For unit vectors 1 − cos = |u − v|² / 2, so both metrics rank pairs as the squared Euclidean distance does.
 *
 * @throws KernelInputError where a value is not finite, or a row has length 0 under the cosine metric
 */
export function distinctPoints(points: Points, metric: Metric): DistinctPoints {
  const { rows, cols } = points;
  const all = float64Rows(points, metric);
  const groupOf = new Uint32Array(rows);
  const first: number[] = [];
  const order = Uint32Array.from({ length: rows }, (_, i) => i).sort(
    (a, b) => compareRows(all, cols, a, b) || a - b,
  );
  const leader = new Uint32Array(rows);
  order.forEach((row, i) => {
    const before = i > 0 ? order[i - 1]! : row;
    leader[row] = i > 0 && compareRows(all, cols, before, row) === 0 ? leader[before]! : row;
  });
  for (let i = 0; i < rows; i++) {
    if (leader[i] === i) groupOf[i] = first.push(i) - 1;
    else groupOf[i] = groupOf[leader[i]!]!;
  }
  const data = new Float64Array(first.length * cols);
  first.forEach((row, g) => data.set(all.subarray(row * cols, (row + 1) * cols), g * cols));
  const count = new Uint32Array(first.length);
  for (const g of groupOf) count[g]!++;
  return {
    data,
    rows: first.length,
    cols,
    groupOf,
    first: Uint32Array.from(first),
    count,
    distance: metric === 'cosine' ? (squared) => Math.min(squared / 2, 2) : Math.sqrt,
  };
}

function compareRows(data: Float64Array, cols: number, a: number, b: number): number {
  for (let j = 0; j < cols; j++) {
    const difference = data[a * cols + j]! - data[b * cols + j]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
