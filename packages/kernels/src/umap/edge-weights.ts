import type { NeighborGraph } from '../knn/index.js';
import { log } from '../math/index.js';
import type { Work } from '../matrix/index.js';
import { KernelMemory, headerBytes } from '../threads/kernel-memory.js';
import { callerPool, type Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/fuzzy-set.generated.js';

/** In the order in which assembly/fuzzy-set.ts reads them. */
const HEADER = [
  ...(['rows', 'k', 'distances', 'columns', 'values', 'rho', 'sigma'] as const),
  ...(['scratch', 'scratchBytes'] as const),
];
const REALS = ['target', 'overallMean', 'localConnectivity'] as const;
/** Rows of a block of work; the kernel has the same number. */
const BLOCK = 256;
/** Fewer neighbours than this take threads longer to wake than to weigh. */
const SMALL = 30_000;

export interface EdgeWeightOptions {
  /** Neighbours, ≥ 0, that each row counts as fully connected to; fractions interpolate. */
  localConnectivity: number;
  /** Floor of the scale for rows whose certain neighbours lie at distance 0. */
  overallMean: number;
  /** Whether each row's edges are sorted by the row they lead to; else they stay in the graph's order. */
  sorted: boolean;
  pool: Pool;
}

/** How surely each neighbour is one, and what that was measured by. Views of memory that nothing else uses. */
export interface EdgeWeights {
  /** rows × k: where each edge leads. */
  readonly indices: Uint32Array;
  /** rows × k, (0, 1]; 0 where it is too small for a float32. */
  readonly values: Float32Array;
  /** For each row, the distance up to which a neighbour counts as certain. */
  readonly rho: Float64Array;
  /** For each row, the scale on which the weights of the rest fade. */
  readonly sigma: Float64Array;
}

/**
 * Weights e^(−max(0, d − rho) / sigma) of the edges from each row to its neighbours, with the sigma at which those of a row
 * sum to log2(k + 1) (McInnes, Healy & Melville 2018, algorithm 3). Means count the row itself, at distance 0, as the
 * paper's code does; sigma is at least a thousandth of them.
 *
 * @param graph each row's neighbours nearest first
 */
export async function edgeWeights(
  { rows, k, indices, distances }: NeighborGraph,
  { localConnectivity, overallMean, sorted, pool: given }: EdgeWeightOptions,
  { signal }: Work,
): Promise<EdgeWeights> {
  const edges = rows * k;
  const pool = edges < SMALL ? callerPool() : given;
  const scratchBytes = Math.ceil((8 * (k + 1)) / 128) * 128;
  const regions = new Regions();
  const at = {
    distances: regions.region(4 * edges),
    columns: sorted ? regions.region(4 * edges) : 0,
    values: regions.region(4 * edges),
    rho: regions.region(8 * rows),
    sigma: regions.region(8 * rows),
    scratch: regions.region(scratchBytes * pool.threads),
  };
  const headerAt = regions.region(headerBytes(HEADER.length, REALS.length));
  const kernel = new KernelMemory(regions, wasm, pool, HEADER, REALS, headerAt);
  kernel.set({ rows, k, ...at, scratchBytes });
  kernel.setReal('target', log(k + 1) / Math.LN2);
  kernel.setReal('overallMean', overallMean);
  kernel.setReal('localConnectivity', localConnectivity);
  kernel.floats(at.distances, edges).set(distances);
  if (sorted) kernel.words(at.columns, edges).set(indices);
  await kernel.run(Math.ceil(rows / BLOCK), { signal });
  return {
    indices: sorted ? kernel.words(at.columns, edges) : indices,
    values: kernel.floats(at.values, edges),
    rho: kernel.reals(at.rho, rows),
    sigma: kernel.reals(at.sigma, rows),
  };
}

/** Mean of all distances, each row itself counted at distance 0. */
export function meanDistance(distances: Float32Array, k: number): number {
  let sum = 0;
  for (let e = 0; e < distances.length; e++) sum += distances[e]!;
  return distances.length > 0 ? (sum / distances.length) * (k / (k + 1)) : 0;
}
