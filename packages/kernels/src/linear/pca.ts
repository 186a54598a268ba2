import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';
import { centeredOperator } from './operator.js';
import { randomisedSvd, type SvdOptions } from './randomised-svd.js';

export interface PcaOptions {
  /** Principal axes wanted, ≥ 1; clipped to min(rows, cols). */
  dimensions: number;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
}

export interface Pca {
  /** The rows along the axes, rows × dimensions. */
  readonly scores: Matrix;
  /** The axes, dimensions × cols: orthonormal rows, the entry of largest magnitude positive. */
  readonly components: Matrix;
  /** Mean of each column, taken away first. */
  readonly mean: Float64Array;
  /** Variance along each axis (with rows − 1 below the line), largest first. */
  readonly variances: Float64Array;
}

/**
 * Principal components (Pearson 1901) by a randomised singular value decomposition of the centred points.
 *
 * @throws KernelInputError for no rows, a value that is not finite, or dimensions < 1
 */
export function pca(points: Matrix, { dimensions, seed }: PcaOptions): Pca {
  checkMatrix(points);
  if (points.rows < 1) throw new KernelInputError('points must have at least one row; got none');
  const mean = columnMeans(points);
  const options: SvdOptions = { rank: dimensions, seed };
  const { scores, components, singularValues } = randomisedSvd(
    centeredOperator(points, mean),
    options,
    'dimensions',
  );
  const degrees = Math.max(1, points.rows - 1);
  return { scores, components, mean, variances: singularValues.map((value) => (value * value) / degrees) };
}

function columnMeans({ data, rows, cols }: Matrix): Float64Array {
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) mean[j]! += data[i * cols + j]! / rows;
  return mean;
}
