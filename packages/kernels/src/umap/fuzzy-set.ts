import type { NeighborGraph } from '../knn/index.js';
import { KernelInputError, type SparseMatrix, type Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { edgeWeights, meanDistance } from './edge-weights.js';

export interface FuzzySetOptions extends Pick<Work, 'signal'> {
  /** Neighbours, ≥ 0, that each row counts as fully connected to; fractions interpolate. Default 1. */
  localConnectivity?: number | undefined;
  /** 1 joins the two directions of an edge as a union, 0 as an intersection. Default 1. */
  setOpMixRatio?: number | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/**
 * The weighted graph that UMAP lays out (McInnes, Healy & Melville 2018, algorithms 2–3): each row's neighbours get
 * weights that sum to log2(k + 1), and the two directions are joined.
 *
 * @param graph k neighbours of every row, the row itself left out (umap-learn's n_neighbors is k + 1)
 * @returns rows × rows, symmetric, without a diagonal; weights in (0, 1]
 * @throws KernelInputError for options out of range, or a graph that names rows it does not have
 */
export async function fuzzySet(graph: NeighborGraph, options: FuzzySetOptions = {}): Promise<SparseMatrix> {
  const { localConnectivity = 1, setOpMixRatio = 1, pool = callerPool(), signal } = options;
  if (!(localConnectivity >= 0)) {
    throw new KernelInputError(`localConnectivity must be 0 or more; got ${localConnectivity}`);
  }
  if (!(setOpMixRatio >= 0 && setOpMixRatio <= 1)) {
    throw new KernelInputError(`setOpMixRatio must lie between 0 and 1; got ${setOpMixRatio}`);
  }
  checkGraph(graph);
  const { rows, k, distances } = graph;
  const { indices, values } = await edgeWeights(
    graph,
    { localConnectivity, overallMean: meanDistance(distances, k), sorted: true, pool },
    { signal },
  );
  const indptr = new Uint32Array(rows + 1);
  for (let i = 0; i < rows; i++) indptr[i + 1] = indptr[i]! + k;
  return joinDirections({ rows, cols: rows, indptr, indices, values }, setOpMixRatio);
}

/**
 * Checks that a graph's rows name rows below `targets`, or, without it, other rows of the graph.
 *
 * @throws KernelInputError naming the first row and neighbour at fault
 */
export function checkGraph({ rows, k, indices, distances }: NeighborGraph, targets?: number): void {
  if (indices.length !== rows * k || distances.length !== rows * k) {
    throw new KernelInputError(
      `graph must hold rows × k neighbours (${rows} × ${k}); got ${indices.length} indices and ${distances.length} distances`,
    );
  }
  const below = targets ?? rows;
  const others = targets === undefined ? 'other rows' : 'rows';
  for (let i = 0, e = 0; i < rows; i++) {
    for (let end = e + k; e < end; e++) {
      const at = (): string => `row ${i}, neighbour ${e - i * k}`;
      if (indices[e]! >= below || (indices[e] === i && targets === undefined)) {
        throw new KernelInputError(`graph must name ${others} below ${below}; got ${indices[e]} at ${at()}`);
      }
      if (!(distances[e]! >= 0 && distances[e]! < Infinity)) {
        throw new KernelInputError(
          `distances must be finite and not negative; got ${distances[e]} at ${at()}`,
        );
      }
    }
  }
}

/** mix (A + Aᵀ − A∘Aᵀ) + (1 − mix) A∘Aᵀ, by walking row i of A and of Aᵀ side by side. */
export function joinDirections(forward: SparseMatrix, mix: number): SparseMatrix {
  const { rows } = forward;
  const backward = transpose(forward);
  const indptr = new Uint32Array(rows + 1);
  const indices = new Uint32Array(2 * forward.values.length);
  const values = new Float32Array(2 * forward.values.length);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    let f = forward.indptr[i]!;
    let b = backward.indptr[i]!;
    const fEnd = forward.indptr[i + 1]!;
    const bEnd = backward.indptr[i + 1]!;
    while (f < fEnd || b < bEnd) {
      const fColumn = f < fEnd ? forward.indices[f]! : rows;
      const bColumn = b < bEnd ? backward.indices[b]! : rows;
      const column = fColumn < bColumn ? fColumn : bColumn;
      const there = fColumn === column ? forward.values[f++]! : 0;
      const back = bColumn === column ? backward.values[b++]! : 0;
      const product = there * back;
      const weight = Math.fround(mix * (there + back - product) + (1 - mix) * product);
      if (weight <= 0) continue;
      indices[count] = column;
      values[count++] = weight;
    }
    indptr[i + 1] = count;
  }
  return { rows, cols: rows, indptr, indices: indices.slice(0, count), values: values.slice(0, count) };
}

function transpose({ rows, cols, indptr, indices, values }: SparseMatrix): SparseMatrix {
  const starts = new Uint32Array(cols + 1);
  for (let e = 0; e < indices.length; e++) starts[indices[e]! + 1]!++;
  for (let j = 0; j < cols; j++) starts[j + 1]! += starts[j]!;
  const next = starts.slice();
  const turned = new Uint32Array(indices.length);
  const turnedValues = new Float32Array(indices.length);
  for (let i = 0; i < rows; i++) {
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) {
      const at = next[indices[e]!]!++;
      turned[at] = i;
      turnedValues[at] = values[e]!;
    }
  }
  return { rows: cols, cols: rows, indptr: starts, indices: turned, values: turnedValues };
}
