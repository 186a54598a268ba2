import type { NeighborGraph } from '../knn/index.js';
import { checkMatrix, KernelInputError, type Matrix, type SparseMatrix, type Work } from '../matrix/index.js';
import { type Pool } from '../threads/index.js';
import { fitAB } from './curve.js';
import { fuzzySet } from './fuzzy-set.js';
import { moveRows, padEdges, type Edges, type Forces } from './optimise.js';
import { checkDimensions, jitter, randomStart, spectralStart, type Start } from './spectral.js';
import { supervise } from './supervise.js';

export interface LayoutOptions extends Work {
  /** Axes of the layout, 1 to 50. */
  dimensions: number;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
  /** How near similar rows may lie, in layout units, 0 to spread; default 0.1. */
  minDist?: number | undefined;
  /** Scale of the layout, in layout units, > 0; default 1. */
  spread?: number | undefined;
  /** Steps, ≥ 0; null or absent: 500 up to 10,000 rows, 200 above. */
  epochs?: number | null | undefined;
  /** Neighbours, ≥ 0, that each row counts as fully connected to; fractions interpolate. Default 1. */
  localConnectivity?: number | undefined;
  /** 1 joins the two directions of an edge as a union, 0 as an intersection. Default 1. */
  setOpMixRatio?: number | undefined;
  /** Rows that each pull is weighed against, ≥ 0; default 5. */
  negativeSampleRate?: number | undefined;
  /** Strength of the push between rows that are not neighbours, ≥ 0; default 1. */
  repulsion?: number | undefined;
  /** Length of the first step beside the usual, > 0; default 1. Less keeps a layout given as `init` nearer. */
  learningRate?: number | undefined;
  /** A label for each row, which the layout shall keep apart; −1 and NaN: unknown. */
  y?: ArrayLike<number> | undefined;
  /** How much the labels count, 0 to 1; default 0.5. At 1 no edge between different labels is left. */
  targetWeight?: number | undefined;
  /**
   * Starting positions: `spectral` (default), by the shape of the graph; `coarse`, by that of a smaller picture of it,
   * which takes half the time or less with many rows; `random`; or rows × dimensions of one's own, taken as they are: a
   * warm start.
   */
  init?: 'spectral' | 'coarse' | 'random' | Matrix | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
  /** Told where the layout begins, unless `init` was a matrix: whether spectral or random, and why. */
  onStart?: ((start: Start) => void) | undefined;
  /** Given a copy of the layout every so many epochs, and after the last, for animation. */
  onSnapshot?: ((layout: Matrix, epoch: number) => void) | undefined;
  /** Epochs between two snapshots, an integer ≥ 1; default 10. The layout is the same bytes whatever it is. */
  snapshotEvery?: number | undefined;
}

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
export function umapLayout(graph: NeighborGraph, options: LayoutOptions): Promise<Matrix> {
  return sharedLayout(graph, options)(options);
}

/** What a layout may be given anew each time it is made from the same graph. */
export type LayoutTurn = Pick<
  LayoutOptions,
  'seed' | 'init' | 'pool' | 'onStart' | 'onSnapshot' | 'snapshotEvery' | 'signal' | 'onProgress'
>;

/**
 * Prepares a graph to be laid out several times, from several seeds: what does not hang on the seed is done once, on the
 * pool of these options and under their signal.
 *
 * @returns `umapLayout` of the graph with these options and those of the turn
 * @throws KernelInputError, as `umapLayout` does
 */
export function sharedLayout(
  graph: NeighborGraph,
  options: Omit<LayoutOptions, 'seed' | 'init'>,
): (turn: LayoutTurn) => Promise<Matrix> {
  const { dimensions, y, targetWeight = 0.5 } = options;
  checkDimensions(dimensions);
  const epochs = epochsFor(graph.rows, options.epochs);
  let prepared: Promise<{ weights: SparseMatrix; edges: Edges }> | undefined;
  return async (turn) => {
    const { seed, init = 'spectral', snapshotEvery = 10 } = turn;
    const forces = forcesOf({ ...options, seed });
    if (typeof init !== 'string') checkStart(init, graph.rows, dimensions);
    if (!Number.isInteger(snapshotEvery) || snapshotEvery < 1) {
      throw new KernelInputError(`snapshotEvery must be a positive integer; got ${snapshotEvery}`);
    }
    prepared ??= prepare(graph, options, epochs, y, targetWeight);
    const { weights, edges } = await prepared;
    let start: Matrix;
    if (typeof init !== 'string') start = init;
    else {
      const found =
        init === 'random'
          ? randomStart(weights, dimensions, seed)
          : await spectralStart(weights, { ...options, ...turn, coarse: init === 'coarse' });
      turn.onStart?.(found);
      start = jitter(found.positions, seed);
    }
    if (graph.rows < 2 || epochs === 0) return { ...start, data: start.data.slice() };
    return moveRows({ edges, start, forces, epochs }, { ...options, ...turn });
  };
}

async function prepare(
  graph: NeighborGraph,
  options: Omit<LayoutOptions, 'seed' | 'init'>,
  epochs: number,
  y: LayoutOptions['y'],
  targetWeight: number,
): Promise<{ weights: SparseMatrix; edges: Edges }> {
  const joined = await fuzzySet(graph, options);
  const weights = y ? supervise(joined, y, targetWeight) : joined;
  let largest = 0;
  for (let e = 0; e < weights.values.length; e++) largest = Math.max(largest, weights.values[e]!);
  // What is weaker would not be felt once in all epochs.
  return { weights, edges: padEdges(weights, largest / epochs, largest) };
}

/** Options of the forces, with their defaults. @throws KernelInputError for one out of range */
export function forcesOf(options: Omit<LayoutOptions, 'dimensions' | 'init'>): Forces {
  const { minDist = 0.1, spread = 1, seed } = options;
  const { negativeSampleRate = 5, repulsion = 1, learningRate = 1 } = options;
  for (const [name, value] of Object.entries({ negativeSampleRate, repulsion })) {
    if (!(value >= 0 && value < Infinity)) {
      throw new KernelInputError(`${name} must be 0 or more; got ${value}`);
    }
  }
  if (!(learningRate > 0 && learningRate < Infinity)) {
    throw new KernelInputError(`learningRate must be a positive number; got ${learningRate}`);
  }
  return { ...fitAB(minDist, spread), repulsion, negativeSampleRate, learningRate, seed };
}

function epochsFor(rows: number, wanted: number | null | undefined): number {
  const epochs = wanted ?? (rows <= 10_000 ? 500 : 200);
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw new KernelInputError(`epochs must be an integer, 0 or more; got ${epochs}`);
  }
  return epochs;
}

function checkStart(init: Matrix, rows: number, dimensions: number): void {
  checkMatrix(init, 'init');
  if (init.rows !== rows || init.cols !== dimensions) {
    throw new KernelInputError(`init must be ${rows} × ${dimensions}; got ${init.rows} × ${init.cols}`);
  }
}
