import { KernelInputError } from '../matrix/index.js';
import { exp, log } from '../math/index.js';
import { softmax } from './softmax.js';

/**
 * The temperature with which probabilities best fit labels that the model was not fitted to (Guo et al. 2017): above 1
 * where it was too sure, below 1 where it was not sure enough. Pass it to `classProbabilities`.
 *
 * @param probabilities rows × classes, row-major, at temperature 1
 * @param labels right class of each row, by its place; −1 leaves a row out
 * @returns 0.01 to 100, within a millionth
 * @throws KernelInputError for a label that is no class, or no labelled row
 */
export function fitTemperature(probabilities: Float64Array, labels: ArrayLike<number>): number {
  const { classes, rows } = checkProbabilities(probabilities, labels);
  const logits = Float64Array.from(probabilities, (p) => log(Math.max(p, Number.MIN_VALUE)));
  // The mean loss is convex in 1 / temperature: its slope rises through 0 once.
  let [low, high] = [log(0.01), log(100)];
  for (let halvings = 0; halvings < 32; halvings++) {
    const middle = (low + high) / 2;
    if (slope(logits, labels, rows, classes, exp(middle)) > 0) low = middle;
    else high = middle;
  }
  return exp((low + high) / 2);
}

/** Checks that there is a row of probabilities for each label. @returns the labelled rows */
export function checkProbabilities(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
): { classes: number; rows: number[] } {
  const classes = probabilities.length / labels.length;
  if (!Number.isInteger(classes) || classes < 1) {
    throw new KernelInputError(
      `probabilities must be rows × classes for the ${labels.length} labels; got ${probabilities.length} numbers`,
    );
  }
  probabilities.forEach((p, at) => {
    if (p >= 0 && p <= 1) return;
    const [row, column] = [Math.floor(at / classes), at % classes];
    throw new KernelInputError(`probabilities must be 0 to 1; got ${p} at row ${row}, class ${column}`);
  });
  const rows: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === -1) continue;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new KernelInputError(
        `labels must be −1 or a class from 0 to ${classes - 1}; got ${label} at row ${i}`,
      );
    }
    rows.push(i);
  }
  if (rows.length === 0) throw new KernelInputError('at least one row must have a label; got none');
  return { classes, rows };
}

/** Of the summed loss by 1 / temperature: what logits are expected, less those of the right classes. */
function slope(
  logits: Float64Array,
  labels: ArrayLike<number>,
  rows: readonly number[],
  classes: number,
  temperature: number,
): number {
  let sum = 0;
  for (const i of rows) {
    const own = logits.subarray(i * classes, (i + 1) * classes);
    softmax(own, classes, temperature).forEach((share, c) => (sum += share * own[c]!));
    sum -= own[labels[i]!]!;
  }
  return sum;
}
