import { exactNeighbors, random, umapLayout } from '@parallax-map/kernels';
import { withPool } from '../with-pool.js';

/** Seconds that the kernels took for a small piece of work, by what they grow with. */
export interface KernelPace {
  /** For each pair of rows and dimension. */
  neighbors: number;
  /** For each row and round of a layout. */
  layout: number;
}

const ROWS = 1500;
/** As many rounds as small tables have, so that what a layout does before its first is counted in proportion. */
const ROUNDS = 500;
const WARM = 10;
const NEIGHBORS = 14;

/**
 * Times neighbours and a layout of rows that mean nothing, once the kernels are warm.
 *
 * @param dimensions of the vectors that are to come
 */
export async function timeKernels(dimensions: number, threads: number): Promise<KernelPace> {
  const draws = random(0, 'estimate.rows');
  const data = Float32Array.from({ length: ROWS * dimensions }, (_, i) => draws.normal(i));
  const vectors = { data, rows: ROWS, cols: dimensions };
  return withPool(threads, async (pool) => {
    const nearest = () => exactNeighbors(vectors, { k: NEIGHBORS, metric: 'cosine', pool });
    const graph = await nearest();
    const layout = (epochs: number) =>
      umapLayout(graph, { dimensions: 2, minDist: 0.1, epochs, seed: 0, pool });
    await layout(WARM);
    return {
      neighbors: (await timed(nearest)) / (ROWS * ROWS * dimensions),
      layout: (await timed(() => layout(ROUNDS))) / (ROWS * ROUNDS),
    };
  });
}

/** Seconds that something takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
