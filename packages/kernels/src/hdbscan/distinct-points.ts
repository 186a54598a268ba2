import { mix32 } from '../random/index.js';
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
  /** Weight of the input rows equal to each distinct row, itself included. */
  readonly count: Float64Array;
  /** Distance from the squared Euclidean distance the search works in. */
  readonly distance: (squared: number) => number;
}

/**
 * Copies the points as float64, scales rows to length 1 for cosine, and finds repeated rows.
 *
 * For unit vectors 1 − cos = |u − v|² / 2, so both metrics rank pairs as the squared Euclidean distance does.
 *
 * @param weights of the rows, > 0; default 1 each
 * @throws KernelInputError where a value is not finite, or a row has length 0 under the cosine metric
 */
export function distinctPoints(points: Points, metric: Metric, weights?: ArrayLike<number>): DistinctPoints {
  const { rows, cols } = points;
  const all = float64Rows(points, metric);
  const { groupOf, first } = groupRows(all, rows, cols);
  const distinct = first.length;
  const data = distinct === rows ? all : new Float64Array(distinct * cols);
  if (distinct < rows) {
    first.forEach((row, g) => data.set(all.subarray(row * cols, (row + 1) * cols), g * cols));
  }
  const count = new Float64Array(distinct);
  for (let row = 0; row < rows; row++) count[groupOf[row]!]! += weights?.[row] ?? 1;
  return {
    data,
    rows: distinct,
    cols,
    groupOf,
    first,
    count,
    distance: metric === 'cosine' ? (squared) => Math.min(squared / 2, 2) : Math.sqrt,
  };
}

/** Finds equal rows by hashing their bits. */
function groupRows(
  data: Float64Array,
  rows: number,
  cols: number,
): { groupOf: Uint32Array; first: Uint32Array } {
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length * 2);
  const mask = 2 ** Math.ceil(Math.log2(rows + 1) + 1) - 1;
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
