/** A neighbour counts as torn away where more rows than this, or than this share of all, lie nearer on the map. */
const FEW = 30;
const SHARE = 0.01;

/** How many rows may lie nearer on a map of n rows before a neighbour counts as torn away. */
export function tornBeyond(n: number): number {
  return Math.max(FEW, Math.floor(SHARE * n));
}

/**
 * Which of a row's neighbours in the embedding a map of two dimensions tore away from it: those that it did not
 * keep near (Venna & Kaski 2001, "continuity", asked of one row). O(n · neighbours).
 *
 * @param x map units, finite, as `y`; one for each row
 * @param i the row
 * @param neighbors rows near it in the embedding, itself not among them
 * @returns for each neighbour, in order, whether more than {@link tornBeyond} rows lie nearer to the row than it
 */
export function tornAway(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  i: number,
  neighbors: ArrayLike<number>,
): boolean[] {
  const [n, at, up] = [x.length, x[i]!, y[i]!];
  const far = Float64Array.from(neighbors, (j) => (x[j]! - at) ** 2 + (y[j]! - up) ** 2);
  const nearer = new Uint32Array(far.length);
  for (let row = 0; row < n; row++) {
    if (row === i) continue;
    const square = (x[row]! - at) ** 2 + (y[row]! - up) ** 2;
    for (let k = 0; k < far.length; k++) if (square < far[k]!) nearer[k]!++;
  }
  return Array.from(nearer, (count) => count > tornBeyond(n));
}
