import type { NeighborGraph } from '../knn/index.js';
import { KernelInputError, type Matrix, type SparseMatrix, type Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { edgeWeights } from './edge-weights.js';
import { checkGraph } from './fuzzy-set.js';
import { moveRows, padEdges, type Forces } from './optimise.js';

/** What is needed to place new rows among those that were laid out. */
export interface FittedLayout {
  /** Position of each row, rows × dimensions. */
  readonly layout: Matrix;
  /** How rows pull and push. */
  readonly forces: Forces;
  readonly localConnectivity: number;
  /** Mean distance of a row to its neighbours, itself counted at 0. */
  readonly meanDistance: number;
}

export interface NewRowsOptions extends Work {
  /** Steps, ≥ 0; null or absent: 100 among up to 10,000 rows, 30 above. */
  epochs?: number | null | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/**
 * Places new rows in a layout that stays as it is (McInnes, Healy & Melville 2018, and the reference code's
 * `transform`). A row begins at the mean of its neighbours, weighed as they are in the fit, and is then pulled by them
 * and pushed by random rows, as the fit does.
 *
 * Unlike the reference's, a row's place depends on nothing but the layout and the row's own neighbours: not on the
 * other new rows, their number or order. Equal rows come to lie in the same place.
 *
 * @param fitted what `umap` returned
 * @param neighbors for each new row, its k nearest among the rows laid out, nearest first; indices name those rows
 * @returns one position for each new row
 * @throws KernelInputError for a graph that names rows that were not laid out, or has none for a row
 */
export async function placeNewRows(
  fitted: FittedLayout,
  neighbors: NeighborGraph,
  options: NewRowsOptions = {},
): Promise<Matrix> {
  const { layout, forces, localConnectivity } = fitted;
  const { rows, k } = neighbors;
  checkGraph(neighbors, layout.rows);
  if (rows > 0 && k === 0)
    throw new KernelInputError('neighbors must name at least one row for each new row');
  const epochs = options.epochs ?? (layout.rows <= 10_000 ? 100 : 30);
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw new KernelInputError(`epochs must be an integer, 0 or more; got ${epochs}`);
  }
  const { pool = callerPool() } = options;
  const { indices, values } = await edgeWeights(
    neighbors,
    { localConnectivity, overallMean: fitted.meanDistance, sorted: false, pool },
    options,
  );
  const start = startAmong(layout, neighbors, values);
  if (rows === 0 || epochs === 0) return start;
  const weights: SparseMatrix = {
    ...{ rows, cols: layout.rows, indices, values },
    indptr: Uint32Array.from({ length: rows + 1 }, (_, i) => i * k),
  };
  const edges = padEdges(weights, 1 / epochs, 1);
  return moveRows({ edges, start, anchors: layout, forces, epochs }, options);
}

/** The weighted mean of the neighbours; of those at distance 0 alone, if there are any. */
function startAmong(
  layout: Matrix,
  { rows, k, indices, distances }: NeighborGraph,
  weights: Float32Array,
): Matrix {
  const { cols } = layout;
  const data = new Float32Array(rows * cols);
  const sums = new Float64Array(cols);
  for (let i = 0; i < rows; i++) {
    sums.fill(0);
    let total = 0;
    for (let e = i * k; e < (i + 1) * k; e++) {
      if (distances[i * k] === 0 && distances[e]! > 0) break;
      total += weights[e]!;
      for (let d = 0; d < cols; d++) sums[d]! += weights[e]! * layout.data[indices[e]! * cols + d]!;
    }
    for (let d = 0; d < cols; d++) data[i * cols + d] = sums[d]! / total;
  }
  return { data, rows, cols };
}
