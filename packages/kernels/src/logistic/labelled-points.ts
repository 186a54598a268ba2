import type { Points } from '../distance/points.js';
import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';
import type { Labels } from '../measures/index.js';

/** The rows that have a class. */
export interface LabelledPoints {
  classes: number[];
  rows: Uint32Array;
  /** Class of each, by its place in `classes`. */
  of: Uint32Array;
  weights: Float64Array;
}

/** @throws KernelInputError for fewer than 2 classes, or labels, weights or values that are none */
export function labelledPoints(
  points: Points,
  labels: Labels,
  weights: ArrayLike<number> | undefined,
): LabelledPoints {
  checkMatrix(points as Matrix);
  for (const [name, given] of Object.entries({ labels, weights })) {
    if (given !== undefined && given.length !== points.rows) {
      throw new KernelInputError(
        `${name} must be one for each of the ${points.rows} points; got ${given.length}`,
      );
    }
  }
  const rows: number[] = [];
  for (let i = 0; i < points.rows; i++) {
    const weight = weights?.[i] ?? 1;
    if (!(weight >= 0 && weight < Infinity)) {
      throw new KernelInputError(`weights must be at least 0 and finite; got ${weight} at row ${i}`);
    }
    if (!Number.isInteger(labels[i])) {
      throw new KernelInputError(`labels must be whole numbers; got ${labels[i]} at row ${i}`);
    }
    if (labels[i] !== -1 && weight > 0) rows.push(i);
  }
  const classes = [...new Set(rows.map((i) => labels[i]!))].sort((a, b) => a - b);
  if (classes.length < 2) {
    throw new KernelInputError(
      `there must be rows of at least 2 classes, with a weight above 0; got ${classes.length} classes`,
    );
  }
  const place = new Map(classes.map((label, at) => [label, at]));
  return {
    classes,
    rows: Uint32Array.from(rows),
    of: Uint32Array.from(rows, (i) => place.get(labels[i]!)!),
    weights: Float64Array.from(rows, (i) => weights?.[i] ?? 1),
  };
}
