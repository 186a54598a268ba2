import type { Points } from '../distance/points.js';
import { checkMatrix, KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import type { Labels } from '../measures/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { minimise } from './lbfgs.js';
import { LogisticKernel } from './kernel.js';
import { labelledPoints, type LabelledPoints } from './labelled-points.js';
import { softmax } from './softmax.js';

export interface LogisticOptions extends Work {
  /** Strength of the penalty ½ · l2 · (sum of squared coefficients), ≥ 0; default 1. Intercepts go free. */
  l2?: number | undefined;
  /** Weight of each row, ≥ 0; default 1 each. A weight of 2 is the row twice. */
  weights?: ArrayLike<number> | undefined;
  /** Begins from this model, of the same classes and columns; default: all zero. */
  start?: LogisticModel | undefined;
  /** Done when no part of the gradient of the mean loss is farther from 0; > 0, default 1e-6. */
  tolerance?: number | undefined;
  /** Default 1000. */
  maxIterations?: number | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

export interface LogisticModel {
  /** Labels in ascending order: what the rows of the coefficients stand for. */
  readonly classes: readonly number[];
  readonly cols: number;
  /** classes × cols, row-major. */
  readonly coefficients: Float64Array;
  /** One per class; they sum to 0. */
  readonly intercepts: Float64Array;
  /** What was minimised: weighted sum of log-losses and penalty. */
  readonly objective: number;
  /** Largest part of the gradient of the mean loss, as it was left. */
  readonly gradient: number;
  readonly converged: boolean;
  readonly iterations: number;
}

/**
 * Multinomial logistic regression with an L2 penalty, minimised by L-BFGS (Liu & Nocedal 1989). The minimum is one and
 * the same wherever it begins (with l2 > 0), so a warm start saves time only. Two classes are penalised as any other
 * number: each has its own coefficients.
 *
 * @param points rows × columns, finite; not modified
 * @param labels class of each row, whole numbers; rows labelled −1 (noise, unknown) are left out
 * @throws KernelInputError for fewer than 2 classes, an option out of range, or a value that is not finite
 */
export async function logisticRegression(
  points: Points,
  labels: Labels,
  options: LogisticOptions = {},
): Promise<LogisticModel> {
  const { l2 = 1, tolerance = 1e-6, maxIterations = 1000, start, pool = callerPool() } = options;
  checkOptions({ l2, tolerance, maxIterations });
  const rows = labelledPoints(points, labels, options.weights);
  const { classes } = rows;
  const { cols } = points;
  if (start && (start.cols !== cols || start.classes.join() !== classes.join())) {
    throw new KernelInputError(
      `start must be a model of ${cols} columns and the classes ${classes.join(', ')}; got one of ${start.cols} columns and ${start.classes.join(', ')}`,
    );
  }
  const middle = weightedMean(points, rows);
  const kernel = new LogisticKernel(rows.rows.length, cols, classes.length, pool);
  kernel.load(points, middle, rows);
  const total = rows.weights.reduce((sum, weight) => sum + weight, 0);
  const found = await minimise(
    start ? packed(start, middle) : new Float64Array(classes.length * (cols + 1)),
    async (at) => {
      const { loss, gradient } = await kernel.evaluate(at, options);
      let penalty = 0;
      at.forEach((value, place) => {
        if (place % (cols + 1) === cols) return;
        penalty += (l2 / 2) * value * value;
        gradient[place]! += l2 * value;
      });
      return { value: (loss + penalty) / total, gradient: gradient.map((part) => part / total) };
    },
    { tolerance, maxIterations, onProgress: options.onProgress },
  );
  return { ...unpacked(found.at, classes, cols, middle), ...found.outcome, objective: found.value * total };
}

/**
 * Chance of each class for each row, rows × classes, row-major.
 *
 * @param options.temperature what logits are divided by, > 0; default 1. See `fitTemperature`
 */
export function classProbabilities(
  model: LogisticModel,
  points: Points,
  options: { temperature?: number } = {},
): Float64Array {
  checkMatrix(points as Matrix);
  const { cols, coefficients, intercepts } = model;
  if (points.cols !== cols) {
    throw new KernelInputError(`points must have the ${cols} columns of the model; got ${points.cols}`);
  }
  const k = intercepts.length;
  const logits = new Float64Array(points.rows * k);
  for (let i = 0; i < points.rows; i++) {
    for (let c = 0; c < k; c++) {
      let sum = intercepts[c]!;
      for (let j = 0; j < cols; j++) sum += points.data[i * cols + j]! * coefficients[c * cols + j]!;
      logits[i * k + c] = sum;
    }
  }
  return softmax(logits, k, options.temperature);
}

function checkOptions({ l2, tolerance, maxIterations }: Record<string, number>): void {
  if (!(l2! >= 0 && l2! < Infinity)) throw new KernelInputError(`l2 must be at least 0; got ${l2}`);
  if (!(tolerance! > 0)) throw new KernelInputError(`tolerance must be above 0; got ${tolerance}`);
  if (!Number.isInteger(maxIterations) || maxIterations! < 1) {
    throw new KernelInputError(`maxIterations must be a whole number of at least 1; got ${maxIterations}`);
  }
}

/** Taken off the rows: the intercepts make up for it, and the minimum is found in fewer steps. */
function weightedMean({ data, cols }: Points, { rows, weights }: LabelledPoints): Float64Array {
  const mean = new Float64Array(cols);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  rows.forEach((row, i) => {
    const share = weights[i]! / total;
    for (let j = 0; j < cols; j++) mean[j]! += share * data[row * cols + j]!;
  });
  return mean;
}

/** Coefficients and intercept of class after class, for rows around `middle`. */
function packed({ coefficients, intercepts, cols }: LogisticModel, middle: Float64Array): Float64Array {
  const all = new Float64Array(intercepts.length * (cols + 1));
  intercepts.forEach((intercept, c) => {
    const own = coefficients.subarray(c * cols, (c + 1) * cols);
    all.set(own, c * (cols + 1));
    all[c * (cols + 1) + cols] = intercept + own.reduce((sum, value, j) => sum + value * middle[j]!, 0);
  });
  return all;
}

function unpacked(all: Float64Array, classes: number[], cols: number, middle: Float64Array) {
  const coefficients = new Float64Array(classes.length * cols);
  const intercepts = Float64Array.from(classes, (_, c) => {
    const own = all.subarray(c * (cols + 1), c * (cols + 1) + cols);
    coefficients.set(own, c * cols);
    return all[c * (cols + 1) + cols]! - own.reduce((sum, value, j) => sum + value * middle[j]!, 0);
  });
  // Any number may be added to all of them; the one that makes their sum 0 is taken.
  const mean = intercepts.reduce((sum, value) => sum + value / classes.length, 0);
  return { classes, cols, coefficients, intercepts: intercepts.map((value) => value - mean) };
}
