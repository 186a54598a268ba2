import type { Metric, Points } from '../distance/points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import type { Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import type { Labels } from './contingency.js';
import { labelledRows, type NoiseOption } from './labelled-rows.js';
import { meanOfSample } from './sampled-mean.js';
import { sampleRows } from './sample-rows.js';

export interface Silhouette {
  /** Mean over the judged rows, −1 to 1. */
  mean: number;
  /** 95 % interval of the mean over all rows; without width where all were judged. */
  interval: readonly [low: number, high: number];
  /** Of each input row; NaN for noise that is left out, and for rows that were not judged. */
  values: Float64Array;
}

export interface SilhouetteOptions extends NoiseOption, Work {
  /** Default 'euclidean'. */
  metric?: Metric | undefined;
  /** Judge this many rows, drawn at random, each against all rows; ≥ 1. Default: all. */
  sample?: number | undefined;
  /** For the sample, integer, 0 to 2³² − 1; default 0. */
  seed?: number | undefined;
}

/**
 * Silhouette (Rousseeuw 1987): how much nearer each row is to its own cluster than to the next one. 0 for a row
 * alone in its cluster. Exact for the rows judged: judged rows × rows × columns time. Noise (−1) is left out, as if its rows
 * were not there, unless `noise` makes it a cluster.
 *
 * @throws KernelInputError unless there are at least 2 clusters, and fewer than rows; so for all noise
 */
export async function silhouette(
  points: Points,
  labels: Labels,
  options: SilhouetteOptions = {},
): Promise<Silhouette> {
  const { data, row, cols, cluster, size } = labelledRows(points, labels, options);
  const cosine = options.metric === 'cosine';
  const n = row.length;
  const judged = sampleRows(n, options.sample, options.seed ?? 0);
  const pace = new Pace(options, judged.length * n * cols);
  const values = new Float64Array(points.rows).fill(NaN);
  const sums = new Float64Array(size.length);
  const shares = new Float64Array(judged.length);
  for (let s = 0; s < judged.length; s++) {
    const i = judged[s]!;
    sums.fill(0);
    for (let j = 0; j < n; j++) {
      const squared = squaredDistance(data, i, data, j, cols);
      sums[cluster[j]!]! += cosine ? squared / 2 : Math.sqrt(squared);
    }
    const value = silhouetteOf(cluster[i]!, sums, size);
    values[row[i]!] = value;
    shares[s] = (value + 1) / 2;
    if (pace.spend(n * cols)) await pace.rest();
  }
  pace.finish();
  const { mean, interval } = meanOfSample(shares, n);
  return { mean: 2 * mean - 1, interval: [2 * interval[0] - 1, 2 * interval[1] - 1], values };
}

/** @param sums of distances to the rows of each cluster */
function silhouetteOf(own: number, sums: Float64Array, size: Float64Array): number {
  if (size[own] === 1) return 0;
  let next = Infinity;
  for (let c = 0; c < size.length; c++) if (c !== own) next = Math.min(next, sums[c]! / size[c]!);
  const within = sums[own]! / (size[own]! - 1);
  const widest = Math.max(within, next);
  return widest === 0 ? 0 : (next - within) / widest;
}
