import { float64Rows, type Metric, type Points } from '../distance/points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import { KernelInputError, type Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import { sampleRows } from './sample-rows.js';

export interface FaithfulnessOptions extends Work {
  /** Neighbours of a row, itself not counted; ≥ 1 and below half the rows. */
  k: number;
  /** Distance between points; between places in the layout it is always Euclidean. Default 'euclidean'. */
  metric?: Metric | undefined;
  /** Judge this many rows, drawn at random, against all others; default all. */
  sample?: number | undefined;
  /** For the sample; default 0. */
  seed?: number | undefined;
}

export interface Faithfulness {
  /** 1 where no row has a neighbour in the layout that is far among the points, 0 at worst. */
  trustworthiness: number;
  /** 1 where no row has lost a neighbour to a far place in the layout, 0 at worst. */
  continuity: number;
  /** Share of the k nearest points that are among the k nearest in the layout. */
  neighborsKept: number;
}

/**
 * How far a layout keeps the neighbours of the points it shows (Venna & Kaski 2001, with ranks among all rows).
 * Exact: O(judged rows × rows × columns). Ties in distance go to the lower row.
 */
export async function faithfulness(
  points: Points,
  layout: Points,
  { k, metric = 'euclidean', sample, seed = 0, ...work }: FaithfulnessOptions,
): Promise<Faithfulness> {
  const n = points.rows;
  if (layout.rows !== n) {
    throw new KernelInputError(`layout must have a row for each of the ${n} points; got ${layout.rows}`);
  }
  if (!Number.isInteger(k) || k < 1 || 2 * k >= n) {
    throw new KernelInputError(`k must be a whole number from 1 to below half the rows (${n / 2}); got ${k}`);
  }
  const high = float64Rows(points, metric);
  const low = float64Rows(layout, 'euclidean', 'layout');
  const rows = sampleRows(n, sample, seed);
  const pace = new Pace(work, rows.length * n * (points.cols + layout.cols + 2 * k));
  const [fromHigh, fromLow] = [new Float64Array(n), new Float64Array(n)];
  let intruders = 0;
  let lost = 0;
  let kept = 0;
  for (const row of rows) {
    for (let j = 0; j < n; j++) {
      fromHigh[j] = j === row ? Infinity : squaredDistance(high, row, high, j, points.cols);
      fromLow[j] = j === row ? Infinity : squaredDistance(low, row, low, j, layout.cols);
    }
    for (const j of nearest(fromLow, k)) {
      const excess = rankOf(fromHigh, j) - k;
      if (excess > 0) intruders += excess;
      else kept++;
    }
    for (const j of nearest(fromHigh, k)) lost += Math.max(rankOf(fromLow, j) - k, 0);
    if (pace.spend(n * (points.cols + layout.cols + 2 * k))) await pace.rest();
  }
  pace.finish();
  const worst = (rows.length * k * (2 * n - 3 * k - 1)) / 2;
  return {
    trustworthiness: 1 - intruders / worst,
    continuity: 1 - lost / worst,
    neighborsKept: kept / (rows.length * k),
  };
}

/** `faithfulness` where only the trustworthiness is wanted. */
export async function trustworthiness(
  points: Points,
  layout: Points,
  options: FaithfulnessOptions,
): Promise<number> {
  return (await faithfulness(points, layout, options)).trustworthiness;
}

/** The k least entries, nearest first. */
function nearest(distances: Float64Array, k: number): Uint32Array {
  const found = new Uint32Array(k);
  let count = 0;
  for (let j = 0; j < distances.length; j++) {
    const distance = distances[j]!;
    if (count === k && distance >= distances[found[k - 1]!]!) continue;
    let at = count < k ? count++ : k - 1;
    for (; at > 0 && distances[found[at - 1]!]! > distance; at--) found[at] = found[at - 1]!;
    found[at] = j;
  }
  return found;
}

/** 1 for the nearest. */
function rankOf(distances: Float64Array, j: number): number {
  const distance = distances[j]!;
  let rank = 1;
  for (let i = 0; i < distances.length; i++) {
    if (distances[i]! < distance || (distances[i] === distance && i < j)) rank++;
  }
  return rank;
}
