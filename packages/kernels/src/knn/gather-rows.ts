import type { Matrix } from '../matrix/index.js';

/** A matrix of some of the rows. */
export function gatherRows({ data, cols }: Matrix, rows: Uint32Array): Matrix {
  const gathered = new Float32Array(rows.length * cols);
  rows.forEach((row, q) => gathered.set(data.subarray(row * cols, (row + 1) * cols), q * cols));
  return { data: gathered, rows: rows.length, cols };
}
