import type { Product } from './products.js';

/** Channels that hardly move, and rows of weights near zero, are no reason for an extreme factor. */
const LEAST = 1e-5;
/** Factors to an octave. */
const STEPS = 4;

/**
 * Factors that move what is hard to round from activations to weights (Xiao et al. 2023, SmoothQuant, eq. 4):
 * x W = (x / s) (s W) with s = peak^alpha / widest^(1 − alpha), channel by channel.
 *
 * Each is rounded to a quarter of an octave, which costs no accuracy: peaks that another processor sums a little
 * differently then seldom give other factors.
 *
 * @param products all that take this input: they share the factors
 * @param peaks largest |x| of each channel; not modified
 * @param alpha how much moves, 0 to 1
 */
export function smoothingFactors(
  products: readonly Product[],
  peaks: Float32Array,
  alpha: number,
): Float32Array {
  const widest = new Float64Array(peaks.length).fill(LEAST);
  for (const product of products) {
    const matrix = product.matrix();
    for (let i = 0; i < product.rows; i++) {
      for (let j = 0; j < product.cols; j++) {
        widest[i] = Math.max(widest[i]!, Math.abs(matrix[i * product.cols + j]!));
      }
    }
  }
  const logs = Float64Array.from(
    peaks,
    (peak, i) => alpha * Math.log2(Math.max(peak, LEAST)) - (1 - alpha) * Math.log2(widest[i]!),
  );
  // Only ratios between channels matter; around 1, numbers stay in the middle of their range.
  const middle = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return Float32Array.from(logs, (log) => 2 ** (Math.round(STEPS * (log - middle)) / STEPS));
}
