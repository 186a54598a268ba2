import type { NeighborGraph } from '../knn/index.js';
import { checkMatrix, KernelInputError, type Matrix, type SparseMatrix, type Work } from '../matrix/index.js';
import { random } from '../random/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions, type KernelBytes } from '../threads/kernel.js';
import { wasm as anyDimensions } from '../wasm/layout-any.generated.js';
import { wasm as twoDimensions } from '../wasm/layout2.generated.js';
import { wasm as threeDimensions } from '../wasm/layout3.generated.js';
import { wasm as fiveDimensions } from '../wasm/layout5.generated.js';
import { fitAB } from './curve.js';
import { fuzzySet } from './fuzzy-set.js';
import { checkDimensions, spectralStart, type Start } from './spectral.js';

export interface LayoutOptions extends Work {
  /** Axes of the layout, 1 to 50. */
  dimensions: number;
  /** How near similar rows may lie, in layout units, 0 to spread; default 0.1. */
  minDist?: number | undefined;
  /** Scale of the layout, in layout units, > 0; default 1. */
  spread?: number | undefined;
  /** Steps, ≥ 0; null or absent: 500 up to 10,000 rows, 200 above. */
  epochs?: number | null | undefined;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
  /** Rows that each pull is weighed against, ≥ 0; default 5. */
  negativeSampleRate?: number | undefined;
  /** Strength of the push between rows that are not neighbours, ≥ 0; default 1. */
  repulsion?: number | undefined;
  /** Starting positions, rows × dimensions; default: `spectralStart`. */
  init?: Matrix | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
  /** Told where the layout begins, unless `init` was given: whether spectral or random, and why. */
  onStart?: ((start: Start) => void) | undefined;
}

/** Points a block of work moves; the kernels have the same number. */
const TILE = 64;
/**
 * Standard deviation of the noise on a computed start, in layout units (its axes span 10). With umap-learn's 1e-4
 * two seeds are all but the same start: their answers agree more than either can be trusted, and two seeds in ten
 * merged a sixth of 5,000 films into one cluster. With 0.5 one in twenty did, at the same trustworthiness.
 */
const START_NOISE = 0.5;
/** Vectors of 4 random points that a tile shares in an epoch; the kernels have the same number. */
const POOL_VECTORS = 64;

/**
 * Lays a neighbour graph out by UMAP's forces (McInnes, Healy & Melville 2018): neighbours pull each other, random
 * rows push each other away.
 *
 * Unlike the paper's sampling, every edge pulls in every epoch, by its weight, and all rows move at once from the
 * positions of the epoch before. So the order of rows and the number of threads leave no trace, and both ends of an
 * edge feel the same pull. One epoch, for row i, with r = weight / largest weight, W = Σ r, α falling from 0.1 to 0:
 *  - pull: Σ s (x_j − x_i), s = f / (1 + f / 2), f = 4 a b α r d^2b / (d² (1 + a d^2b)): twice the gradient, since
 *    the paper's sampling visits an edge from both ends; the denominator keeps a single step from overshooting;
 *  - push: 2 b γ / ((0.001 + d²)(1 + a d^2b)), clipped to ±4 per axis, averaged over random rows that 64
 *    neighbouring rows share, times 5 W α; the sum is capped at 0.8 per axis, or a start that has collapsed into
 *    one place would fly apart.
 *
 * @param graph k neighbours of every row, the row itself left out (umap-learn's n_neighbors is k + 1)
 * @returns rows × dimensions, the axes' origin and direction without meaning
 * @throws KernelInputError for options out of range or a graph or start of the wrong shape
 */
export async function umapLayout(graph: NeighborGraph, options: LayoutOptions): Promise<Matrix> {
  const { dimensions, minDist = 0.1, spread = 1, seed, pool = callerPool(), init } = options;
  const { negativeSampleRate = 5, repulsion = 1 } = options;
  checkDimensions(dimensions);
  checkNotNegative('negativeSampleRate', negativeSampleRate);
  checkNotNegative('repulsion', repulsion);
  const epochs = options.epochs ?? (graph.rows <= 10_000 ? 500 : 200);
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw new KernelInputError(`epochs must be an integer, 0 or more; got ${epochs}`);
  }
  if (init) checkStart(init, graph.rows, dimensions);
  const { a, b } = fitAB(minDist, spread);
  const weights = fuzzySet(graph);

  let start = init;
  if (!start) {
    const found = await spectralStart(weights, { dimensions, seed, pool, signal: options.signal });
    options.onStart?.(found);
    start = jitter(found.positions, seed);
  }
  if (graph.rows < 2 || epochs === 0) return { ...start, data: start.data.slice() };

  const edges = strongEdges(weights, epochs);
  const { kernel, stride } = kernelFor(dimensions);
  const scratchBytes = 16 * (POOL_VECTORS * (dimensions + 1) + 4 * dimensions);
  const regions = new Regions();
  const starts = regions.region(edges.starts.byteLength);
  const ends = regions.region(edges.ends.byteLength);
  const edgeWeights = regions.region(edges.weights.byteLength);
  const even = regions.region(graph.rows * stride * 4);
  const odd = regions.region(graph.rows * stride * 4);
  const scratch = regions.region(scratchBytes * pool.threads);

  const shared = pool.threads > 1;
  const memory = regions.allocate(shared);
  new Uint32Array(memory.buffer, starts).set(edges.starts);
  new Uint32Array(memory.buffer, ends).set(edges.ends);
  new Float32Array(memory.buffer, edgeWeights).set(edges.weights);
  const before = new Float32Array(memory.buffer, even, graph.rows * stride);
  for (let i = 0; i < graph.rows; i++) {
    for (let d = 0; d < dimensions; d++) before[i * stride + d] = start.data[i * dimensions + d]!;
  }
  const setup = [
    ...[graph.rows, dimensions, epochs, starts, ends, edgeWeights, even, odd, scratch, scratchBytes],
    ...[random(seed, 'umap.negatives').bits(0), a, b, repulsion, negativeSampleRate],
  ];
  const module = await compileKernel(kernel, shared);
  await pool.run({ module, memory, setup, rounds: epochs, blocks: Math.ceil(graph.rows / TILE) }, options);

  const after = new Float32Array(memory.buffer, epochs % 2 ? odd : even, graph.rows * stride);
  const data = new Float32Array(graph.rows * dimensions);
  for (let i = 0; i < graph.rows; i++) {
    for (let d = 0; d < dimensions; d++) data[i * dimensions + d] = after[i * stride + d]!;
  }
  return { data, rows: graph.rows, cols: dimensions };
}

/** The same start for the same seed, another for every other. */
function jitter({ data, rows, cols }: Matrix, seed: number): Matrix {
  const noise = random(seed, 'umap.jitter');
  return { data: data.map((value, i) => value + START_NOISE * noise.normal(i)), rows, cols };
}

function checkNotNegative(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new KernelInputError(`${name} must be 0 or more; got ${value}`);
}

function checkStart(init: Matrix, rows: number, dimensions: number): void {
  checkMatrix(init, 'init');
  if (init.rows !== rows || init.cols !== dimensions) {
    throw new KernelInputError(`init must be ${rows} × ${dimensions}; got ${init.rows} × ${init.cols}`);
  }
}

/** A kernel and the floats that a point takes in it. */
function kernelFor(dimensions: number): { kernel: KernelBytes; stride: number } {
  if (dimensions === 2) return { kernel: twoDimensions, stride: 2 };
  if (dimensions === 3) return { kernel: threeDimensions, stride: 4 };
  if (dimensions === 5) return { kernel: fiveDimensions, stride: 8 };
  return { kernel: anyDimensions, stride: dimensions };
}

/**
 * Edges strong enough to be felt at least once in all epochs, as shares of the strongest, each row's padded to a
 * multiple of 4 with edges of weight 0 to the row itself.
 */
function strongEdges({ rows, indptr, indices, values }: SparseMatrix, epochs: number) {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, value);
  const least = largest / epochs;
  const starts = new Uint32Array(rows + 1);
  for (let i = 0; i < rows; i++) {
    let strong = 0;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) if (values[e]! >= least) strong++;
    starts[i + 1] = starts[i]! + Math.ceil(strong / 4) * 4;
  }
  const ends = new Uint32Array(starts[rows]!);
  const weights = new Float32Array(starts[rows]!);
  for (let i = 0; i < rows; i++) {
    let at = starts[i]!;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      if (values[e]! < least) continue;
      ends[at] = indices[e]!;
      weights[at++] = values[e]! / largest;
    }
    ends.fill(i, at, starts[i + 1]!);
  }
  return { starts, ends, weights };
}
