import type { Matrix } from '@parallax-map/kernels';

/**
 * The rows scaled to unit length, in a new matrix, and the rows that are no longer than `least` and so have no
 * direction: those stay as they were.
 */
export function unitRows(matrix: Matrix, least = 0): { vectors: Matrix; without: number[] } {
  const { data, rows, cols } = matrix;
  const unit = new Float32Array(data);
  const without: number[] = [];
  for (let i = 0; i < rows; i++) {
    let square = 0;
    for (let j = 0; j < cols; j++) square += data[i * cols + j]! ** 2;
    const length = Math.sqrt(square);
    if (!(length > least)) without.push(i);
    else for (let j = 0; j < cols; j++) unit[i * cols + j] = data[i * cols + j]! / length;
  }
  return { vectors: { data: unit, rows, cols }, without };
}

/**
 * Writes numbers scaled to unit length. They are scaled by the largest first, so that squares neither overflow nor
 * vanish.
 *
 * @returns false where all are zero and there is no direction; nothing is written then
 */
export function writeUnit(numbers: ArrayLike<number>, unit: Float32Array): boolean {
  let largest = 0;
  for (let j = 0; j < unit.length; j++) largest = Math.max(largest, Math.abs(numbers[j]!));
  if (largest === 0) return false;
  let square = 0;
  for (let j = 0; j < unit.length; j++) square += (numbers[j]! / largest) ** 2;
  const root = Math.sqrt(square);
  for (let j = 0; j < unit.length; j++) unit[j] = numbers[j]! / largest / root;
  return true;
}
