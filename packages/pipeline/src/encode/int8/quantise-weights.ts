import { MalformedError } from './onnx/wire.js';
import type { Smoothing } from './integer-product.js';
import type { Product } from './products.js';

export interface QuantisedWeights {
  /** Row-major, as the matrix; −127 to 127. */
  readonly values: Int8Array;
  /** By column: what one step stands for. */
  readonly scales: Float32Array;
}

/**
 * Rounds a matrix to whole numbers with one scale for each column, after its rows were multiplied by the smoothing
 * factors; rows of channels that stay in float32 are zero.
 *
 * @throws MalformedError where a weight is not a finite number
 */
export function quantiseWeights(product: Product, smoothing: Smoothing | undefined): QuantisedWeights {
  const { rows, cols } = product;
  const matrix = product.matrix();
  const factors = smoothing ? smoothing.factors.slice() : new Float32Array(rows).fill(1);
  for (const channel of smoothing?.outliers ?? []) factors[channel] = 0;
  const largest = new Float64Array(cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const size = Math.abs(matrix[i * cols + j]! * factors[i]!);
      if (!(size <= 3e38))
        throw new MalformedError(`the weights of ${product.output} must be finite numbers`);
      if (size > largest[j]!) largest[j] = size;
    }
  }
  // A column of zeros stays one, whatever its scale.
  const scales = Float32Array.from(largest, (size) => (size > 0 ? size / LEVELS : 1));
  const values = new Int8Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const level = Math.round((matrix[i * cols + j]! * factors[i]!) / scales[j]!);
      values[i * cols + j] = Math.max(-LEVELS, Math.min(LEVELS, level));
    }
  }
  return { values, scales };
}

/** Steps to either side of zero. */
export const LEVELS = 127;
