import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';

/** A matrix whose numbers may also be float64: nothing is lost where the caller has more digits. */
export type Points = Matrix | (Omit<Matrix, 'data'> & { readonly data: Float64Array });

/** Euclidean distance, or cosine distance 1 − cos of the angle between two rows (0 to 2). */
export type Metric = 'euclidean' | 'cosine';

/**
 * A float64 copy of the rows, each scaled to length 1 for cosine. For unit vectors 1 − cos = |u − v|² / 2, so
 * with either metric pairs rank as their squared Euclidean distances do.
 *
 * @throws KernelInputError where a value is not finite, or a row has length 0 under the cosine metric
 */
export function float64Rows(points: Points, metric: Metric, name = 'points'): Float64Array {
  checkMatrix(points as Matrix, name);
  const data = new Float64Array(points.data);
  for (let i = 0; i < data.length; i++) data[i]! += 0; // −0 becomes 0, so equal rows look equal
  if (metric === 'cosine') scaleToUnitLength(data, points.rows, points.cols, name);
  return data;
}

function scaleToUnitLength(data: Float64Array, rows: number, cols: number, name: string): void {
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * cols, (i + 1) * cols);
    const largest = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    if (largest === 0) {
      throw new KernelInputError(`${name} must have a direction for the cosine metric; row ${i} is all zero`);
    }
    // Divided by the largest entry first, so that no square overflows or vanishes.
    const length = Math.sqrt(row.reduce((sum, value) => sum + (value / largest) ** 2, 0));
    for (let j = 0; j < cols; j++) row[j] = row[j]! / largest / length;
  }
}
