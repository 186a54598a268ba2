import type { Work } from '../matrix/index.js';
import { clusterTree, type ClusterOptions, type Clusters } from './cluster-tree.js';
import type { ReachabilityOptions } from './minimum-spanning-tree.js';
import type { Points } from '../distance/points.js';
import { singleLinkage, type LinkageTree } from './single-linkage.js';

export type HdbscanOptions = ClusterOptions & ReachabilityOptions & Work;

/**
 * HDBSCAN*, exact (Campello, Moulavi & Sander 2013; McInnes, Healy & Astels 2017). To try other options on the
 * same points, pass the returned linkage to `clusterTree`.
 *
 * @param points rows × columns, finite; not modified
 * @example const { labels, count } = await hdbscan(layout, { minClusterSize: 20 });
 */
export async function hdbscan(
  points: Points,
  options: HdbscanOptions,
): Promise<Clusters & { linkage: LinkageTree }> {
  const { minSamples = 5, metric, pool, signal, onProgress } = options;
  const linkage = await singleLinkage(points, { minSamples, metric, pool, signal, onProgress });
  return { ...clusterTree(linkage, options), linkage };
}
