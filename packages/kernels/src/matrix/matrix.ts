/** Dense row-major float32 matrix: `data[i * cols + j]`. Functions that take one do not modify it. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly cols: number;
}

/** Compressed sparse rows: row i holds `indices[indptr[i] … indptr[i + 1])`, ascending, no repeats. */
export interface SparseMatrix {
  readonly rows: number;
  readonly cols: number;
  /** rows + 1 */
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** What long computations take beside their numbers. */
export interface Work {
  /** Stops the computation; the promise rejects with an error named AbortError. */
  signal?: AbortSignal | undefined;
  /** Called now and then with the share done, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** A kernel was given numbers it cannot work with; `message` says which, where, and what was required. */
export class KernelInputError extends Error {
  override readonly name = 'KernelInputError';
}

/**
 * Checks shape and finiteness.
 *
 * @throws KernelInputError naming row and column of the first value that is NaN or infinite
 */
export function checkMatrix(points: Matrix, name = 'points'): void {
  const { data, rows, cols } = points;
  if (
    !Number.isInteger(rows) ||
    !Number.isInteger(cols) ||
    rows < 0 ||
    cols < 1 ||
    data.length !== rows * cols
  ) {
    throw new KernelInputError(
      `${name} must hold rows × cols numbers with at least one column; got ${rows} × ${cols} and ${data.length} numbers`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new KernelInputError(
        `${name} must be finite; got ${data[i]} at row ${Math.floor(i / cols)}, column ${i % cols}`,
      );
    }
  }
}
