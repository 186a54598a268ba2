import { KernelInputError, type Matrix } from '../matrix/index.js';
import { approximateNeighbors, type ApproximateOptions } from './approximate.js';
import { exactNeighbors, type ExactOptions } from './exact.js';
import type { NeighborGraph } from './graph.js';

/** Rows up to which neighbours are exact unless said otherwise. */
export const EXACT_ROWS = 25_000;

export interface NearestOptions extends ApproximateOptions, ExactOptions {
  /** Rows up to which neighbours are exact, ≥ 0; default 25,000. */
  exactUpTo?: number | undefined;
}

/**
 * The k nearest rows of every row: `exactNeighbors` up to `exactUpTo` rows, `approximateNeighbors` above. Which of
 * them is decided by the number of rows alone, so that the same rows always get the same graph.
 *
 * @param points n × d; not modified
 * @returns with `recall` where the graph is approximate
 * @throws KernelInputError as they do
 */
export async function nearestNeighbors(points: Matrix, options: NearestOptions): Promise<NeighborGraph> {
  const { exactUpTo = EXACT_ROWS } = options;
  if (!(exactUpTo >= 0)) throw new KernelInputError(`exactUpTo must be at least 0; got ${exactUpTo}`);
  return points.rows <= exactUpTo ? exactNeighbors(points, options) : approximateNeighbors(points, options);
}
