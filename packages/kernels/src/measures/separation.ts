import type { Points } from '../distance/points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import type { Labels } from './contingency.js';
import { centroids, labelledRows, type NoiseOption } from './labelled-rows.js';

/**
 * Calinski & Harabasz 1974: variance between clusters over variance within, each per degree of freedom; higher
 * is better, 1 where nothing varies within. Noise (−1) is left out, unless `noise` makes it a cluster.
 *
 * @throws KernelInputError unless there are at least 2 clusters, and fewer than rows; so for all noise
 */
export function calinskiHarabasz(points: Points, labels: Labels, options: NoiseOption = {}): number {
  const rows = labelledRows(points, labels, options);
  const { data, cols, cluster, size } = rows;
  const n = cluster.length;
  const k = size.length;
  const centers = centroids(rows);
  const middle = new Float64Array(cols);
  data.forEach((value, at) => (middle[at % cols]! += value / n));
  let within = 0;
  cluster.forEach((c, i) => (within += squaredDistance(data, i, centers, c, cols)));
  let between = 0;
  size.forEach((members, c) => (between += members * squaredDistance(centers, c, middle, 0, cols)));
  return within === 0 ? 1 : (between * (n - k)) / (within * (k - 1));
}

/**
 * Davies & Bouldin 1979: for each cluster its worst neighbour, by their mean spreads over the distance of their
 * centroids; the mean of these, 0 at best. Infinity where two clusters that spread share a centroid. Noise (−1) is left
 * out, unless `noise` makes it a cluster.
 *
 * @throws KernelInputError unless there are at least 2 clusters, and fewer than rows; so for all noise
 */
export function daviesBouldin(points: Points, labels: Labels, options: NoiseOption = {}): number {
  const rows = labelledRows(points, labels, options);
  const { data, cols, cluster, size } = rows;
  const centers = centroids(rows);
  const spread = new Float64Array(size.length);
  cluster.forEach((c, i) => (spread[c]! += Math.sqrt(squaredDistance(data, i, centers, c, cols)) / size[c]!));
  let total = 0;
  for (let c = 0; c < size.length; c++) {
    let worst = 0;
    for (let d = 0; d < size.length; d++) {
      const both = spread[c]! + spread[d]!;
      if (d === c || both === 0) continue;
      worst = Math.max(worst, both / Math.sqrt(squaredDistance(centers, c, centers, d, cols)));
    }
    total += worst;
  }
  return total / size.length;
}
