import type { Matrix, SparseMatrix } from '../matrix/index.js';

/** A matrix known by what it does to blocks of `width` vectors, row-major float64. */
export interface Operator {
  readonly rows: number;
  readonly cols: number;
  /** out (rows × width) = A · x (cols × width); out is overwritten. */
  apply(x: Float64Array, width: number, out: Float64Array): void;
  /** out (cols × width) = Aᵀ · x (rows × width); out is overwritten. */
  applyTransposed(x: Float64Array, width: number, out: Float64Array): void;
}

export function sparseOperator({ rows, cols, indptr, indices, values }: SparseMatrix): Operator {
  return fromEntries(rows, cols, (visit) => {
    for (let i = 0; i < rows; i++) {
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) visit(i, indices[e]!, values[e]!);
    }
  });
}

/** The points with `mean` taken away from every row. */
export function centeredOperator({ data, rows, cols }: Matrix, mean: Float64Array): Operator {
  return fromEntries(rows, cols, (visit) => {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) visit(i, j, data[i * cols + j]! - mean[j]!);
    }
  });
}

type Visit = (row: number, column: number, value: number) => void;

function fromEntries(rows: number, cols: number, each: (visit: Visit) => void): Operator {
  return {
    rows,
    cols,
    apply: (x, width, out) => {
      out.fill(0);
      each((row, column, value) => addScaled(out, row * width, value, x, column * width, width));
    },
    applyTransposed: (x, width, out) => {
      out.fill(0);
      each((row, column, value) => addScaled(out, column * width, value, x, row * width, width));
    },
  };
}

function addScaled(
  out: Float64Array,
  at: number,
  scale: number,
  x: Float64Array,
  from: number,
  width: number,
): void {
  for (let c = 0; c < width; c++) out[at + c]! += scale * x[from + c]!;
}
