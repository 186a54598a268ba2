import { float64Rows, type Points } from '../distance/points.js';
import { KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import { random } from '../random/index.js';
import { Elkan } from './elkan.js';
import { plusPlus } from './plus-plus.js';

export interface KmeansOptions extends Work {
  /** Wanted clusters, ≥ 1. With fewer distinct rows than that, there are as many clusters as distinct rows. */
  k: number;
  seed: number;
  /** Times to begin anew; the answer with the least inertia is kept. Default 10. */
  starts?: number | undefined;
  /** Default 300. */
  maxIterations?: number | undefined;
  /** Stop when the centers move less, squared and summed, than this share of the mean variance; default 1e-4. */
  tolerance?: number | undefined;
  /** Cluster by direction: rows and centers are scaled to length 1. Default false. */
  spherical?: boolean | undefined;
}

export interface KmeansResult {
  /** Cluster of each row, 0 the largest (ties: the one with the earliest row). */
  labels: Int32Array;
  /** One center per cluster. */
  centers: Matrix;
  /** Sum of squared Euclidean distances of (scaled) rows to their centers. */
  inertia: number;
  /** Of the start that was kept. */
  iterations: number;
}

/**
 * Lloyd's k-means with greedy k-means++ starts (Arthur & Vassilvitskii 2007), sped up with Elkan's bounds
 * (2003). Deterministic; memory rows × (columns + k) float64.
 *
 * @param points rows × columns, finite, at least one row; not modified
 */
export async function kmeans(points: Points, options: KmeansOptions): Promise<KmeansResult> {
  const { k, seed, starts = 10, maxIterations = 300, tolerance = 1e-4, spherical = false } = options;
  for (const [name, value] of Object.entries({ k, starts, maxIterations })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new KernelInputError(`${name} must be a whole number of at least 1; got ${value}`);
    }
  }
  if (!(tolerance >= 0)) throw new KernelInputError(`tolerance must be at least 0; got ${tolerance}`);
  const { rows, cols } = points;
  if (rows === 0) throw new KernelInputError('points must have at least one row; got none');
  const data = float64Rows(points, spherical ? 'cosine' : 'euclidean');
  const stopBelow = tolerance * meanVariance(data, rows, cols);
  const pace = new Pace(options, starts * rows * cols * k * 15);
  let best: Elkan | undefined;
  for (let start = 0; start < starts; start++) {
    const centers = await plusPlus(data, rows, cols, k, random(seed, `kmeans.start.${start}`), pace);
    const run = new Elkan(data, rows, cols, centers, spherical);
    await run.converge(maxIterations, stopBelow, pace);
    if (!best || run.inertia() < best.inertia()) best = run;
  }
  pace.finish();
  return largestFirst(best!, cols);
}

function meanVariance(data: Float64Array, rows: number, cols: number): number {
  let total = 0;
  for (let j = 0; j < cols; j++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += data[i * cols + j]! / rows;
    for (let i = 0; i < rows; i++) total += (data[i * cols + j]! - mean) ** 2 / rows;
  }
  return total / cols;
}

function largestFirst(run: Elkan, cols: number): KmeansResult {
  const size = new Uint32Array(run.k);
  const earliest = new Uint32Array(run.k);
  run.labels.forEach((label, row) => {
    if (size[label]!++ === 0) earliest[label] = row;
  });
  const order = Array.from(size.keys()).sort((a, b) => size[b]! - size[a]! || earliest[a]! - earliest[b]!);
  const name = new Int32Array(run.k);
  const centers = new Float32Array(run.k * cols);
  order.forEach((old, label) => {
    name[old] = label;
    centers.set(run.centers.subarray(old * cols, (old + 1) * cols), label * cols);
  });
  return {
    labels: run.labels.map((label) => name[label]!),
    centers: { data: centers, rows: run.k, cols },
    inertia: run.inertia(),
    iterations: run.iterations,
  };
}
