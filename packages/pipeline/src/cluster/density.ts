import { cutLinkage, type CutSection } from '@parallax-map/core';
import { clusterTree, type Clusters, type LinkageTree } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import type { Clustering, DensityTree } from './clustering.js';
import { loadClustering, saveClustering } from './save-clustering.js';

/** Resolved: minClusterSize and selection are never null here. */
export type DensitySection = CutSection;

/** HDBSCAN from its linkage tree on: condense, select, label. */
export const densityStep: Step<DensitySection, LinkageTree, Clustering> = {
  name: 'cluster',
  version: 1,
  about: 'cutting the density tree into topics',
  make: (section, linkage) => Promise.resolve(densityClustering(section, linkage)),
  save: saveClustering,
  load: loadClustering,
};

function densityClustering(section: DensitySection, linkage: LinkageTree): Clustering {
  const { epsilon, allowSingleCluster } = section;
  const cut = cutLinkage(linkage, section);
  const { labels, minClusterSize } = cut;
  return {
    labels,
    topics: cut.topics,
    probabilities: Float32Array.from(cut.probabilities),
    outlierScores: Float32Array.from(cut.outlierScores),
    persistence: cut.persistence,
    tree: densityTree(cut),
    settled: { minClusterSize, topics: null },
    collapse: collapse(labels, linkage, { epsilon, allowSingleCluster, minClusterSize }),
  };
}

/** How the clusters part, and which are topics. */
export function densityTree(clusters: Pick<Clusters, 'condensed' | 'selected'>): DensityTree {
  const { parent, child, lambda, rows } = clusters.condensed;
  const parts: number[] = [];
  for (let edge = 0; edge < child.length; edge++) if (child[edge]! >= rows) parts.push(edge);
  return {
    parent: Int32Array.from(parts, (edge) => parent[edge]!),
    child: Int32Array.from(parts, (edge) => child[edge]!),
    lambda: Float64Array.from(parts, (edge) => lambda[edge]!),
    topicNode: Int32Array.from(clusters.selected),
  };
}

/**
 * Excess of mass now and then takes one node that holds most rows. That is said when the leaves of the same tree
 * would tell more: at least three topics, none of which swallows half.
 */
function collapse(
  labels: Int32Array,
  linkage: LinkageTree,
  options: { epsilon: number; allowSingleCluster: boolean; minClusterSize: number },
): Clustering['collapse'] {
  const share = largestShare(labels);
  if (share <= 0.5) return undefined;
  const leaf = clusterTree(linkage, { ...options, selection: 'leaf' });
  if (leaf.count < 3 || largestShare(leaf.labels) > 0.5) return undefined;
  const noise = leaf.labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0);
  return { share, leafTopics: leaf.count, leafNoiseShare: noise / labels.length };
}

/** Rows in the largest topic / all rows. */
function largestShare(labels: Int32Array): number {
  const size = new Map<number, number>();
  let most = 0;
  for (const label of labels) {
    if (label < 0) continue;
    const now = (size.get(label) ?? 0) + 1;
    size.set(label, now);
    most = Math.max(most, now);
  }
  return labels.length === 0 ? 0 : most / labels.length;
}
