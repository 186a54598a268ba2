import { log } from '../math/index.js';
import { squaredDistance } from '../distance/squared-distance.js';
import type { Pace } from '../pace.js';
import type { Random } from '../random/index.js';

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007, §6): each center is a row drawn with a chance proportional to
 * its squared distance to the nearest one so far; of 2 + ln k draws, the one that lowers the sum most.
 *
 * @returns centers × cols, fewer than k where the rows have fewer distinct values
 */
export async function plusPlus(
  data: Float64Array,
  rows: number,
  cols: number,
  k: number,
  numbers: Random,
  pace: Pace,
): Promise<Float64Array> {
  const draws = 2 + Math.floor(log(k));
  const chosen = [numbers.below(rows, 0)];
  let nearest = distancesTo(data, rows, cols, chosen[0]!, new Float64Array(rows).fill(Infinity));
  let next = 1;
  while (chosen.length < k) {
    const total = nearest.reduce((sum, squared) => sum + squared, 0);
    if (total === 0) break;
    let best = { row: -1, sum: Infinity, nearest };
    for (let draw = 0; draw < draws; draw++) {
      const row = rowAt(nearest, numbers.uniform(next++) * total);
      const after = distancesTo(data, rows, cols, row, nearest);
      const sum = after.reduce((all, squared) => all + squared, 0);
      if (sum < best.sum) best = { row, sum, nearest: after };
      if (pace.spend(rows * cols)) await pace.rest();
    }
    chosen.push(best.row);
    nearest = best.nearest;
  }
  const centers = new Float64Array(chosen.length * cols);
  chosen.forEach((row, c) => centers.set(data.subarray(row * cols, (row + 1) * cols), c * cols));
  return centers;
}

/** Squared distance of each row to a row, or what it was where that is less. */
function distancesTo(
  data: Float64Array,
  rows: number,
  cols: number,
  row: number,
  now: Float64Array,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) =>
    Math.min(now[i]!, squaredDistance(data, i, data, row, cols)),
  );
}

/** First row at which the running sum passes the mark; never one at distance 0. */
function rowAt(nearest: Float64Array, mark: number): number {
  let sum = 0;
  let last = 0;
  for (let i = 0; i < nearest.length; i++) {
    if (nearest[i] === 0) continue;
    sum += nearest[i]!;
    last = i;
    if (sum > mark) break;
  }
  return last;
}
