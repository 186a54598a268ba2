/**
 * How far apart two clusters are: `ward` by how much joining them adds to the squared distances from the middle (as
 * √(2 · added), so that two rows are at their distance), `average`, `complete` and `single` by the mean, the largest and
 * the least distance of their rows.
 */
export type LinkageMethod = 'ward' | 'average' | 'complete' | 'single';

export const METHODS: readonly LinkageMethod[] = ['ward', 'average', 'complete', 'single'];

/**
 * Distance of a cluster to two that have become one (Lance & Williams 1967), squared for `ward`.
 *
 * @param a @param b distance of each of the two to it
 * @param between distance between the two
 * @param sizes rows of the two and of the third
 */
export function joinedDistance(
  method: LinkageMethod,
  a: number,
  b: number,
  between: number,
  [rowsA, rowsB, rows]: readonly [number, number, number],
): number {
  if (method === 'single') return Math.min(a, b);
  if (method === 'complete') return Math.max(a, b);
  if (method === 'average') return (rowsA * a + rowsB * b) / (rowsA + rowsB);
  return ((rowsA + rows) * a + (rowsB + rows) * b - rows * between) / (rowsA + rowsB + rows);
}
