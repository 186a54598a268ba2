import { checkMatrix } from '../matrix/index.js';
import type { Matrix } from '../matrix/index.js';
import { callerPool } from '../threads/index.js';
import { searchExactly } from './exact-search.js';
import { checkNeighborOptions, type NeighborGraph, type NeighborOptions } from './graph.js';
import type { ProductProvider } from './provider.js';

export interface ExactOptions extends NeighborOptions {
  /** Multiplies in this package's place where that is faster; the graph is the same without. Default: none. */
  provider?: ProductProvider | undefined;
}

/**
 * Exact nearest neighbours by brute force: every pair of rows is compared, in tiles of dot products. Candidates
 * are chosen by products of rows read as 16-bit integers, and their distances computed again in float64, as sums of
 * squared differences: equal rows are at distance 0 exactly, and equal distances are ordered by index. Where what the
 * integers left out could have hidden a nearer row, float32 products choose; where their rounding could have, that row
 * is compared with all others in float64.
 *
 * Time grows with rows² × columns; memory is about twice that of `points`.
 *
 * @param points n × d, any d ≥ 1; n may be 0; not modified
 * @throws KernelInputError for a value that is not finite (naming row and column), or k < 1
 */
export async function exactNeighbors(points: Matrix, options: ExactOptions): Promise<NeighborGraph> {
  const { metric, provider, pool = callerPool() } = options;
  checkNeighborOptions(options.k, metric);
  checkMatrix(points);
  const n = points.rows;
  const k = Math.max(0, Math.min(options.k, n - 1));
  if (k === 0) return { rows: n, k, indices: new Uint32Array(0), distances: new Float32Array(0) };
  const answers = await searchExactly({ points, k, metric, pool, provider }, options);
  return { rows: n, k, ...answers };
}
