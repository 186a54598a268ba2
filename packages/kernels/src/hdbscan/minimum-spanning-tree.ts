import { Pace } from '../pace.js';
import { KernelInputError, type Work } from '../matrix/index.js';
import { boruvka } from './boruvka.js';
import { coreDistances } from './core-distances.js';
import { comesBefore, type Edges } from './edges.js';
import { kdTree } from './kd-tree.js';
import type { Metric, Points } from '../distance/points.js';
import { distinctPoints } from './distinct-points.js';
import { prim } from './prim.js';

/** Above this many columns a KD-tree prunes too little, and comparing all pairs is faster. */
const MOST_TREE_COLUMNS = 20;

export interface ReachabilityOptions {
  /** Neighbours that make a point dense, not counting itself; ≥ 1, at most rows − 1 count. Default 5. */
  minSamples?: number | undefined;
  /** Default 'euclidean'. */
  metric?: Metric | undefined;
}

export interface MutualReachabilityTree extends Edges {
  /** Core distance of every row: to its minSamples-th nearest other row. */
  readonly core: Float64Array;
}

/** An edge between distinct rows, with both distances squared. */
export interface DraftEdge {
  a: number;
  b: number;
  reach: number;
  plain: number;
}

/**
 * Exact minimum spanning tree of the mutual-reachability graph (Campello, Moulavi & Sander 2013, §3), edges in
 * canonical order: see Edges. With up to 20 columns by Borůvka's algorithm on a KD-tree, else by Prim's.
 *
 * @throws KernelInputError on values that are not finite, or an invalid minSamples
 */
export async function mutualReachabilityTree(
  points: Points,
  { minSamples = 5, metric = 'euclidean', ...work }: ReachabilityOptions & Work = {},
): Promise<MutualReachabilityTree> {
  if (!Number.isInteger(minSamples) || minSamples < 1) {
    throw new KernelInputError(`minSamples must be a whole number of at least 1; got ${minSamples}`);
  }
  const distinct = distinctPoints(points, metric);
  const { rows, cols } = distinct;
  const n = points.rows;
  const tree = cols <= MOST_TREE_COLUMNS ? kdTree(distinct.data, rows, cols) : null;
  const pace = new Pace(work, tree ? rows * cols * 1500 : rows * rows * cols);
  const k = Math.min(minSamples, n - 1);
  const core = k > 0 ? await coreDistances(distinct, k, tree, pace) : new Float64Array(rows);
  const drafts =
    rows < 2 ? [] : tree ? await boruvka(distinct, core, tree, pace) : await prim(distinct, core, pace);

  // Rows equal to an earlier one: no edge at them is shorter than to that row, and those come first.
  const edges = drafts.map(({ a, b, reach, plain }) => {
    const [low, high] = [distinct.first[Math.min(a, b)]!, distinct.first[Math.max(a, b)]!];
    return { low, high, reach, plain };
  });
  distinct.groupOf.forEach((group, row) => {
    const low = distinct.first[group]!;
    if (low !== row) edges.push({ low, high: row, reach: core[group]!, plain: 0 });
  });
  edges.sort((e, f) =>
    comesBefore(e.reach, e.plain, e.low, e.high, f.reach, f.plain, f.low, f.high) ? -1 : e === f ? 0 : 1,
  );
  pace.finish();
  return {
    low: Uint32Array.from(edges, (e) => e.low),
    high: Uint32Array.from(edges, (e) => e.high),
    reach: Float64Array.from(edges, (e) => distinct.distance(e.reach)),
    core: Float64Array.from(distinct.groupOf, (group) => distinct.distance(core[group]!)),
  };
}
