import {
  agglomerate,
  cutTree,
  type LinkageTree,
  type Matrix,
  type NeighborGraph,
} from '@parallax-map/kernels';
import type { Step } from '../step.js';
import type { Clustering, DensityTree } from './clustering.js';
import { linkageStep } from './linkage.js';
import { margins, middles } from './margins.js';
import { loadClustering, saveClustering } from './save-clustering.js';

export interface MergesSection {
  linkage: 'ward' | 'average' | 'complete';
}

export interface MergesInput {
  points: Matrix;
  /** Neighbours of the rows as they were encoded. */
  graph: NeighborGraph;
}

/** Up to as many rows, any two clusters may be joined: their distances take 0.4 GB. */
const ALL_PAIRS = 10_000;

/** Agglomerative clustering; one tree serves every number of topics. Many rows are joined along their neighbours. */
export const mergesStep: Step<MergesSection, MergesInput, LinkageTree> = {
  name: 'merges',
  version: 2,
  about: 'joining the nearest groups of rows',
  make: ({ linkage }, { points, graph }, { signal, progress }) =>
    agglomerate(points, {
      method: linkage,
      graph: points.rows > ALL_PAIRS ? graph : undefined,
      signal,
      onProgress: (share) => progress(Math.round(share * points.rows), points.rows, 'rows'),
    }),
  save: linkageStep.save,
  load: linkageStep.load,
};

export interface CutInput {
  points: Matrix;
  linkage: LinkageTree;
}

/** The merges undone until there are as many topics as wanted. */
export const cutStep: Step<{ topics: number }, CutInput, Clustering> = {
  name: 'cut',
  version: 1,
  about: 'cutting the tree of merges into topics',
  make({ topics }, { points, linkage }) {
    const labels = cutTree(linkage, { clusters: topics });
    const count = labels.reduce((most, label) => Math.max(most, label), -1) + 1;
    return Promise.resolve({
      labels,
      topics: count,
      probabilities: margins(points, middles(points, labels, count), labels),
      outlierScores: undefined,
      persistence: undefined,
      tree: treeAbove(linkage, labels, count),
      settled: { minClusterSize: null, topics: count },
      collapse: undefined,
    });
  },
  save: saveClustering,
  load: loadClustering,
};

/** The merges above the cut, as parts that leave each other; nodes are numbered from the root. */
function treeAbove(
  { rows, left, right, distance }: LinkageTree,
  labels: Int32Array,
  topics: number,
): DensityTree {
  const last = 2 * rows - 2;
  const nodeOf = (node: number): number => last - node;
  const first = rows - topics;
  const parent: number[] = [];
  const child: number[] = [];
  const lambda: number[] = [];
  const topicNode = new Int32Array(topics).fill(topics === 1 ? 0 : -1);
  for (let i = rows - 2; i >= first; i--) {
    for (const node of [left[i]!, right[i]!]) {
      parent.push(nodeOf(rows + i));
      child.push(nodeOf(node));
      lambda.push(1 / distance[i]!);
      if (node < rows + first) topicNode[labels[rowUnder(node, rows, left)]!] = nodeOf(node);
    }
  }
  return {
    parent: Int32Array.from(parent),
    child: Int32Array.from(child),
    lambda: Float64Array.from(lambda),
    topicNode,
  };
}

/** Some row of a node. */
function rowUnder(node: number, rows: number, left: Uint32Array): number {
  while (node >= rows) node = left[node - rows]!;
  return node;
}
