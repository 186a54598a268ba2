import type { Points } from '../distance/points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import { KernelInputError, type Work } from '../matrix/index.js';
import { pow } from '../math/index.js';
import { Pace } from '../pace.js';
import type { Labels } from './contingency.js';
import { labelledRows, type LabelledRows } from './labelled-rows.js';

export interface DensityValidity {
  /** −1 to 1, weighted by rows; noise weighs in with 0, so that leaving rows out costs. */
  index: number;
  /** Of each cluster, ascending by label; 0 for one row alone. */
  clusters: { cluster: number; rows: number; validity: number }[];
}

/**
 * DBCV (Moulavi et al. 2014): for each cluster, how much farther the next one is, through dense places, than its own
 * parts are from each other. Made for clusters of any shape. Euclidean. Noise (−1) is in no cluster and between none, and
 * weighs in with 0.
 *
 * Exact: rows² × columns time.
 *
 * @throws KernelInputError unless there are at least 2 clusters, and fewer than rows that are not noise; so for all noise
 */
export async function densityValidity(
  points: Points,
  labels: Labels,
  work: Work = {},
): Promise<DensityValidity> {
  const rows = labelledRows(points, labels, { noise: 'leave out' });
  if (points.rows === 0) throw new KernelInputError('points must have at least one row; got none');
  const { cluster, cols, size, row } = rows;
  const pace = new Pace(work, cluster.length ** 2 * cols * 2);
  const members: number[][] = Array.from(size, () => []);
  cluster.forEach((c, i) => members[c]!.push(i));
  const core = new Float64Array(cluster.length);
  const skeletons: Skeleton[] = [];
  for (const own of members) {
    for (const i of own) {
      core[i] = coreDistance(rows, i, own);
      if (pace.spend(own.length * cols)) await pace.rest();
    }
    skeletons.push(await skeleton(rows, core, own, pace));
  }
  const nearest = new Float64Array(size.length).fill(Infinity);
  for (let c = 0; c < size.length; c++) {
    for (let d = 0; d < c; d++) {
      const apart = separation(rows, core, skeletons[c]!.inner, skeletons[d]!.inner);
      nearest[c] = Math.min(nearest[c]!, apart);
      nearest[d] = Math.min(nearest[d]!, apart);
      if (pace.spend(skeletons[c]!.inner.length * skeletons[d]!.inner.length * cols)) await pace.rest();
    }
  }
  pace.finish();
  const clusters = members.map((own, c) => {
    const { sparseness } = skeletons[c]!;
    const most = Math.max(nearest[c]!, sparseness);
    const validity = own.length === 1 || most === 0 ? 0 : (nearest[c]! - sparseness) / most;
    return { cluster: labels[row[own[0]!]!]!, rows: own.length, validity };
  });
  const index = clusters.reduce((sum, { rows: n, validity }) => sum + (n / points.rows) * validity, 0);
  return { index, clusters: clusters.sort((a, b) => a.cluster - b.cluster) };
}

function distanceOf({ data, cols }: LabelledRows, i: number, j: number): number {
  return Math.sqrt(squaredDistance(data, i, data, j, cols));
}

/** Definition 1, around the least distance so that no power overflows; copies of the row are left out of the sum. */
function coreDistance(rows: LabelledRows, i: number, own: readonly number[]): number {
  const distances = own.filter((j) => j !== i).map((j) => distanceOf(rows, i, j));
  const positive = distances.filter((distance) => distance > 0);
  if (positive.length === 0) return 0;
  const least = positive.reduce((a, b) => Math.min(a, b));
  const sum = positive.reduce((all, distance) => all + pow(least / distance, rows.cols), 0);
  return least * pow(sum / distances.length, -1 / rows.cols);
}

interface Skeleton {
  /** Rows with more than one edge in the spanning tree. */
  inner: number[];
  /** Longest edge between two of them. */
  sparseness: number;
}

/** The spanning tree of a cluster by mutual reachability (Prim 1957), without its ends where there is anything else. */
async function skeleton(
  rows: LabelledRows,
  core: Float64Array,
  own: readonly number[],
  pace: Pace,
): Promise<Skeleton> {
  const reach = new Float64Array(own.length).fill(Infinity);
  const from = new Int32Array(own.length).fill(-1);
  const degree = new Uint32Array(own.length);
  const edges: { a: number; b: number; length: number }[] = [];
  const inside = new Uint8Array(own.length);
  let current = 0;
  for (let step = 1; step < own.length; step++) {
    inside[current] = 1;
    let next = -1;
    for (let p = 0; p < own.length; p++) {
      if (inside[p]) continue;
      const mutual = mutualReachability(rows, core, own[current]!, own[p]!);
      // Equal lengths are common: they are core distances. The earliest row is the one that an edge comes from.
      if (mutual < reach[p]! || (mutual === reach[p]! && current < from[p]!)) {
        reach[p] = mutual;
        from[p] = current;
      }
      if (next < 0 || reach[p]! < reach[next]!) next = p;
    }
    edges.push({ a: from[next]!, b: next, length: reach[next]! });
    degree[from[next]!]!++;
    degree[next]!++;
    current = next;
    if (pace.spend(own.length * rows.cols)) await pace.rest();
  }
  const inner = own.filter((_, p) => degree[p]! > 1);
  const between = edges.filter(({ a, b }) => degree[a]! > 1 && degree[b]! > 1);
  const lengths = between.length > 0 ? between : edges;
  return {
    inner: inner.length > 0 ? inner : [own[0]!],
    sparseness: lengths.reduce((most, { length }) => Math.max(most, length), 0),
  };
}

function mutualReachability(rows: LabelledRows, core: Float64Array, i: number, j: number): number {
  return Math.max(core[i]!, core[j]!, distanceOf(rows, i, j));
}

function separation(
  rows: LabelledRows,
  core: Float64Array,
  a: readonly number[],
  b: readonly number[],
): number {
  let least = Infinity;
  for (const i of a) for (const j of b) least = Math.min(least, mutualReachability(rows, core, i, j));
  return least;
}
