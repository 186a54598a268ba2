import { densityClusters, type DensityClusters, type Matrix } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import type { Clustering, DensityTree } from './clustering.js';
import { loadClustering, saveClustering } from './save-clustering.js';
import { sizeFor } from './size-for.js';

export interface HillsSection {
  /** Resolved: never null here, and not read where `topics` is set. */
  minClusterSize: number;
  /** Wanted number of topics, or null. */
  topics: number | null;
}

/** Density on the map itself: its hills as topics. */
export const hillsStep: Step<HillsSection, Matrix, Clustering> = {
  name: 'hills',
  version: 3,
  about: 'finding where the map is dense',
  make: ({ minClusterSize: given, topics }, map) => {
    const minClusterSize = topics === null ? given : sizeOf(map, topics);
    const clusters = densityClusters(map, { minClusterSize });
    return Promise.resolve({
      labels: clusters.labels,
      topics: clusters.count,
      probabilities: Float32Array.from(clusters.probabilities),
      outlierScores: undefined,
      persistence: undefined,
      tree: meetingTree(clusters),
      settled: { minClusterSize, topics: null },
      collapse: undefined,
    });
  },
  save: saveClustering,
  load: loadClustering,
};

/** The size that gives the number of hills nearest to the wanted one. */
function sizeOf(map: Matrix, topics: number): number {
  const count = (minClusterSize: number): number => densityClusters(map, { minClusterSize }).count;
  return sizeFor(count, topics, Math.max(2, Math.floor(map.rows / 2)));
}

/** Meetings as parts that leave each other; nodes are numbered from the last meeting, the root. */
function meetingTree({ count, merges }: DensityClusters): DensityTree {
  const last = count + merges.length - 1;
  const parts = merges
    .map(({ a, b, density }, i) => ({ node: count + i, children: [a, b], density }))
    .reverse();
  return {
    parent: Int32Array.from(parts.flatMap(({ node }) => [last - node, last - node])),
    child: Int32Array.from(parts.flatMap(({ children }) => children.map((child) => last - child))),
    lambda: Float64Array.from(parts.flatMap(({ density }) => [density, density])),
    topicNode: Int32Array.from({ length: count }, (_, topic) => last - topic),
  };
}
