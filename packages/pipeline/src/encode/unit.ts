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
