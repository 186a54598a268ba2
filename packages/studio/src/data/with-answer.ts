import { distortions } from '@parallax-map/core';
import type { Rows } from './rows.js';

/** What another run says of the same rows; each array has a value for each row, in their order. */
export interface Answer {
  /** Map units, finite. */
  x: Float32Array;
  y: Float32Array;
  /** levels[0] is the coarsest; −1 is noise. */
  levels: Int32Array[];
  /** 0 to 1. */
  probability: Float32Array;
}

/**
 * The same rows under another answer: what the table says of them is shared, and stays read. How far the map lies is
 * worked out again where rows have moved, when it is first asked for.
 *
 * @param rows not modified
 * @throws RangeError when the answer is not one for these rows
 */
export function withAnswer(rows: Rows, answer: Answer): Rows {
  requireFor(rows, answer);
  const { x, y, levels, probability } = answer;
  let distortion: Float32Array | null = null;
  const lies = () => {
    if (rows.distortion === null || (x === rows.x && y === rows.y)) return rows.distortion;
    return (distortion ??= measured(rows, x, y));
  };
  // Columns of the table are read when first asked for; copying their values would read them now.
  const same = Object.getOwnPropertyDescriptors(rows);
  const value = <T>(each: T) => ({ value: each, enumerable: true });
  return Object.defineProperties({} as Rows, {
    ...same,
    x: value(x),
    y: value(y),
    levels: value(levels),
    probability: value(probability),
    distortion: { get: lies, enumerable: true },
  });
}

function requireFor({ n, levels: known }: Rows, { x, y, levels, probability }: Answer): void {
  const columns: [string, { length: number }][] = [
    ['x', x],
    ['y', y],
    ['probability', probability],
    ...levels.map((level, k): [string, Int32Array] => [`level ${k + 1}`, level]),
  ];
  for (const [name, column] of columns) {
    if (column.length !== n) {
      throw new RangeError(`An answer on ${n} rows is needed; its ${name} has ${column.length}.`);
    }
  }
  if (levels.length !== known.length) {
    throw new RangeError(`An answer needs ${known.length} levels; it has ${levels.length}.`);
  }
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) {
      throw new RangeError(`Row ${i} of an answer lies at ${x[i]}, ${y[i]}, which is no place.`);
    }
  }
}

function measured(rows: Rows, x: Float32Array, y: Float32Array): Float32Array {
  const near = Array.from({ length: rows.n }, (_, i) => rows.neighbors(i));
  const most = near.reduce((k, each) => Math.max(k, each.length), 0);
  return distortions(x, y, (row, place) => near[row]![place] ?? -1, most);
}
