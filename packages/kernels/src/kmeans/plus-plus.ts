import type { Work } from '../matrix/index.js';
import type { Random } from '../random/index.js';
import { CANDIDATES, type KmeansKernel } from './kernel.js';

/**
 * Greedy k-means++ (Arthur & Vassilvitskii 2007, §6): each center is a row drawn with a chance proportional to
 * its squared distance to the nearest one so far; of 8 draws the one that lowers the sum most. More than the paper's
 * 2 + ln k (scikit-learn's too), since the kernel measures eight at a time: single starts end nearer the best.
 *
 * @returns rows chosen, fewer than the kernel has room for where the rows have fewer distinct values
 */
export async function plusPlus(kernel: KmeansKernel, numbers: Random, work: Work): Promise<number[]> {
  const k = kernel.most;
  const { nearest, tried, count } = kernel;
  nearest.fill(Infinity);
  const chosen: number[] = [];
  let next = 1;
  let candidates = [numbers.below(count, 0)];
  while (candidates.length > 0) {
    await kernel.try(candidates, work);
    const best = lowest(tried, count, candidates.length);
    chosen.push(candidates[best]!);
    for (let i = 0; i < count; i++) nearest[i] = tried[i * CANDIDATES + best]!;
    if (chosen.length === k) break;
    const total = nearest.reduce((sum, squared) => sum + squared, 0);
    const wanted = total > 0 ? CANDIDATES : 0;
    const marks = Array.from({ length: wanted }, () => numbers.uniform(next++) * total);
    candidates = rowsAt(nearest, marks);
  }
  return chosen;
}

/** The candidate with which the squared distances sum to least; of equal ones the first. */
function lowest(tried: Float32Array, count: number, candidates: number): number {
  const sums = new Float64Array(candidates);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < candidates; c++) sums[c]! += tried[i * CANDIDATES + c]!;
  }
  let best = 0;
  sums.forEach((sum, c) => {
    if (sum < sums[best]!) best = c;
  });
  return best;
}

/** For each mark the first row at which the running sum passes it; never one at distance 0. */
function rowsAt(nearest: Float32Array, marks: number[]): number[] {
  const order = Array.from(marks.keys()).sort((a, b) => marks[a]! - marks[b]!);
  const rows = new Array<number>(marks.length);
  let sum = 0;
  let last = 0;
  let passed = 0;
  for (let i = 0; i < nearest.length && passed < order.length; i++) {
    if (nearest[i] === 0) continue;
    sum += nearest[i]!;
    last = i;
    while (passed < order.length && sum > marks[order[passed]!]!) rows[order[passed++]!] = i;
  }
  for (; passed < order.length; passed++) rows[order[passed]!] = last;
  return rows;
}
