import { KernelInputError } from '../matrix/index.js';
import { comparison, type ColumnMetricOptions, type Comparison } from '../distance/metric.js';
import type { Points } from '../distance/points.js';
import type { Hdbscan } from './hdbscan.js';
import { rootStay } from './labels.js';
import { highestLambdas } from './membership.js';
import { between, departures, softMembership } from './soft-membership.js';

/** What clusters say of rows that were not clustered; nothing of a row depends on what is asked with it. */
export interface Predicted {
  /** Cluster of each row; −1 where it would be noise. */
  readonly labels: Int32Array;
  /** How firmly each row would belong to it, 0 to 1. */
  readonly probabilities: Float64Array;
  /** GLOSH: how far each row lies outside its densest neighbourhood, 0 to 1. */
  readonly outlierScores: Float64Array;
  /** Rows × clusters, as `membershipVectors` has them. */
  readonly memberships: Float64Array;
}

/** What the clusters were made with. */
export interface PredictorOptions extends ColumnMetricOptions {
  minSamples?: number | undefined;
  epsilon?: number | undefined;
}

/**
 * Puts new rows into given clusters without moving any (McInnes, Healy & Astels 2017): a new row hangs on the row that
 * is nearest by mutual reachability, of equally near ones the nearest by distance, then the first, and leaves with it or
 * earlier. Every row is looked at, so the nearest is found for certain (hdbscan looks at 2 · minSamples), and a new row's
 * core distance is that to its minSamples-th nearest (by weight, where rows are weighted). O(rows × columns) for each.
 *
 * @param points what was clustered; kept as float64
 * @param clusters of `hdbscan` over them
 * @returns a function of rows with as many columns, finite; it throws KernelInputError otherwise
 */
export function clusterPredictor(
  points: Points,
  clusters: Hdbscan,
  { minSamples = 5, epsilon = 0, ...metric }: PredictorOptions = {},
): (rows: Points) => Predicted {
  if (points.rows !== clusters.labels.length) {
    throw new KernelInputError(
      `points must have the ${clusters.labels.length} rows that were clustered; got ${points.rows}`,
    );
  }
  const compared = comparison(points, metric);
  const data = compared.rows(points);
  const nearest = nearestReachable(data, points.cols, clusters, minSamples, compared);
  const leave = leaving(clusters, epsilon);
  const soft = softMembership(data, clusters, between(compared, metric));
  return (asked) => {
    if (asked.cols !== points.cols) {
      throw new KernelInputError(
        `rows must have ${points.cols} columns, as what was clustered; got ${asked.cols}`,
      );
    }
    const queries = compared.rows(asked, 'rows');
    const answer = {
      labels: new Int32Array(asked.rows),
      probabilities: new Float64Array(asked.rows),
      outlierScores: new Float64Array(asked.rows),
      memberships: new Float64Array(asked.rows * clusters.count),
    };
    for (let i = 0; i < asked.rows; i++) {
      const query = queries.subarray(i * asked.cols, (i + 1) * asked.cols);
      const { row, reach } = nearest(query);
      const left = leave(row, reach);
      answer.labels[i] = left.label;
      answer.probabilities[i] = left.probability;
      answer.outlierScores[i] = left.outlierScore;
      const own = answer.memberships.subarray(i * clusters.count, (i + 1) * clusters.count);
      soft(query, left.cluster, left.lambda, own);
    }
    return answer;
  };
}

/** The row nearest by mutual reachability, and how far that is. */
function nearestReachable(
  data: Float64Array,
  cols: number,
  { core, linkage }: Hdbscan,
  minSamples: number,
  compared: Comparison,
): (query: Float64Array) => { row: number; reach: number } {
  const n = core.length;
  const far = new Float64Array(n);
  const weights = linkage.weighted?.weights;
  const dense = weights ? heavyEnough(weights, minSamples) : nthSmallest(Math.min(minSamples, n));
  return (query) => {
    for (let row = 0; row < n; row++)
      far[row] = compared.distance(compared.between(query, 0, data, row, cols));
    const own = dense(far);
    let best = { row: 0, reach: Infinity };
    for (let row = 0; row < n; row++) {
      const reach = Math.max(core[row]!, own, far[row]!);
      const nearer = reach === best.reach && far[row]! < far[best.row]!;
      if (reach < best.reach || nearer) best = { row, reach };
    }
    return best;
  };
}

function nthSmallest(count: number): (values: Float64Array) => number {
  const least = new Float64Array(count);
  return (values) => {
    least.fill(Infinity);
    for (const value of values) {
      if (value >= least[count - 1]!) continue;
      let at = count - 1;
      for (; at > 0 && least[at - 1]! > value; at--) least[at] = least[at - 1]!;
      least[at] = value;
    }
    return least[count - 1]!;
  };
}

function heavyEnough(weights: Float64Array, wanted: number): (values: Float64Array) => number {
  return (values) => {
    const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
    let missing = wanted;
    for (const row of order) if ((missing -= weights[row]!) <= 1e-9) return values[row]!;
    return values[order.at(-1)!]!;
  };
}

interface Left {
  cluster: number;
  lambda: number;
  label: number;
  probability: number;
  outlierScore: number;
}

/** Where a row leaves the tree that hangs on another at a mutual reachability. */
function leaving({ condensed, selected }: Hdbscan, epsilon: number): (row: number, reach: number) => Left {
  const { rows, clusters } = condensed;
  const from = departures(condensed);
  const death = highestLambdas(condensed);
  const deepest = death.slice();
  const labelOf = new Int32Array(death.length).fill(-1);
  selected.forEach((id, label) => (labelOf[id - rows] = label));
  const rootLabel = labelOf[0]!;
  for (let c = 1; c < death.length; c++)
    if (labelOf[c]! < 0) labelOf[c] = labelOf[clusters.parent[c]! - rows]!;
  for (let c = death.length - 1; c > 0; c--) {
    const up = clusters.parent[c]! - rows;
    deepest[up] = Math.max(deepest[up]!, deepest[c]!);
  }
  const stays = rootLabel >= 0 ? rootStay(condensed, epsilon) : 0;
  return (row, reach) => {
    const lambda = reach > 0 ? 1 / reach : Infinity;
    let c = from.parent[row]! - rows;
    if (from.lambda[row]! > lambda)
      while (c > 0 && clusters.birth[c]! >= lambda) c = clusters.parent[c]! - rows;
    const found = labelOf[c]!;
    const label = found >= 0 && found === rootLabel && lambda < stays ? -1 : found;
    const share = (most: number): number =>
      most === 0 || lambda === Infinity ? 1 : most === Infinity ? 0 : Math.min(lambda, most) / most;
    return {
      cluster: c + rows,
      lambda,
      label,
      probability: label < 0 ? 0 : share(death[selected[label]! - rows]!),
      outlierScore: 1 - share(deepest[c]!),
    };
  };
}
