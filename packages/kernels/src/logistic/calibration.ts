import { KernelInputError } from '../matrix/index.js';
import { checkProbabilities } from './temperature.js';

/**
 * Expected calibration error (Naeini, Cooper & Hauskrecht 2015): rows are put into bins of equal width by the chance of
 * their likeliest class; how far its mean is from the share that was right, on average over the rows, 0 to 1.
 *
 * @param probabilities rows × classes, row-major
 * @param labels right class of each row, by its place; −1 leaves a row out
 * @param options.bins default 10; a bin holds its upper end, not its lower
 */
export function expectedCalibrationError(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
  { bins = 10 }: { bins?: number } = {},
): number {
  if (!Number.isInteger(bins) || bins < 1) {
    throw new KernelInputError(`bins must be a whole number of at least 1; got ${bins}`);
  }
  const { classes, rows } = checkProbabilities(probabilities, labels);
  const gap = new Float64Array(bins);
  for (const i of rows) {
    let likeliest = 0;
    for (let c = 1; c < classes; c++) {
      if (probabilities[i * classes + c]! > probabilities[i * classes + likeliest]!) likeliest = c;
    }
    const confidence = probabilities[i * classes + likeliest]!;
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    gap[bin]! += confidence - (likeliest === labels[i] ? 1 : 0);
  }
  return gap.reduce((sum, value) => sum + Math.abs(value), 0) / rows.length;
}

/**
 * Brier score (Brier 1950): squared distance of a row's probabilities from 1 for its right class and 0 for the others,
 * on average; 0 at best, 2 at worst.
 *
 * @param probabilities rows × classes, row-major
 * @param labels right class of each row, by its place; −1 leaves a row out
 */
export function brierScore(probabilities: Float64Array, labels: ArrayLike<number>): number {
  const { classes, rows } = checkProbabilities(probabilities, labels);
  let sum = 0;
  for (const i of rows) {
    for (let c = 0; c < classes; c++)
      sum += (probabilities[i * classes + c]! - (c === labels[i] ? 1 : 0)) ** 2;
  }
  return sum / rows.length;
}
