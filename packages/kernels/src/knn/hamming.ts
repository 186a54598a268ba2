import { KernelInputError, type Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/neighbors-bits.generated.js';
import { checkCount, type NeighborGraph } from './graph.js';

/** Rows of bits, eight to a byte: `data[i * bytes]` to `data[(i + 1) * bytes - 1]` are row i. */
export interface BitMatrix {
  readonly data: Uint8Array;
  readonly rows: number;
  /** Bytes of a row, ≥ 1; bits that a row does not use are the same in all. */
  readonly bytes: number;
}

export interface HammingOptions extends Work {
  /** Neighbours of each row, ≥ 1; with fewer other rows than that, all of them (k = rows − 1). */
  k: number;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/** Rows a block of work answers for; the kernel has the same number. */
const BLOCK = 64;

/**
 * Exact nearest neighbours by the number of bits that differ, 0 to 8 · bytes, equal distances by index. Every pair is
 * compared: time grows with rows² × bytes, a pair of 384 bits takes some nanoseconds.
 *
 * @param points not modified
 * @throws KernelInputError for data of another length, or k < 1
 */
export async function hammingNeighbors(points: BitMatrix, options: HammingOptions): Promise<NeighborGraph> {
  const { data, rows: n, bytes } = points;
  const { pool = callerPool() } = options;
  checkCount(options.k);
  if (!Number.isInteger(n) || !Number.isInteger(bytes) || n < 0 || bytes < 1 || data.length !== n * bytes) {
    throw new KernelInputError(
      `points must hold rows × bytes bytes, at least one to a row; got ${n} × ${bytes} and ${data.length} bytes`,
    );
  }
  const k = Math.max(0, Math.min(options.k, n - 1));
  if (k === 0) return { rows: n, k, indices: new Uint32Array(0), distances: new Float32Array(0) };
  const stride = Math.ceil(bytes / 16) * 16;
  const regions = new Regions();
  const [rows, distances, indices] = [n * stride, n * k * 4, n * k * 4].map((size) => regions.region(size));
  const { shared } = pool;
  const memory = regions.allocate(shared);
  const into = new Uint8Array(memory.buffer, rows, n * stride);
  for (let i = 0; i < n; i++) into.set(data.subarray(i * bytes, (i + 1) * bytes), i * stride);
  const setup = [n, stride, k, rows!, distances!, indices!];
  const module = await compileKernel(wasm, shared);
  await pool.run({ module, memory, setup, rounds: 1, blocks: Math.ceil(n / BLOCK) }, options);
  return {
    rows: n,
    k,
    indices: new Uint32Array(memory.buffer, indices, n * k).slice(),
    distances: new Float32Array(memory.buffer, distances, n * k).slice(),
  };
}
