import { powerToReach } from '../math/bits.js';
import { mix32 } from '../random/index.js';
import {
  checkName,
  checkPower,
  COLUMN_METRICS,
  comparison,
  type ColumnMetric,
  type ColumnMetricOptions,
} from '../distance/metric.js';
import type { Points } from '../distance/points.js';
import { distanceRows } from './distance-rows.js';

/** What HDBSCAN may tell rows apart by. */
export type DensityMetric = ColumnMetric | 'precomputed';
export type DensityMetricOptions = ColumnMetricOptions<DensityMetric>;

/** Rows ready for the search: float64, of unit length for cosine, each distinct row once. */
export interface DistinctPoints {
  /** rows × cols, or the distances of all rows from each other. */
  readonly data: Float64Array;
  /** Distinct rows. */
  readonly rows: number;
  readonly cols: number;
  /** Distinct row of each input row. */
  readonly groupOf: Uint32Array;
  /** Earliest input row of each distinct row, ascending. */
  readonly first: Uint32Array;
  /** Weight of the input rows equal to each distinct row, itself included. */
  readonly count: Float64Array;
  readonly metric: DensityMetric;
  /** Power of minkowski. */
  readonly p: number;
  /** Distance from what the search works in: squares of Euclid's distance, powers of Minkowski's. */
  readonly distance: (ranked: number) => number;
}

/**
 * Copies the points as float64, scales rows to length 1 for cosine, and finds repeated rows.
 *
 * For unit vectors 1 − cos = |u − v|² / 2, so both metrics rank pairs as the squared Euclidean distance does.
 *
 * @param weights of the rows, > 0; default 1 each
 * @throws KernelInputError where a value is not finite, a row has length 0 under the cosine metric, or distances that
 * are given are none
 */
export function distinctPoints(
  points: Points,
  { metric = 'euclidean', p = 2 }: DensityMetricOptions = {},
  weights?: ArrayLike<number>,
): DistinctPoints {
  const { rows, cols } = points;
  checkName(metric, [...COLUMN_METRICS, 'precomputed']);
  checkPower(p);
  if (metric === 'precomputed') {
    const all = Uint32Array.from({ length: rows }, (_, row) => row);
    const count = Float64Array.from(all, (row) => weights?.[row] ?? 1);
    const given = { data: distanceRows(points), distance: (distance: number) => distance };
    return { ...given, rows, cols, groupOf: all, first: all, count, metric, p };
  }
  const compared = comparison(points, { metric, p });
  const all = compared.rows(points);
  const { groupOf, first } = groupRows(all, rows, cols);
  const distinct = first.length;
  const data = distinct === rows ? all : new Float64Array(distinct * cols);
  if (distinct < rows) {
    first.forEach((row, g) => data.set(all.subarray(row * cols, (row + 1) * cols), g * cols));
  }
  const count = new Float64Array(distinct);
  for (let row = 0; row < rows; row++) count[groupOf[row]!]! += weights?.[row] ?? 1;
  return { data, rows: distinct, cols, groupOf, first, count, metric, p, distance: compared.distance };
}

/** Finds equal rows by hashing their bits. */
function groupRows(
  data: Float64Array,
  rows: number,
  cols: number,
): { groupOf: Uint32Array; first: Uint32Array } {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  const mask = 2 ** (powerToReach(rows + 1) + 1) - 1;
  const slots = new Uint32Array(mask + 1); // 1 + the group that is there
  const groupOf = new Uint32Array(rows);
  const first = new Uint32Array(rows);
  let groups = 0;
  for (let row = 0; row < rows; row++) {
    let hash = 0;
    for (let at = 2 * row * cols; at < 2 * (row + 1) * cols; at++) hash = mix32(hash ^ bits[at]!);
    let slot = hash & mask;
    while (slots[slot]! > 0 && !equalRows(data, cols, first[slots[slot]! - 1]!, row))
      slot = (slot + 1) & mask;
    if (slots[slot] === 0) {
      first[groups] = row;
      slots[slot] = ++groups;
    }
    groupOf[row] = slots[slot]! - 1;
  }
  return { groupOf, first: first.slice(0, groups) };
}

function equalRows(data: Float64Array, cols: number, a: number, b: number): boolean {
  for (let j = 0; j < cols; j++) if (data[a * cols + j] !== data[b * cols + j]) return false;
  return true;
}
