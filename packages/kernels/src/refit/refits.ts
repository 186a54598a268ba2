import {
  clusterTree,
  singleLinkage,
  type ClusterOptions,
  type Clusters,
  type LinkageTree,
} from '../hdbscan/index.js';
import type { NeighborGraph } from '../knn/index.js';
import type { Matrix } from '../matrix/index.js';
import { sharedLayout, type LayoutOptions } from '../umap/index.js';

export interface RefitOptions
  extends Omit<LayoutOptions, 'seed' | 'init' | 'onStart' | 'onSnapshot' | 'snapshotEvery'>, ClusterOptions {
  /** One refit for each, in this order; integers, 0 to 2³² − 1. */
  seeds: Iterable<number>;
  /** As for HDBSCAN; default 5. */
  minSamples?: number | undefined;
}

/** One answer out of many. */
export interface Refit {
  readonly seed: number;
  readonly layout: Matrix;
  readonly linkage: LinkageTree;
  readonly clusters: Clusters;
}

/**
 * The same rows laid out and clustered from one seed after another: UMAP and HDBSCAN on a neighbour graph that is there,
 * with the fuzzy set and its edges made once. What doubt stands on: how much of an answer hangs on the seed. Each refit
 * is the same bytes as `umapLayout` and `hdbscan` give for its seed, whatever the threads; nothing is kept of one when the
 * next begins.
 *
 * @param graph neighbours of every row, the row itself left out
 * @throws KernelInputError, as `umapLayout` and `hdbscan` do; AbortError when stopped
 * @example for await (const { seed, clusters } of refits(graph, { seeds: [1, 2, 3], dimensions: 5, minDist: 0, minClusterSize: 20 })) …
 */
export async function* refits(graph: NeighborGraph, options: RefitOptions): AsyncGenerator<Refit> {
  const { pool, signal, minSamples = 5, onProgress } = options;
  const seeds = [...options.seeds];
  const layOut = sharedLayout(graph, options);
  for (const [turn, seed] of seeds.entries()) {
    const told = onProgress && ((share: number): void => onProgress((turn + share) / seeds.length));
    const layout = await layOut({ seed, pool, signal, onProgress: told && ((share) => told(0.95 * share)) });
    const linkage = await singleLinkage(layout, { minSamples, pool, signal });
    const refit = { seed, layout, linkage, clusters: clusterTree(linkage, options) };
    told?.(1);
    yield refit;
  }
}
