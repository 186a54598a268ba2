import type { Pace } from '../pace.js';
import { boxDistance, type KdTree } from './kd-tree.js';
import type { DistinctPoints } from './distinct-points.js';
import { squaredDistance } from '../distance/squared-distance.js';

/** Rows compared with a passing row while that is in the processor's cache. */
const BLOCK = 16;

/**
 * Core distance of each distinct row, squared: the distance to its k-th nearest other input row (Campello,
 * Moulavi & Sander 2013, definition 5, not counting the row itself). Rows equal to it count, at distance 0.
 *
 * @param k 1 to input rows − 1
 * @param tree a KD-tree over the distinct rows, or null to compare all pairs (faster with many columns)
 */
export async function coreDistances(
  points: DistinctPoints,
  k: number,
  tree: KdTree | null,
  pace: Pace,
): Promise<Float64Array> {
  const { rows, count } = points;
  const nearest = new NearestLists(rows, k);
  for (let i = 0; i < rows; i++) nearest.add(i, 0, count[i]! - 1);
  if (tree) await searchTree(points, tree, nearest, pace);
  else await comparePairs(points, nearest, pace);
  return Float64Array.from({ length: rows }, (_, i) => nearest.worst(i));
}

async function searchTree(
  points: DistinctPoints,
  tree: KdTree,
  nearest: NearestLists,
  pace: Pace,
): Promise<void> {
  const { data, rows, cols, count } = points;
  const stack = new Uint32Array(128);
  const bounds = new Float64Array(128);
  for (let i = 0; i < rows; i++) {
    let visited = 0;
    let top = 1;
    stack[0] = 0;
    bounds[0] = 0;
    while (top > 0) {
      const node = stack[--top]!;
      if (bounds[top]! >= nearest.worst(i)) continue;
      visited++;
      if (node >= tree.firstLeaf) {
        for (let p = tree.start[node]!; p < tree.end[node]!; p++) {
          const j = tree.order[p]!;
          if (j !== i) nearest.add(i, squaredDistance(data, i, data, j, cols), count[j]!);
        }
        continue;
      }
      const left = boxDistance(tree, 2 * node + 1, data, cols, i);
      const right = boxDistance(tree, 2 * node + 2, data, cols, i);
      const near = left <= right ? 1 : 2;
      stack[top] = 2 * node + 3 - near;
      bounds[top++] = Math.max(left, right);
      stack[top] = 2 * node + near;
      bounds[top++] = Math.min(left, right);
    }
    if (pace.spend(visited * 8 * cols)) await pace.rest();
  }
}

async function comparePairs(points: DistinctPoints, nearest: NearestLists, pace: Pace): Promise<void> {
  const { data, rows, cols, count } = points;
  for (let block = 0; block < rows; block += BLOCK) {
    const end = Math.min(block + BLOCK, rows);
    for (let j = 0; j < end; j++) {
      for (let i = Math.max(block, j + 1); i < end; i++) {
        const squared = squaredDistance(data, i, data, j, cols);
        if (squared < nearest.worst(i)) nearest.add(i, squared, count[j]!);
        if (squared < nearest.worst(j)) nearest.add(j, squared, count[i]!);
      }
      if (pace.spend((end - Math.max(block, j + 1)) * cols)) await pace.rest();
    }
  }
}

/** The k least distances seen so far for each row, ascending. */
class NearestLists {
  readonly #k: number;
  readonly #values: Float64Array;

  constructor(rows: number, k: number) {
    this.#k = k;
    this.#values = new Float64Array(rows * k).fill(Infinity);
  }

  worst(row: number): number {
    return this.#values[row * this.#k + this.#k - 1]!;
  }

  add(row: number, value: number, times: number): void {
    const values = this.#values;
    const start = row * this.#k;
    const last = start + this.#k - 1;
    for (let t = Math.min(times, this.#k); t > 0 && value < values[last]!; t--) {
      let at = last;
      for (; at > start && values[at - 1]! > value; at--) values[at] = values[at - 1]!;
      values[at] = value;
    }
  }
}
