import { mergeTree } from './merge-tree.js';
import type { Join, MergeTree } from './merge-tree.js';

/**
 * The edges of HDBSCAN's condensed tree (Campello, Moulavi & Sander 2013, §3.3; McInnes & Healy 2017): `child[e]`
 * leaves cluster `parent[e]` at density `lambda[e]` (1 / distance). Clusters are numbered from the root (the
 * least parent) up; children below the root are rows.
 */
export interface CondensedEdges {
  readonly parent: ArrayLike<number>;
  readonly child: ArrayLike<number>;
  readonly lambda: ArrayLike<number>;
}

/**
 * The condensed tree as merges of topics: two topics join in their lowest common cluster, at the distance
 * (1 / lambda) where that cluster falls apart.
 *
 * @param clusters the condensed-tree cluster that each topic is, by topic id; none lies inside another
 */
export function condensedMergeTree(edges: CondensedEdges, clusters: ArrayLike<number>): MergeTree {
  const { parent, child, lambda } = edges;
  let root = Infinity;
  for (let e = 0; e < parent.length; e++) root = Math.min(root, parent[e]!);

  /** Some topic inside the cluster. */
  const topicIn = new Map<number, number>();
  for (let topic = 0; topic < clusters.length; topic++) topicIn.set(clusters[topic]!, topic);
  const splits: number[] = [];
  for (let e = 0; e < child.length; e++) if (child[e]! >= root) splits.push(e);
  // Clusters are numbered downwards from the root: going from the highest child up meets every child's own
  // children before the child itself.
  splits.sort((d, e) => child[e]! - child[d]!);

  const joins: Join[] = [];
  for (const e of splits) {
    const below = topicIn.get(child[e]!);
    if (below === undefined) continue;
    const beside = topicIn.get(parent[e]!);
    if (beside === undefined) topicIn.set(parent[e]!, below);
    else joins.push({ a: Math.min(beside, below), b: Math.max(beside, below), height: 1 / lambda[e]! });
  }
  return mergeTree(clusters.length, joins);
}
