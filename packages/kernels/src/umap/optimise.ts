import type { Matrix, SparseMatrix, Work } from '../matrix/index.js';
import { random } from '../random/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions, type KernelBytes } from '../threads/kernel.js';
import { wasm as anyDimensions } from '../wasm/layout-any.generated.js';
import { wasm as twoDimensions } from '../wasm/layout2.generated.js';
import { wasm as threeDimensions } from '../wasm/layout3.generated.js';
import { wasm as fiveDimensions } from '../wasm/layout5.generated.js';
import type { Curve } from './curve.js';

/** How rows pull and push each other. */
export interface Forces extends Curve {
  readonly repulsion: number;
  readonly negativeSampleRate: number;
  readonly learningRate: number;
  readonly seed: number;
}

export interface Movement {
  /** Edges from each row, padded: see `padEdges`. */
  readonly edges: Edges;
  readonly start: Matrix;
  /** Rows that stay, to which the edges lead; absent: the rows that move. */
  readonly anchors?: Matrix;
  readonly forces: Forces;
  readonly epochs: number;
}

export interface MovementOptions extends Work {
  pool?: Pool | undefined;
  /** Epochs between two snapshots. */
  snapshotEvery?: number | undefined;
  onSnapshot?: ((layout: Matrix, epoch: number) => void) | undefined;
}

/** Edges of each row, their number a multiple of 4. */
export interface Edges {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly weights: Float32Array;
}

/** Points a block of work moves; the kernels have the same number. */
const TILE = 64;
/** Vectors of 4 random points that a tile shares in an epoch; the kernels have the same number. */
const POOL_VECTORS = 64;
/** Step of the first epoch at a learning rate of 1: all rows move at once, so ten times shorter than the paper's. */
const STEP = 0.1;

/** Moves the rows for so many epochs; `layout.ts` describes the forces. */
export async function moveRows(movement: Movement, options: MovementOptions): Promise<Matrix> {
  const { edges, start, anchors, forces, epochs } = movement;
  const { pool = callerPool(), signal, onProgress, onSnapshot, snapshotEvery = 10 } = options;
  const { rows, cols } = start;
  const { kernel, stride } = kernelFor(cols);
  const scratchBytes = 16 * (POOL_VECTORS * (cols + 1) + 4 * cols);
  const regions = new Regions();
  const starts = regions.region(edges.starts.byteLength);
  const ends = regions.region(edges.ends.byteLength);
  const weights = regions.region(edges.weights.byteLength);
  const even = regions.region(rows * stride * 4);
  const odd = regions.region(rows * stride * 4);
  const fixed = anchors ? regions.region(anchors.rows * stride * 4) : 0;
  const scratch = regions.region(scratchBytes * pool.threads);

  const { shared } = pool;
  const memory = regions.allocate(shared);
  new Uint32Array(memory.buffer, starts).set(edges.starts);
  new Uint32Array(memory.buffer, ends).set(edges.ends);
  new Float32Array(memory.buffer, weights).set(edges.weights);
  spread(start, new Float32Array(memory.buffer, even), stride);
  if (anchors) spread(anchors, new Float32Array(memory.buffer, fixed), stride);

  const { a, b, repulsion, negativeSampleRate, learningRate, seed } = forces;
  const module = await compileKernel(kernel, shared);
  const blocks = Math.ceil(rows / TILE);
  const positions = (epoch: number): Matrix => gather(memory, epoch % 2 ? odd : even, start, stride);
  const chunk = onSnapshot ? snapshotEvery : epochs;
  for (let first = 0; first < epochs; first += chunk) {
    const rounds = Math.min(chunk, epochs - first);
    const setup = [
      ...[rows, cols, epochs, first, starts, ends, weights, even, odd, fixed, anchors?.rows ?? 0],
      ...[scratch, scratchBytes, random(seed, 'umap.negatives').bits(0)],
      ...[a, b, STEP * learningRate, repulsion, negativeSampleRate],
    ];
    const tell = onProgress && ((share: number): void => onProgress((first + share * rounds) / epochs));
    await pool.run({ module, memory, setup, rounds, blocks }, { signal, onProgress: tell });
    onSnapshot?.(positions(first + rounds), first + rounds);
  }
  return positions(epochs);
}

/** A kernel and the floats that a point takes in it. */
function kernelFor(dimensions: number): { kernel: KernelBytes; stride: number } {
  if (dimensions === 2) return { kernel: twoDimensions, stride: 2 };
  if (dimensions === 3) return { kernel: threeDimensions, stride: 4 };
  if (dimensions === 5) return { kernel: fiveDimensions, stride: 8 };
  return { kernel: anyDimensions, stride: dimensions };
}

function spread({ data, rows, cols }: Matrix, into: Float32Array, stride: number): void {
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < cols; d++) into[i * stride + d] = data[i * cols + d]!;
  }
}

function gather(memory: WebAssembly.Memory, at: number, { rows, cols }: Matrix, stride: number): Matrix {
  const from = new Float32Array(memory.buffer, at, rows * stride);
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let d = 0; d < cols; d++) data[i * cols + d] = from[i * stride + d]!;
  }
  return { data, rows, cols };
}

/**
 * Edges of at least this weight, as shares of the largest, each row's padded to a multiple of 4 with edges of weight
 * 0 to row 0.
 */
export function padEdges(
  { rows, indptr, indices, values }: SparseMatrix,
  least: number,
  largest: number,
): Edges {
  const starts = new Uint32Array(rows + 1);
  for (let i = 0; i < rows; i++) {
    let strong = 0;
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) if (values[e]! >= least) strong++;
    starts[i + 1] = starts[i]! + Math.ceil(strong / 4) * 4;
  }
  const ends = new Uint32Array(starts[rows]!);
  const weights = new Float32Array(starts[rows]!);
  for (let i = 0; i < rows; i++) {
    let at = starts[i]!;
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) {
      if (values[e]! < least) continue;
      ends[at] = indices[e]!;
      weights[at++] = values[e]! / largest;
    }
  }
  return { starts, ends, weights };
}
