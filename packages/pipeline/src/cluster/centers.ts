import { kmeans, type Matrix } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import { withPool } from '../with-pool.js';
import type { Clustering } from './clustering.js';
import { margins } from './margins.js';
import { loadClustering, saveClustering } from './save-clustering.js';

export interface CentersSection {
  /** Resolved: never null here. */
  topics: number;
  seed: number;
}

/** k-means: every row gets the topic of its nearest centre. */
export const centersStep: Step<CentersSection, Matrix, Clustering> = {
  name: 'kmeans',
  version: 3,
  about: 'moving centres until every row has its nearest',
  async make({ topics, seed }, points, { threads, signal, progress }) {
    const k = Math.min(topics, points.rows);
    const onProgress = (share: number): void => progress(Math.round(share * 100), 100, 'percent');
    const found = await withPool(threads, (pool) => kmeans(points, { k, seed, pool, signal, onProgress }));
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
