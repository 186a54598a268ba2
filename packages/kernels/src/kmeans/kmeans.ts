import type { Points } from '../distance/points.js';
import { KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import { sampleRows } from '../measures/sample-rows.js';
import { random } from '../random/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { bytesPerRow, KmeansKernel } from './kernel.js';
import { lloyd, type LloydOptions } from './lloyd.js';
import { plusPlus } from './plus-plus.js';
import { ScaledRows } from './rows.js';

export interface KmeansOptions extends Work {
  /** Wanted clusters, ≥ 1. With fewer distinct rows than that, there are as many clusters as distinct rows. */
  k: number;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
  /** Times to begin anew; the answer with the least inertia is kept. Default 10. */
  starts?: number | undefined;
  /** Default 300. */
  maxIterations?: number | undefined;
  /** Stop when the centers move less, squared and summed, than this share of the mean variance; default 1e-4. */
  tolerance?: number | undefined;
  /** Cluster by direction: rows and centers are scaled to length 1. Default false. */
  spherical?: boolean | undefined;
  /**
   * Rows, drawn at random, that the centers settle in the midst of; then all rows are given their nearest. Fewer are
   * faster, as mini-batches are. Default: all, or as many as take 2 GiB. At least `k`.
   */
  sample?: number | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

export interface KmeansResult {
  /** Cluster of each row, 0 the largest (ties: the one with the earliest row). */
  labels: Int32Array;
  /** One center per cluster. */
  centers: Matrix;
  /** Sum of squared Euclidean distances of (scaled) rows to their centers. */
  inertia: number;
  /** Of the start that was kept, the last time over. */
  iterations: number;
}

/** Rows that starts are made on at least, and for each cluster; with more than twice as many, only they are. */
const START_ROWS = 16_384;
const START_ROWS_EACH = 256;
const MOST_BYTES = 2 ** 31;

/**
 * Lloyd's k-means from greedy k-means++ starts (Arthur & Vassilvitskii 2007), with the bounds of Ding et al. 2015
 * (Yinyang; with up to 8 clusters they are those of Hamerly 2010). Every row gets the nearest center, decided in
 * float64 wherever float32 could err. Where rows are many the starts are made, and settled, on a random sample first
 * (nested mini-batches, Newling & Fleuret 2016), and the best goes on among all.
 *
 * Deterministic, whatever the threads. Time grows with rows × columns × k, but most distances are never computed;
 * memory is rows × (columns + k / 8) float32.
 *
 * @param points rows × columns, finite, at least one row; not modified
 * @throws KernelInputError for an option out of range, a value that is not finite, no rows, or a row of zeros where
 * clustering is spherical
 */
export async function kmeans(points: Points, options: KmeansOptions): Promise<KmeansResult> {
  const { seed, starts, pool, spherical, tolerance, sample, ...settings } = checked(points, options);
  const rows = new ScaledRows(points, spherical);
  const { stride } = rows;
  const chosen = sample < rows.rows ? sampleRows(rows.rows, sample, seed) : undefined;
  const training = chosen?.length ?? rows.rows;
  const few = Math.max(START_ROWS, START_ROWS_EACH * settings.k);
  const report = (share: number): void => options.onProgress?.(share);

  const drawn = training > 2 * few ? sampleRows(training, few, seed) : undefined;
  const startRows = drawn && chosen ? drawn.map((at) => chosen[at]!) : (drawn ?? chosen);
  const begun = new KmeansKernel(drawn?.length ?? training, settings.k, stride, true, pool);
  await begun.load(rows, startRows, 0, options);
  const lloydOptions = { ...settings, spherical, stopBelow: tolerance * meanVariance(begun, rows.cols) };
  let best = await bestStart(begun, { starts, seed }, lloydOptions, options);
  if (drawn) {
    const { centers, k } = best;
    best = await settle(
      rows,
      chosen,
      new KmeansKernel(training, k, stride, false, pool),
      centers,
      lloydOptions,
      options,
    );
  }
  report(0.95);
  const { labels, squared } = chosen ? await labelAll(rows, best, pool, options) : best;
  report(1);
  return largestFirst(labels, squared / rows.factor / rows.factor, best, rows);
}

function checked(points: Points, options: KmeansOptions) {
  const { k, seed, starts = 10, maxIterations = 300, tolerance = 1e-4, spherical = false } = options;
  const { pool = callerPool() } = options;
  for (const [name, value] of Object.entries({ k, starts, maxIterations })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new KernelInputError(`${name} must be a whole number of at least 1; got ${value}`);
    }
  }
  if (!(tolerance >= 0)) throw new KernelInputError(`tolerance must be at least 0; got ${tolerance}`);
  if (points.rows === 0) throw new KernelInputError('points must have at least one row; got none');
  const wanted = Math.min(k, points.rows);
  const fitting = Math.floor(MOST_BYTES / bytesPerRow(points.cols + 3, wanted));
  const { sample = Math.max(wanted, fitting) } = options;
  if (!Number.isInteger(sample) || sample < wanted) {
    throw new KernelInputError(`sample must be a whole number of at least k, ${wanted}; got ${sample}`);
  }
  return { k: wanted, seed, starts, maxIterations, tolerance, spherical, pool, sample };
}

/** A clustering in the units of the kernel. */
interface Found {
  k: number;
  /** [k][stride] */
  centers: Float32Array;
  labels: Uint32Array;
  /** Squared distances to the own center, summed. */
  squared: number;
  iterations: number;
}

/** Mean over the columns of the variance. */
function meanVariance(kernel: KmeansKernel, cols: number): number {
  const mean = new Float64Array(kernel.stride);
  for (let i = 0; i < kernel.count; i++)
    kernel.row(i).forEach((value, j) => (mean[j]! += value / kernel.count));
  const squares = kernel.squares.reduce((sum, square) => sum + square / kernel.count, 0);
  return Math.max(0, squares - mean.reduce((sum, value) => sum + value * value, 0)) / cols;
}

async function bestStart(
  kernel: KmeansKernel,
  { starts, seed }: { starts: number; seed: number },
  options: LloydOptions,
  work: Work,
): Promise<Found> {
  let best: Found | undefined;
  for (let start = 0; start < starts; start++) {
    const chosen = await plusPlus(kernel, random(seed, `kmeans.start.${start}`), work);
    kernel.useCenters(chosen.length);
    chosen.forEach((row, c) => kernel.centers.set(kernel.row(row), c * kernel.stride));
    const iterations = await lloyd(kernel, options, work);
    const found = await read(kernel, iterations, work);
    if (!best || found.squared < best.squared) best = found;
    work.onProgress?.((0.9 * (start + 1)) / (starts + 1));
  }
  return best!;
}

async function settle(
  rows: ScaledRows,
  chosen: Uint32Array | undefined,
  kernel: KmeansKernel,
  centers: Float32Array,
  options: LloydOptions,
  work: Work,
): Promise<Found> {
  await kernel.load(rows, chosen, 0, work);
  kernel.centers.set(centers);
  return read(kernel, await lloyd(kernel, options, work), work);
}

async function read(kernel: KmeansKernel, iterations: number, work: Work): Promise<Found> {
  const { k, stride } = kernel;
  const squared = (await kernel.measure(work)).reduce((sum, gap) => sum + gap, 0);
  return {
    k,
    centers: kernel.centers.slice(0, k * stride),
    labels: kernel.labels.slice(),
    squared,
    iterations,
  };
}

/** Gives all rows the nearest of the centers, as many at a time as fit. */
async function labelAll(
  rows: ScaledRows,
  { k, centers }: Found,
  pool: Pool,
  work: Work,
): Promise<Pick<Found, 'labels' | 'squared'>> {
  const labels = new Uint32Array(rows.rows);
  let squared = 0;
  const most = Math.max(1, Math.floor(MOST_BYTES / 4 / bytesPerRow(rows.stride, k)));
  for (let first = 0; first < rows.rows; first += most) {
    const kernel = new KmeansKernel(Math.min(most, rows.rows - first), k, rows.stride, false, pool);
    await kernel.load(rows, undefined, first, work);
    kernel.centers.set(centers);
    kernel.placeCenters();
    await kernel.assign(true, work);
    const part = await read(kernel, 0, work);
    labels.set(part.labels, first);
    squared += part.squared;
  }
  return { labels, squared };
}

function largestFirst(
  labels: Uint32Array,
  inertia: number,
  { k, centers, iterations }: Found,
  rows: ScaledRows,
): KmeansResult {
  const size = new Uint32Array(k);
  const earliest = new Uint32Array(k);
  labels.forEach((label, row) => {
    if (size[label]!++ === 0) earliest[label] = row;
  });
  // A center that only rows of the sample were near has none of its own when all rows are not the sample.
  const order = Array.from(size.keys())
    .filter((c) => size[c]! > 0)
    .sort((a, b) => size[b]! - size[a]! || earliest[a]! - earliest[b]!);
  const { cols } = rows;
  const restored = rows.restore(centers, k);
  const name = new Int32Array(k);
  const ordered = new Float32Array(order.length * cols);
  order.forEach((old, label) => {
    name[old] = label;
    ordered.set(restored.subarray(old * cols, (old + 1) * cols), label * cols);
  });
  return {
    labels: Int32Array.from(labels, (label) => name[label]!),
    centers: { data: ordered, rows: order.length, cols },
    inertia,
    iterations,
  };
}
