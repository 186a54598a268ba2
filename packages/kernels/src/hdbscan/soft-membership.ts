import { exp } from '../math/index.js';
import { KernelInputError } from '../matrix/index.js';
import { comparison, type ColumnMetricOptions, type Comparison } from '../distance/metric.js';
import type { Points } from '../distance/points.js';
import type { Clusters } from './cluster-tree.js';
import type { CondensedTree } from './condense.js';
import { highestLambdas } from './membership.js';

/**
 * How much of each cluster is in each row: rows × clusters, 0 to 1. A line adds up to the probability that the row is in
 * some cluster; for noise, less than 1, it says which cluster the row would join. As hdbscan 0.8 has it
 * (`all_points_membership_vectors`): the inverse distance to the nearest exemplar of each cluster, times how late the
 * row and the cluster part, times how deep in its nearest cluster the row is.
 *
 * @param points what was clustered
 * @param metric the same as clustered with; default 'euclidean'
 * @returns line by line, one entry for each cluster in the order of labels
 */
export function membershipVectors(
  points: Points,
  clusters: Clusters,
  metric: ColumnMetricOptions = {},
): Float64Array {
  const compared = comparison(points, metric);
  const data = compared.rows(points);
  if (points.rows !== clusters.labels.length) {
    throw new KernelInputError(
      `points must have the ${clusters.labels.length} rows that were clustered; got ${points.rows}`,
    );
  }
  const { count, condensed } = clusters;
  const soft = softMembership(data, clusters, between(compared, metric));
  const { parent, lambda } = departures(condensed);
  const vectors = new Float64Array(points.rows * count);
  for (let row = 0; row < points.rows; row++) {
    const point = data.subarray(row * points.cols, (row + 1) * points.cols);
    soft(point, parent[row]!, lambda[row]!, vectors.subarray(row * count, (row + 1) * count));
  }
  return vectors;
}

/** Writes the memberships of a point that leaves a cluster (an id) at a lambda. */
export type SoftMembership = (
  point: Float64Array,
  cluster: number,
  lambda: number,
  into: Float64Array,
) => void;

/** How far a point is from a row. */
export type Between = (point: Float64Array, data: Float64Array, row: number) => number;

/** Distances by a metric; by the chord for cosine. */
export function between(compared: Comparison, { metric }: ColumnMetricOptions): Between {
  const root = metric === 'cosine' ? Math.sqrt : compared.distance;
  return (point, data, row) => root(compared.between(point, 0, data, row, point.length));
}

/** @param data rows × cols, ready to be compared */
export function softMembership(
  data: Float64Array,
  { condensed, selected, exemplars }: Clusters,
  far: Between,
): SoftMembership {
  const { rows, clusters } = condensed;
  const death = highestLambdas(condensed);
  const meet = meetings(condensed, selected);
  const heights = new Float64Array(selected.length);
  return (point, cluster, lambda, into) => {
    if (into.length === 0) return;
    byDistance(point, data, exemplars, far, into);
    const own = cluster - rows;
    let [nearest, sum] = [0, 0];
    for (let label = 0; label < into.length; label++) {
      const at = meet(own, label);
      heights[label] = at < 0 ? lambda : clusters.birth[at]!;
      into[label]! *= exp(exp(-over(death[own]!, heights[label]!)) - 1);
      sum += into[label]!;
      // Of clusters that the row parts from at once, the one it is most in: the reference takes the first.
      const nearer = heights[label] === heights[nearest] && into[label]! > into[nearest]!;
      if (heights[label]! > heights[nearest]! || nearer) nearest = label;
    }
    const deepest = Math.max(death[selected[nearest]! - rows]!, lambda);
    const inside = over(heights[nearest]!, deepest);
    for (let label = 0; label < into.length; label++) into[label]! *= inside / sum;
  };
}

/** Cluster and lambda that each row leaves. */
export function departures({ rows, parent, child, lambda }: CondensedTree): {
  parent: Uint32Array;
  lambda: Float64Array;
} {
  const found = { parent: new Uint32Array(rows).fill(rows), lambda: new Float64Array(rows) };
  for (let i = 0; i < child.length; i++) {
    if (child[i]! >= rows) continue;
    found.parent[child[i]!] = parent[i]!;
    found.lambda[child[i]!] = lambda[i]!;
  }
  return found;
}

/** Shares by the inverse distance to the nearest exemplar; all of it to where that is 0. */
function byDistance(
  point: Float64Array,
  data: Float64Array,
  hearts: readonly Uint32Array[],
  far: Between,
  into: Float64Array,
): void {
  let [sum, here] = [0, 0];
  hearts.forEach((rows, label) => {
    let least = Infinity;
    for (const row of rows) least = Math.min(least, far(point, data, row));
    into[label] = least > 0 ? 1 / least : Infinity;
    sum += into[label]!;
    if (least === 0) here++;
  });
  for (let label = 0; label < into.length; label++) {
    into[label] = here > 0 ? (into[label] === Infinity ? 1 / here : 0) : into[label]! / sum;
  }
}

/** Infinity over Infinity is 1: repeated rows are as deep as their cluster. */
function over(a: number, b: number): number {
  if (a === b) return 1;
  return b === 0 ? Infinity : a / b;
}

/**
 * Where a cluster and a chosen one part: the place of the child of their lowest common ancestor on the way, −1 where one
 * holds the other. Answers are kept.
 */
function meetings(
  { rows, clusters }: CondensedTree,
  selected: Uint32Array,
): (own: number, label: number) => number {
  const UNKNOWN = -2;
  const known = new Int32Array(clusters.parent.length * selected.length).fill(UNKNOWN);
  return (own, label) => {
    const at = own * selected.length + label;
    if (known[at] === UNKNOWN) known[at] = parting(clusters.parent, rows, own, selected[label]! - rows);
    return known[at]!;
  };
}

function parting(parent: Int32Array, rows: number, a: number, b: number): number {
  let [one, other, last] = [a, b, -1];
  let [climbedOne, climbedOther] = [false, false];
  while (one !== other) {
    // A parent's number is below its children's, so the higher one climbs.
    if (one > other) {
      [last, one, climbedOne] = [one, parent[one]! - rows, true];
    } else {
      [last, other, climbedOther] = [other, parent[other]! - rows, true];
    }
  }
  return climbedOne && climbedOther ? last : -1;
}
