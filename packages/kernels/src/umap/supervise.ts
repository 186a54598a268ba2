import { exp } from '../math/index.js';
import { KernelInputError, type SparseMatrix } from '../matrix/index.js';
import { joinDirections } from './fuzzy-set.js';

/** Distance of a row without a label from every other. */
const UNKNOWN = 1;

/**
 * Intersects the graph with one in which rows of the same label are near, rows of different labels far, and rows
 * without a label at a distance between; then scales each row's strongest edge back to 1 and joins the directions
 * again (McInnes, Healy & Melville 2018, §6.1 and the reference code).
 *
 * @param labels one number for each row; −1 and NaN: unknown
 * @param targetWeight 0 to 1: how much the labels count; at 1 no edge between labels is left
 * @throws KernelInputError when there is not one label a row, or targetWeight is out of range
 */
export function supervise(
  graph: SparseMatrix,
  labels: ArrayLike<number>,
  targetWeight: number,
): SparseMatrix {
  if (labels.length !== graph.rows) {
    throw new KernelInputError(`y must hold one label for each of ${graph.rows} rows; got ${labels.length}`);
  }
  if (!(targetWeight >= 0 && targetWeight <= 1)) {
    throw new KernelInputError(`targetWeight must lie between 0 and 1; got ${targetWeight}`);
  }
  const { rows, indptr, indices } = graph;
  const known = (label: number): boolean => label !== -1 && !Number.isNaN(label);
  const unknown = exp(-UNKNOWN);
  const different = targetWeight < 1 ? exp(-2.5 / (1 - targetWeight)) : 0;
  const values = new Float32Array(indices.length);
  for (let i = 0; i < rows; i++) {
    let strongest = 0;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const [one, other] = [labels[i]!, labels[indices[e]!]!];
      const factor = !known(one) || !known(other) ? unknown : one === other ? 1 : different;
      values[e] = graph.values[e]! * factor;
      strongest = Math.max(strongest, values[e]!);
    }
    if (strongest > 0) for (let e = indptr[i]!; e < indptr[i + 1]!; e++) values[e]! /= strongest;
  }
  return joinDirections({ ...graph, values }, 1);
}
