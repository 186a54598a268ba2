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
  const width = right.size.length;
  const places = left.size.length * width;
  // A table of all pairs, where it is not much larger than the rows.
  if (places <= Math.max(4 * a.length, 65_536)) {
    return {
      rows: a.length,
      a: left.size,
      b: right.size,
      cells: countInTable(left.of, right.of, width, places),
    };
  }
  const cells = new Map<number, Cell>();
  for (let i = 0; i < a.length; i++) {
    const key = left.of[i]! * width + right.of[i]!;
    const cell = cells.get(key);
    if (cell) cell.rows++;
    else cells.set(key, { a: left.of[i]!, b: right.of[i]!, rows: 1, firstRow: i });
  }
  return { rows: a.length, a: left.size, b: right.size, cells: [...cells.values()] };
}

function countInTable(a: Uint32Array, b: Uint32Array, width: number, places: number): Cell[] {
  const count = new Uint32Array(places);
  const firstRows: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const key = a[i]! * width + b[i]!;
    if (count[key]!++ === 0) firstRows.push(i);
  }
  return firstRows.map((row) => {
    const [inA, inB] = [a[row]!, b[row]!];
    return { a: inA, b: inB, rows: count[inA * width + inB]!, firstRow: row };
  });
}

/** Classes 0, 1, … in order of first appearance, with their sizes. */
export function classes(labels: Labels): { of: Uint32Array; size: Float64Array; label: number[] } {
  const of = new Uint32Array(labels.length);
  const label: number[] = [];
  const [least, count] = closeRange(labels);
  if (count > 0) {
    const place = new Int32Array(count).fill(-1);
    for (let i = 0; i < of.length; i++) {
      const at = labels[i]! - least;
      let own = place[at]!;
      if (own < 0) own = place[at] = label.push(labels[i]!) - 1;
      of[i] = own;
    }
  } else {
    const place = new Map<number, number>();
    for (let i = 0; i < of.length; i++) {
      const at = place.get(labels[i]!) ?? label.push(labels[i]!) - 1;
      place.set(labels[i]!, at);
      of[i] = at;
    }
  }
  const size = new Float64Array(label.length);
  for (let i = 0; i < of.length; i++) size[of[i]!]!++;
  return { of, size, label };
}

/** The least label and how many there may be; 0 where they are no whole numbers that lie close together. */
function closeRange(labels: Labels): [least: number, count: number] {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label)) return [0, 0];
    if (label < least) least = label;
    if (label > most) most = label;
  }
  const count = most - least + 1;
  return count >= 1 && count <= Math.max(4 * labels.length, 65_536) ? [least, count] : [0, 0];
}
