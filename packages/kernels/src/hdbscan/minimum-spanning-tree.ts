import { KernelInputError, type Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { throwIfAborted } from '../threads/job.js';
import type { Edges } from './edges.js';
import type { Points } from '../distance/points.js';
import { distinctPoints, type DensityMetricOptions } from './distinct-points.js';
import { spanRows } from './kernel.js';

export interface ReachabilityOptions extends DensityMetricOptions {
  /** Neighbours that make a point dense, not counting itself; ≥ 1, at most rows − 1 count. Default 5. */
  minSamples?: number | undefined;
  /**
   * How many rows each row stands for, > 0 and finite; a whole number w gives what w equal rows would give. Default:
   * 1 each.
   */
  weights?: ArrayLike<number> | undefined;
  /** Threads; default: the calling one. The answer is the same bytes. */
  pool?: Pool | undefined;
}

export interface MutualReachabilityTree extends Edges {
  /** Core distance of every row: to its minSamples-th nearest other row. */
  readonly core: Float64Array;
}

/**
 * Exact minimum spanning tree of the mutual-reachability graph (Campello, Moulavi & Sander 2013, §3), edges in
 * canonical order: see Edges. By Borůvka's algorithm, on a KD-tree (after March, Ram & Gray 2010, with one tree), or over
 * all pairs where Euclid's distance or angles span more than 20 columns, or distances are given.
 *
 * @throws KernelInputError on values that are not finite, an invalid minSamples, metric or p, or distances that are given
 * and are none
 */
export async function mutualReachabilityTree(
  points: Points,
  { minSamples = 5, metric, p, weights, pool = callerPool(), ...work }: ReachabilityOptions & Work = {},
): Promise<MutualReachabilityTree> {
  if (!Number.isInteger(minSamples) || minSamples < 1) {
    throw new KernelInputError(`minSamples must be a whole number of at least 1; got ${minSamples}`);
  }
  if (weights !== undefined) checkWeights(weights, points.rows);
  const distinct = distinctPoints(points, { metric, p }, weights);
  throwIfAborted(work.signal);
  const n = points.rows;
  if (distinct.rows < 2) return onePlace(n);
  const { low, high, reach, core } = await spanRows(
    distinct,
    weights === undefined ? Math.min(minSamples, n - 1) : minSamples,
    pool,
    work,
  );
  work.onProgress?.(1);
  return {
    low,
    high,
    // A root may round the larger of two neighbours below the other.
    reach: ascending(reach.map(distinct.distance)),
    core: Float64Array.from(distinct.groupOf, (group) => distinct.distance(core[group]!)),
  };
}

function ascending(values: Float64Array): Float64Array {
  for (let i = 1; i < values.length; i++) values[i] = Math.max(values[i]!, values[i - 1]!);
  return values;
}

function checkWeights(weights: ArrayLike<number>, rows: number): void {
  if (weights.length !== rows) {
    throw new KernelInputError(`weights must have one entry for each of ${rows} rows; got ${weights.length}`);
  }
  for (let row = 0; row < rows; row++) {
    const weight = weights[row]!;
    if (!(weight > 0 && weight < Infinity)) {
      throw new KernelInputError(`the weight of row ${row} must be above 0 and finite; got ${weight}`);
    }
  }
}

/** Rows that are all the same hang on the first. */
function onePlace(rows: number): MutualReachabilityTree {
  const edges = Math.max(0, rows - 1);
  return {
    low: new Uint32Array(edges),
    high: Uint32Array.from({ length: edges }, (_, edge) => edge + 1),
    reach: new Float64Array(edges),
    core: new Float64Array(rows),
  };
}
