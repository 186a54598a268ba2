import { checkMatrix, KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { randomisedSvd } from './randomised-svd.js';

export interface PcaOptions extends Work {
  /** Principal axes wanted, ≥ 1; clipped to min(rows, cols). */
  dimensions: number;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
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
export async function pca(points: Matrix, { dimensions, ...options }: PcaOptions): Promise<Pca> {
  checkMatrix(points);
  const { data, rows, cols } = points;
  if (rows < 1) throw new KernelInputError('points must have at least one row; got none');
  const mean = columnMeans(points);
  const { scores, components, singularValues } = await randomisedSvd(
    { kind: 'dense', data, rows, cols, mean, stored: rows * cols },
    { ...options, rank: dimensions },
    'dimensions',
  );
  const degrees = Math.max(1, rows - 1);
  return { scores, components, mean, variances: singularValues.map((value) => (value * value) / degrees) };
}

function columnMeans({ data, rows, cols }: Matrix): Float64Array {
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) mean[j]! += data[i * cols + j]! / rows;
  return mean;
}
