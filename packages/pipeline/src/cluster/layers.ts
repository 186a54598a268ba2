import { cutLayers } from '@parallax-map/core';
import { graphLayers, type LinkageTree, type NeighborGraph } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import { withPool } from '../with-pool.js';
import type { Clustering } from './clustering.js';
import { densityTree } from './density.js';
import { linkageStep } from './linkage.js';
import { loadClustering, saveClustering } from './save-clustering.js';

export interface EvocSection {
  minSamples: number;
  seed: number;
}

/** EVoC up to its linkage tree, which serves every minClusterSize: its own short layout of the neighbours, linked. */
export const evocStep: Step<EvocSection, NeighborGraph, LinkageTree> = {
  name: 'evoc',
  version: 2,
  about: 'gathering neighbours and linking them by density',
  make(section, graph, { threads, signal, progress }) {
    const onProgress = (share: number): void => progress(Math.round(share * 100), 100, 'percent');
    return withPool(threads, async (pool) => {
      return (await graphLayers(graph, { ...section, maxLayers: 1, pool, signal, onProgress })).linkage;
    });
  },
  save: linkageStep.save,
  load: linkageStep.load,
};

export interface LayersSection {
  /** Resolved: never null here, and not read where `topics` is set. */
  minClusterSize: number;
  /** Wanted number of topics, or null. */
  topics: number | null;
}

/**
 * The finest of EVoC's layers. The coarser ones are cut from the same tree, but a topic of one may be noise in the
 * next, while every topic has its place on each of the five levels: `levels` climbs the tree by itself.
 */
export const layersStep: Step<LayersSection, LinkageTree, Clustering> = {
  name: 'layers',
  version: 1,
  about: 'cutting the finest layer into topics',
  make(section, linkage) {
    const cut = cutLayers(linkage, section);
    return Promise.resolve({
      labels: cut.labels,
      topics: cut.topics,
      probabilities: Float32Array.from(cut.probabilities),
      outlierScores: Float32Array.from(cut.outlierScores),
      persistence: cut.persistence,
      tree: densityTree(cut),
      settled: { minClusterSize: cut.minClusterSize, topics: null },
      collapse: undefined,
    });
  },
  save: saveClustering,
  load: loadClustering,
};
