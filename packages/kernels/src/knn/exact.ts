import { checkMatrix, KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/neighbors.generated.js';
import { prepareRows } from './rows.js';

/** The nearest rows of every row, the row itself left out. */
export interface NeighborGraph {
  readonly rows: number;
  readonly k: number;
  /** rows × k, row-major: the neighbours of row i, nearest first, equal distances by ascending index. */
  readonly indices: Uint32Array;
  /** rows × k, as `indices`. */
  readonly distances: Float32Array;
}

export interface NeighborOptions extends Work {
  /** Neighbours of each row, ≥ 1; with fewer other rows than that, all of them (k = rows − 1). */
  k: number;
  /**
   * `cosine`: 1 − cos, 0 to 2. A row of zeros has no direction: it is at distance 1 from every row, another row
   * of zeros included. `euclidean`: the length of the difference.
   */
  metric: 'cosine' | 'euclidean';
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/** More candidates than asked for, so that float32 rounding in the products does not decide who is among the k. */
const SPARE = 8;
/** Rows a block of work answers for; the kernel has the same number. */
const BLOCK = 64;

/**
 * Exact nearest neighbours by brute force: every pair of rows is compared, in tiles of dot products. Candidates
 * are chosen by float32 products, and their distances computed again as differences in float64, so equal rows are
 * at distance 0 exactly and equal distances are ordered by index.
 *
 * Time grows with rows² × columns; memory is about twice that of `points`.
 *
 * @param points n × d, any d ≥ 1; n may be 0
 * @throws KernelInputError for a value that is not finite (naming row and column), or k < 1
 */
export async function exactNeighbors(points: Matrix, options: NeighborOptions): Promise<NeighborGraph> {
  const { metric, pool = callerPool() } = options;
  checkMatrix(points);
  if (!Number.isInteger(options.k) || options.k < 1) {
    throw new KernelInputError(`k must be a positive integer; got ${options.k}`);
  }
  if (metric !== 'cosine' && metric !== 'euclidean') {
    throw new KernelInputError(`metric must be cosine or euclidean; got ${String(metric)}`);
  }
  const { rows: n, cols } = points;
  const k = Math.max(0, Math.min(options.k, n - 1));
  if (k === 0) return { rows: n, k, indices: new Uint32Array(0), distances: new Float32Array(0) };

  const proposals = Math.min(k + SPARE, n - 1);
  const stride = Math.ceil(cols / 4) * 4;
  const groups = Math.ceil(n / 8);
  const scratchBytes = 128 + (BLOCK + 1) * proposals * 8;
  const regions = new Regions();
  const packed = regions.region(groups * stride * 32);
  const half = regions.region(groups * 32);
  const rows = regions.region(n * stride * 4);
  const zero = regions.region(n);
  const indices = regions.region(n * k * 4);
  const distances = regions.region(n * k * 4);
  const scratch = regions.region(scratchBytes * pool.threads);

  const shared = pool.threads > 1;
  const memory = regions.allocate(shared);
  prepareRows(points, metric, {
    stride,
    packed: new Float32Array(memory.buffer, packed, groups * stride * 8),
    half: new Float32Array(memory.buffer, half, groups * 8),
    rows: new Float32Array(memory.buffer, rows, n * stride),
    zero: new Uint8Array(memory.buffer, zero, n),
  });
  const setup = [
    ...[n, stride, k, proposals, metric === 'cosine' ? 1 : 0, packed, half, rows, zero],
    ...[indices, distances, scratch, scratchBytes],
  ];
  const module = await compileKernel(wasm, shared);
  await pool.run({ module, memory, setup, rounds: 1, blocks: Math.ceil(n / BLOCK) }, options);
  return {
    rows: n,
    k,
    indices: new Uint32Array(memory.buffer, indices, n * k).slice(),
    distances: new Float32Array(memory.buffer, distances, n * k).slice(),
  };
}
