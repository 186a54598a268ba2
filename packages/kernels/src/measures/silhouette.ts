import type { Metric, Points } from '../distance/points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import type { Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import type { Labels } from './contingency.js';
import { labelledRows, type NoiseOption } from './labelled-rows.js';

export interface Silhouette {
  /** Mean over the judged rows, −1 to 1. */
  mean: number;
  /** Of each input row; NaN for noise that is left out. */
  values: Float64Array;
}

/**
 * Silhouette (Rousseeuw 1987): how much nearer each row is to its own cluster than to the next one. 0 for a row
 * alone in its cluster. Exact: O(rows² × columns).
 *
 * @throws KernelInputError unless there are at least 2 clusters, and fewer than rows
 */
export async function silhouette(
  points: Points,
  labels: Labels,
  options: NoiseOption & { metric?: Metric | undefined } & Work = {},
): Promise<Silhouette> {
  const { data, row, cols, cluster, size } = labelledRows(points, labels, options);
  const cosine = options.metric === 'cosine';
  const n = row.length;
  const k = size.length;
  const sums = new Float64Array(n * k); // of distances from row i to cluster c, at i × k + c
  const pace = new Pace(options, (n * n * cols) / 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const squared = squaredDistance(data, i, data, j, cols);
      const distance = cosine ? squared / 2 : Math.sqrt(squared);
      sums[i * k + cluster[j]!]! += distance;
      sums[j * k + cluster[i]!]! += distance;
    }
    if (pace.spend(i * cols)) await pace.rest();
  }
  const values = new Float64Array(points.rows).fill(NaN);
  let total = 0;
  for (let i = 0; i < n; i++) {
    const own = cluster[i]!;
    let next = Infinity;
    for (let c = 0; c < k; c++) if (c !== own) next = Math.min(next, sums[i * k + c]! / size[c]!);
    const within = sums[i * k + own]! / (size[own]! - 1);
    const widest = Math.max(within, next);
    const value = size[own] === 1 || widest === 0 ? 0 : (next - within) / widest;
    values[row[i]!] = value;
    total += value;
  }
  pace.finish();
  return { mean: total / n, values };
}
