import type { Work } from '../matrix/index.js';
import { clusterTree, type ClusterOptions, type Clusters } from './cluster-tree.js';
import { mutualReachabilityTree, type ReachabilityOptions } from './minimum-spanning-tree.js';
import type { Points } from '../distance/points.js';
import { linkSpanningTree, type LinkageTree } from './single-linkage.js';

export type HdbscanOptions = ClusterOptions & ReachabilityOptions & Work;

/** Clusters, and what they were cut from. */
export interface Hdbscan extends Clusters {
  readonly linkage: LinkageTree;
  /** Core distance of every row: what `clusterPredictor` needs. */
  readonly core: Float64Array;
}

/**
 * HDBSCAN*, exact (Campello, Moulavi & Sander 2013; McInnes, Healy & Astels 2017). To try other options on the
 * same points, pass the returned linkage to `clusterTree`.
 *
 * @param points rows × columns, finite; not modified
 * @throws KernelInputError for a value that is not finite, a weight that is not above 0, or an invalid option
 * @example const { labels, count } = await hdbscan(layout, { minClusterSize: 20 });
 */
export async function hdbscan(points: Points, options: HdbscanOptions): Promise<Hdbscan> {
  const tree = await mutualReachabilityTree(points, options);
  const linkage = linkSpanningTree(tree, points.rows, options.weights);
  return { ...clusterTree(linkage, options), linkage, core: tree.core };
}
