import { UnionFind } from '../hdbscan/union-find.js';
import type { LinkageTree } from '../hdbscan/index.js';
import { KernelInputError } from '../matrix/index.js';

/** Where a linkage tree is cut: into as many clusters, or at a distance, at which clusters are still joined. */
export type Cut = { clusters: number } | { distance: number };

/**
 * Flat clusters of any linkage tree, HDBSCAN's included: every row is in one.
 *
 * @returns cluster of each row, 0 the largest (ties: the one with the earliest row)
 * @throws KernelInputError for a number of clusters below 1 or a distance below 0
 */
export function cutTree(linkage: LinkageTree, cut: Cut): Int32Array {
  const { rows, left, right, distance } = linkage;
  const sets = new UnionFind(rows + distance.length);
  const merges = mergesBelow(linkage, cut);
  for (let i = 0; i < merges; i++) {
    sets.union(left[i]!, rows + i);
    sets.union(right[i]!, rows + i);
  }
  const members = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const root = sets.find(row);
    const own = members.get(root);
    if (own) own.push(row);
    else members.set(root, [row]);
  }
  const labels = new Int32Array(rows);
  const largestFirst = [...members.values()].sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  largestFirst.forEach((own, label) => own.forEach((row) => (labels[row] = label)));
  return labels;
}

function mergesBelow({ rows, distance }: LinkageTree, cut: Cut): number {
  if ('clusters' in cut) {
    if (!Number.isInteger(cut.clusters) || cut.clusters < 1) {
      throw new KernelInputError(`clusters must be a whole number of at least 1; got ${cut.clusters}`);
    }
    return Math.max(0, rows - cut.clusters);
  }
  if (!(cut.distance >= 0)) throw new KernelInputError(`distance must be at least 0; got ${cut.distance}`);
  const above = distance.findIndex((at) => at > cut.distance);
  return above < 0 ? distance.length : above;
}
