import type { ColumnMetricOptions } from '../distance/metric.js';
import { singleLinkage, type LinkageTree } from '../hdbscan/index.js';
import type { NeighborGraph } from '../knn/index.js';
import type { Matrix } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { sharedLayout, type LayoutOptions } from '../umap/index.js';

export interface RefitOptions
  extends
    Omit<LayoutOptions, 'seed' | 'init' | 'onStart' | 'onSnapshot' | 'snapshotEvery'>,
    ColumnMetricOptions {
  /** One refit for each, in this order; integers, 0 to 2³² − 1. */
  seeds: Iterable<number>;
  /** As for HDBSCAN, like the metric that rows of a layout are linked by; default 5. */
  minSamples?: number | undefined;
}

/** One answer out of many; `clusterTree` cuts its linkage. */
export interface Refit {
  readonly seed: number;
  readonly layout: Matrix;
  readonly linkage: LinkageTree;
}

/** Rows that are worked on at once, at most, when seeds go side by side; with more, memory counts more than time. */
const ROWS_AT_ONCE = 1_000_000;

/**
 * The same rows laid out and linked from one seed after another: UMAP and HDBSCAN on a neighbour graph that is there, with
 * the fuzzy set and its edges made once. What doubt stands on: how much of an answer hangs on the seed. Each refit is the
 * same bytes as `umapLayout` and `singleLinkage` give for its seed, whatever the threads.
 *
 * As many seeds go side by side as the pool has threads, one on each: threads that share a seed wait for each other in
 * every epoch. What is left over at the end, and where rows are many, one seed is done by all threads after the other.
 *
 * @param graph neighbours of every row, the row itself left out
 * @throws KernelInputError, as `umapLayout` and `singleLinkage` do; AbortError when stopped
 * @example for await (const { seed, linkage } of refits(graph, { seeds: [1, 2, 3], dimensions: 5, minDist: 0 })) …
 */
export async function* refits(graph: NeighborGraph, options: RefitOptions): AsyncGenerator<Refit> {
  const { pool = callerPool(), minSamples = 5, metric, p, onProgress } = options;
  const seeds = [...options.seeds];
  const layOut = sharedLayout(graph, options);
  const shares = new Float64Array(seeds.length);
  // Whoever asks for no more of them, or meets an error, leaves none at work.
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.signal?.aborted) onAbort();
  const { signal } = stop;

  const tell = (turn: number, share: number): void => {
    shares[turn] = share;
    onProgress?.(shares.reduce((sum, each) => sum + each, 0) / seeds.length);
  };
  const refit = async (turn: number, on: Pool): Promise<Refit> => {
    const seed = seeds[turn]!;
    const told = (share: number): void => tell(turn, 0.95 * share);
    const layout = await layOut({ seed, pool: on, signal, onProgress: told });
    const linkage = await singleLinkage(layout, { minSamples, metric, p, pool: on, signal });
    tell(turn, 1);
    return { seed, layout, linkage };
  };

  const lanes = pool.lanes.length * graph.rows <= ROWS_AT_ONCE ? pool.lanes : [pool];
  const together = seeds.length - (seeds.length % lanes.length);
  const atWork: Promise<Refit>[] = [];
  const begin = (turn: number): void => {
    const turnOf = refit(turn, lanes[turn % lanes.length]!);
    // Its error is thrown when its turn comes.
    turnOf.catch(() => {});
    atWork.push(turnOf);
  };
  try {
    for (let turn = 0; turn < Math.min(lanes.length, together); turn++) begin(turn);
    for (let turn = 0; turn < together; turn++) {
      const found = await atWork.shift()!;
      if (turn + lanes.length < together) begin(turn + lanes.length);
      yield found;
    }
    for (let turn = together; turn < seeds.length; turn++) yield await refit(turn, pool);
  } finally {
    stop.abort();
    options.signal?.removeEventListener('abort', onAbort);
    await Promise.allSettled(atWork);
  }
}
