import { checkMatrix, KernelInputError } from '../matrix/index.js';
import type { Points } from '../distance/points.js';

/**
 * A float64 copy of the distances of all rows from each other.
 *
 * @throws KernelInputError naming row and column of the first that is not finite, below 0, not 0 on the diagonal, or not
 * the same both ways
 */
export function distanceRows(points: Points): Float64Array {
  const { data, rows, cols } = points;
  if (rows !== cols) {
    throw new KernelInputError(
      `points must be the distances of all rows from each other, rows × rows, where the metric is precomputed; got ${rows} × ${cols}`,
    );
  }
  if (rows > 0) checkMatrix(points as Parameters<typeof checkMatrix>[0]);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      const there = data[i * rows + j]!;
      const back = data[j * rows + i]!;
      if (there < 0 || back < 0) {
        const [row, column, value] = there < 0 ? [i, j, there] : [j, i, back];
        throw new KernelInputError(
          `distances must be at least 0; got ${value} at row ${row}, column ${column}`,
        );
      }
      if (i === j && there !== 0) {
        throw new KernelInputError(
          `the distance of a row from itself must be 0; got ${there} at row ${i}, column ${i}`,
        );
      }
      if (there !== back) {
        throw new KernelInputError(
          `distances must be the same both ways; got ${there} at row ${i}, column ${j} and ${back} at row ${j}, column ${i}`,
        );
      }
    }
  }
  return Float64Array.from(data, (value) => value + 0); // −0 becomes 0, whose bits rank as it does
}
