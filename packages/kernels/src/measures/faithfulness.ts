import { float64Rows, type Metric, type Points } from '../distance/points.js';
import { KernelInputError, type Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/faithfulness.generated.js';
import { meanOfSample, type SampledMean } from './sampled-mean.js';
import { sampleRows } from './sample-rows.js';

export interface FaithfulnessOptions extends Work {
  /** Neighbours of a row, itself not counted; ≥ 1 and below half the rows. */
  k: number;
  /** Distance between points; between places in the layout it is always Euclidean. Default 'euclidean'. */
  metric?: Metric | undefined;
  /**
   * Judge this many rows, drawn at random, against all others, 1 or more. Default: all up to 20,000 rows, and
   * 2,000 of more; the intervals then say how far the mean over all may lie.
   */
  sample?: number | undefined;
  /** For the sample, integer, 0 to 2³² − 1; default 0. */
  seed?: number | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

export interface Faithfulness {
  /** 1 where no row has a neighbour in the layout that is far among the points, 0 at worst. */
  readonly trustworthiness: number;
  /** 1 where no row has lost a neighbour to a far place in the layout, 0 at worst. */
  readonly continuity: number;
  /** Share of the k nearest points that are among the k nearest in the layout. */
  readonly neighborsKept: number;
  /** 95 % intervals of the three means over all rows; without width where all rows were judged. */
  readonly intervals: Readonly<Record<FaithfulnessMeasure, readonly [low: number, high: number]>>;
  /** The rows judged, ascending, and the three measures of each. */
  readonly byRow: Readonly<Record<FaithfulnessMeasure, Float64Array>> & { readonly rows: Uint32Array };
}

export type FaithfulnessMeasure = 'trustworthiness' | 'continuity' | 'neighborsKept';

/** Rows up to which all are judged, and how many of more. */
const JUDGE_ALL = 20_000;
const SAMPLE = 2_000;
/** Rows a block of work judges; the kernel has the same number. */
const BLOCK = 8;

/**
 * How far a layout keeps the neighbours of the points it shows (Venna & Kaski 2001, with ranks among all rows), in
 * all and by row. Exact for the rows judged; ties in distance go to the lower row.
 *
 * Time grows with judged rows × rows × columns; memory is rows × columns float64 beside the input.
 *
 * @param points n × d
 * @param layout n × any columns
 * @throws KernelInputError for k out of range, rows that do not match, a value that is not finite, a row without
 * direction under the cosine metric, or points that do not fit into 4 GiB as float64
 */
export async function faithfulness(
  points: Points,
  layout: Points,
  options: FaithfulnessOptions,
): Promise<Faithfulness> {
  const { k, metric = 'euclidean', seed = 0, pool = callerPool() } = options;
  const n = points.rows;
  if (layout.rows !== n) {
    throw new KernelInputError(`layout must have a row for each of the ${n} points; got ${layout.rows}`);
  }
  if (!Number.isInteger(k) || k < 1 || 2 * k >= n) {
    throw new KernelInputError(`k must be a whole number from 1 to below half the rows (${n / 2}); got ${k}`);
  }
  const rows = sampleRows(n, options.sample ?? (n > JUDGE_ALL ? SAMPLE : n), seed);
  const high = float64Rows(points, metric);
  const low = float64Rows(layout, 'euclidean', 'layout');
  const [highStride, lowStride] = [padded(points.cols), padded(layout.cols)];

  const regions = new Regions();
  const highAt = regions.region(n * highStride * 8);
  const lowAt = regions.region(n * lowStride * 8);
  const judgedAt = regions.region(rows.byteLength);
  const outAt = regions.region(rows.length * 24);
  const scratchBytes = 16 * (BLOCK * n + k);
  const scratchAt = regions.region(scratchBytes * pool.threads);
  const { shared } = pool;
  const memory = regions.allocate(shared);
  place(high, points.cols, new Float64Array(memory.buffer, highAt, n * highStride), highStride);
  place(low, layout.cols, new Float64Array(memory.buffer, lowAt, n * lowStride), lowStride);
  new Uint32Array(memory.buffer, judgedAt, rows.length).set(rows);

  const setup = [
    n,
    k,
    highAt,
    highStride,
    lowAt,
    lowStride,
    judgedAt,
    rows.length,
    outAt,
    scratchAt,
    scratchBytes,
  ];
  const module = await compileKernel(wasm, shared);
  await pool.run({ module, memory, setup, rounds: 1, blocks: Math.ceil(rows.length / BLOCK) }, options);
  return summarise(new Float64Array(memory.buffer, outAt, rows.length * 3), rows, n, k);
}

/** `faithfulness` where only the trustworthiness is wanted. */
export async function trustworthiness(
  points: Points,
  layout: Points,
  options: FaithfulnessOptions,
): Promise<number> {
  return (await faithfulness(points, layout, options)).trustworthiness;
}

function padded(cols: number): number {
  return Math.ceil(cols / 4) * 4;
}

/** Copies rows to where each begins a multiple of 4 numbers after the one before. */
function place(rows: Float64Array, cols: number, out: Float64Array, stride: number): void {
  if (cols === stride) {
    out.set(rows);
    return;
  }
  for (let from = 0, to = 0; from < rows.length; from += cols, to += stride) {
    out.set(rows.subarray(from, from + cols), to);
  }
}

/** @param sums for each judged row: excess ranks of its intruders and of its lost neighbours, neighbours kept */
function summarise(sums: Float64Array, rows: Uint32Array, n: number, k: number): Faithfulness {
  const worst = (k * (2 * n - 3 * k - 1)) / 2;
  const column = (place: number, value: (sum: number) => number): Float64Array =>
    Float64Array.from(rows, (_, i) => value(sums[3 * i + place]!));
  const byRow = {
    rows,
    trustworthiness: column(0, (excess) => 1 - excess / worst),
    continuity: column(1, (excess) => 1 - excess / worst),
    neighborsKept: column(2, (kept) => kept / k),
  };
  const means: Record<FaithfulnessMeasure, SampledMean> = {
    trustworthiness: meanOfSample(byRow.trustworthiness, n),
    continuity: meanOfSample(byRow.continuity, n),
    neighborsKept: meanOfSample(byRow.neighborsKept, n),
  };
  return {
    trustworthiness: means.trustworthiness.mean,
    continuity: means.continuity.mean,
    neighborsKept: means.neighborsKept.mean,
    intervals: {
      trustworthiness: means.trustworthiness.interval,
      continuity: means.continuity.interval,
      neighborsKept: means.neighborsKept.interval,
    },
    byRow,
  };
}
