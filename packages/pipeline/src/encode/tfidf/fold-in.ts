import { truncatedSvd, type Matrix, type SparseMatrix } from '@parallax-map/kernels';

/**
 * Reduces rows along directions that are learnt from some of them, evenly spaced, and the others folded in
 * (Deerwester et al. 1990, "folding-in"): much cheaper than learning from all, and nearly as good for telling
 * near from far. Columns that fewer than two of those rows have are left out, unless all are.
 *
 * @param learnFrom how many rows, 1 to weights.rows
 * @returns rows × dimensions, fewer where the rows learnt from allow no more
 */
export async function foldIn(weights: SparseMatrix, dimensions: number, learnFrom: number): Promise<Matrix> {
  const picked = Array.from({ length: learnFrom }, (_, i) => Math.floor((i * weights.rows) / learnFrom));
  const shared = narrow(weights, picked, 2);
  const learnt = shared.cols > 0 ? shared : narrow(weights, picked, 1);
  const rank = Math.min(dimensions, learnt.rows, learnt.cols);
  if (rank === 0) return { data: new Float32Array(weights.rows), rows: weights.rows, cols: 1 };
  const { components } = await truncatedSvd(learnt, { rank, seed: 0 });
  return project(weights, learnt.columnOf, components);
}

interface Narrowed extends SparseMatrix {
  /** Column of the whole matrix → column here, −1 where left out. */
  columnOf: Int32Array;
}

/** Some rows, and of the columns those that at least `least` of these rows have. */
function narrow({ cols, indptr, indices, values }: SparseMatrix, rows: number[], least: number): Narrowed {
  const frequency = new Uint32Array(cols);
  for (const row of rows) for (let e = indptr[row]!; e < indptr[row + 1]!; e++) frequency[indices[e]!]!++;
  const columnOf = new Int32Array(cols).fill(-1);
  let kept = 0;
  for (let column = 0; column < cols; column++) if (frequency[column]! >= least) columnOf[column] = kept++;

  const starts = new Uint32Array(rows.length + 1);
  const narrowed: number[] = [];
  const weights: number[] = [];
  rows.forEach((row, i) => {
    for (let e = indptr[row]!; e < indptr[row + 1]!; e++) {
      const column = columnOf[indices[e]!]!;
      if (column < 0) continue;
      narrowed.push(column);
      weights.push(values[e]!);
    }
    starts[i + 1] = narrowed.length;
  });
  return {
    rows: rows.length,
    cols: kept,
    indptr: starts,
    indices: Uint32Array.from(narrowed),
    values: Float32Array.from(weights),
    columnOf,
  };
}

/** Scores of all rows along the components (rank × narrowed columns). */
function project(
  { rows, indptr, indices, values }: SparseMatrix,
  columnOf: Int32Array,
  { data, rows: rank, cols }: Matrix,
): Matrix {
  const scores = new Float32Array(rows * rank);
  const sum = new Float64Array(rank);
  for (let i = 0; i < rows; i++) {
    sum.fill(0);
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const column = columnOf[indices[e]!]!;
      if (column < 0) continue;
      for (let c = 0; c < rank; c++) sum[c]! += values[e]! * data[c * cols + column]!;
    }
    scores.set(sum, i * rank);
  }
  return { data: scores, rows, cols: rank };
}
