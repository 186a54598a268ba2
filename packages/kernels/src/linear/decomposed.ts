import type { Matrix, SparseMatrix } from '../matrix/index.js';

/** A matrix to decompose: a sparse one, or points with `mean` taken away from every row. */
export type Decomposed = (
  | ({ readonly kind: 'sparse' } & SparseMatrix)
  | ({ readonly kind: 'dense'; readonly mean: Float64Array } & Matrix)
) & {
  /** Values that there are. */
  readonly stored: number;
};
