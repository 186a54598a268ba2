import { KernelInputError } from '../matrix/index.js';

/** Labels of rows, any whole numbers. */
export type Labels = ArrayLike<number>;

/** How many rows carry each pair of labels. Classes are numbered as they first appear. */
export interface Contingency {
  readonly rows: number;
  /** Rows of each class of a, and of b. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Pairs that occur: class of a, class of b, rows, and the earliest of them. */
  readonly cells: Cell[];
}

export interface Cell {
  a: number;
  b: number;
  rows: number;
  firstRow: number;
}

/** @throws KernelInputError where the lengths differ */
export function contingency(a: Labels, b: Labels): Contingency {
  if (a.length !== b.length) {
    throw new KernelInputError(
      `two labellings must be of the same rows; got ${a.length} and ${b.length} labels`,
    );
  }
  const left = classes(a);
  const right = classes(b);
  const cells = new Map<number, Cell>();
  for (let i = 0; i < a.length; i++) {
    const key = left.of[i]! * right.size.length + right.of[i]!;
    const cell = cells.get(key);
    if (cell) cell.rows++;
    else cells.set(key, { a: left.of[i]!, b: right.of[i]!, rows: 1, firstRow: i });
  }
  return { rows: a.length, a: left.size, b: right.size, cells: [...cells.values()] };
}

/** Classes 0, 1, … in order of first appearance, with their sizes. */
export function classes(labels: Labels): { of: Uint32Array; size: Float64Array; label: number[] } {
  const place = new Map<number, number>();
  const of = Uint32Array.from(labels, (label) => {
    if (!place.has(label)) place.set(label, place.size);
    return place.get(label)!;
  });
  const size = new Float64Array(place.size);
  for (const c of of) size[c]!++;
  return { of, size, label: [...place.keys()] };
}
