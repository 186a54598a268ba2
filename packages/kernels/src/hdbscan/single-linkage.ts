import type { Work } from '../matrix/index.js';
import type { Edges } from './edges.js';
import {
  mutualReachabilityTree,
  type MutualReachabilityTree,
  type ReachabilityOptions,
} from './minimum-spanning-tree.js';
import type { Points } from '../distance/points.js';
import { UnionFind } from './union-find.js';

/**
 * Every merge of single linkage, nearest first. Merge i makes node rows + i of the nodes left[i] and right[i];
 * nodes below `rows` are rows. The last merge is the root. One tree serves every clustering of the same points
 * with the same minSamples.
 */
export interface LinkageTree {
  readonly rows: number;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** Mutual reachability at which the two meet, ascending. */
  readonly distance: Float64Array;
  /** Rows under the new node. */
  readonly size: Uint32Array;
  /** Where rows were weighted: see {@link RowWeights}. */
  readonly weighted?: RowWeights | undefined;
}

/** What cutting a tree of weighted rows takes. */
export interface RowWeights {
  /** How many rows each stands for. */
  readonly weights: Float64Array;
  /** Core distance of each: where the equal rows that a heavy one stands for would part. */
  readonly core: Float64Array;
}

/**
 * Single linkage over mutual reachability, exact and deterministic; the costly part of HDBSCAN.
 *
 * @param points rows × columns, finite; float32 or float64 (worked on in float64)
 */
export async function singleLinkage(
  points: Points,
  options: ReachabilityOptions & Work = {},
): Promise<LinkageTree> {
  return linkSpanningTree(await mutualReachabilityTree(points, options), points.rows, options.weights);
}

/** The linkage tree of a spanning tree over rows that may be weighted. */
export function linkSpanningTree(
  tree: MutualReachabilityTree,
  rows: number,
  weights?: ArrayLike<number>,
): LinkageTree {
  const linkage = mergeEdges(tree, rows);
  if (weights === undefined) return linkage;
  return { ...linkage, weighted: { weights: Float64Array.from(weights), core: tree.core } };
}

/** The linkage tree of a spanning tree whose edges are in canonical order. */
export function mergeEdges(edges: Edges, rows: number): LinkageTree {
  const merges = edges.reach.length;
  const left = new Uint32Array(merges);
  const right = new Uint32Array(merges);
  const size = new Uint32Array(merges);
  const sets = new UnionFind(rows);
  const nodeOf = Uint32Array.from({ length: rows }, (_, i) => i);
  for (let i = 0; i < merges; i++) {
    const [one, other] = [sets.find(edges.low[i]!), sets.find(edges.high[i]!)];
    const [a, b] = [nodeOf[one]!, nodeOf[other]!];
    left[i] = Math.min(a, b);
    right[i] = Math.max(a, b);
    const root = sets.join(one, other);
    size[i] = sets.sizeOf(root);
    nodeOf[root] = rows + i;
  }
  return { rows, left, right, distance: edges.reach, size };
}
