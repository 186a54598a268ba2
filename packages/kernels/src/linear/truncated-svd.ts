import { KernelInputError, type Matrix, type SparseMatrix, type Work } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { randomisedSvd } from './randomised-svd.js';

export interface TruncatedSvdOptions extends Work {
  /** Singular values wanted, ≥ 1; clipped to min(rows, cols). */
  rank: number;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
  /** Power iterations, ≥ 0; more bring small singular values nearer to exact. Default 5. */
  iterations?: number | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

/** matrix ≈ scores · components */
export interface TruncatedSvd {
  /** U Σ, rows × rank. */
  readonly scores: Matrix;
  /** Largest first. */
  readonly singularValues: Float64Array;
  /** Vᵀ, rank × cols: orthonormal rows, the entry of largest magnitude positive; zero where the singular value is. */
  readonly components: Matrix;
}

/**
 * The largest singular values and their vectors by a randomised range finder with power iterations (Halko,
 * Martinsson & Tropp 2011, algorithms 4.4 and 5.1).
 *
 * Work grows with stored values × (rank + 12) × (2 iterations + 2); memory with (rows + cols) × (rank + 12) float64 and
 * twice the stored values.
 *
 * @throws KernelInputError for an empty matrix or one that needs more than 4 GiB, a value that is not finite (naming row and column), an index out of
 * range, or options out of range
 */
export async function truncatedSvd(
  matrix: SparseMatrix,
  options: TruncatedSvdOptions,
): Promise<TruncatedSvd> {
  checkSparse(matrix);
  return randomisedSvd({ kind: 'sparse', ...matrix, stored: matrix.indptr[matrix.rows]! }, options);
}

function checkSparse({ rows, cols, indptr, indices, values }: SparseMatrix): void {
  if (rows < 1 || cols < 1 || indptr.length !== rows + 1 || indices.length !== values.length) {
    throw new KernelInputError(
      `matrix must have at least one row and column, rows + 1 row starts, and an index for every value; got ${rows} × ${cols}, ` +
        `${indptr.length} row starts, ${indices.length} indices, ${values.length} values`,
    );
  }
  for (let i = 0; i < rows; i++) {
    if (indptr[i]! > indptr[i + 1]! || indptr[i + 1]! > values.length) {
      throw new KernelInputError(
        `row starts must ascend to ${values.length}; got ${indptr[i + 1]} after row ${i}`,
      );
    }
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      if (indices[e]! >= cols) {
        throw new KernelInputError(`columns must be below ${cols}; got ${indices[e]} in row ${i}`);
      }
      if (!Number.isFinite(values[e])) {
        throw new KernelInputError(
          `matrix must be finite; got ${values[e]} at row ${i}, column ${indices[e]}`,
        );
      }
    }
  }
}
