import { createPool, kmeans, type Matrix } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import type { Clustering } from './clustering.js';
import { loadClustering, saveClustering } from './save-clustering.js';

export interface CentersSection {
  /** Resolved: never null here. */
  topics: number;
  seed: number;
}

/** k-means: every row gets the topic of its nearest centre. */
export const centersStep: Step<CentersSection, Matrix, Clustering> = {
  name: 'kmeans',
  version: 2,
  about: 'moving centres until every row has its nearest',
  async make({ topics, seed }, points, { threads, signal, progress }) {
    const k = Math.min(topics, points.rows);
    const onProgress = (share: number): void => progress(Math.round(share * 100), 100, 'percent');
    const pool = await createPool(threads);
    const found = await kmeans(points, { k, seed, pool, signal, onProgress }).finally(() => pool.close());
    const { labels } = found;
    const used = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
    return {
      labels,
      topics: used,
      probabilities: margins(points, found.centers, labels),
      outlierScores: undefined,
      persistence: undefined,
      tree: undefined,
      settled: { minClusterSize: null, topics: used },
      collapse: undefined,
    };
  },
  save: saveClustering,
  load: loadClustering,
};

/**
 * How firmly a row belongs: 1 − (distance to its centre) / (distance to the next), 0 on the border and 1 at the
 * centre. k-means has no probabilities; this margin (the simplified silhouette of Hruschka et al. 2004) is their
 * nearest kin.
 */
function margins(points: Matrix, centers: Matrix, labels: Int32Array): Float32Array {
  const { cols } = points;
  const result = new Float32Array(points.rows);
  for (let row = 0; row < points.rows; row++) {
    let own = 0;
    let next = Infinity;
    for (let center = 0; center < centers.rows; center++) {
      let squared = 0;
      for (let j = 0; j < cols; j++) {
        const gap = points.data[row * cols + j]! - centers.data[center * cols + j]!;
        squared += gap * gap;
      }
      if (center === labels[row]) own = Math.sqrt(squared);
      else next = Math.min(next, Math.sqrt(squared));
    }
    result[row] = next === Infinity ? 1 : next === 0 ? 0 : Math.max(0, 1 - own / next);
  }
  return result;
}
