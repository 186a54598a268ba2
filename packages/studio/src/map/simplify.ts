/**
 * A polygon of at most so many corners: those that bend it most stay (Visvalingam & Whyatt 1993: again and again the
 * corner goes whose triangle with its neighbours is smallest).
 */
export function simplified(
  corners: readonly (readonly [number, number])[],
  most: number,
): (readonly [number, number])[] {
  const kept = corners.filter((corner, k) => k === 0 || !same(corner, corners[k - 1]!));
  while (kept.length > Math.max(3, most)) {
    let [least, at] = [Infinity, 0];
    for (let k = 0; k < kept.length; k++) {
      const area = triangle(kept.at(k - 1)!, kept[k]!, kept[(k + 1) % kept.length]!);
      if (area < least) [least, at] = [area, k];
    }
    kept.splice(at, 1);
  }
  return kept;
}

function same(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

function triangle(
  a: readonly [number, number],
  b: readonly [number, number],
  c: readonly [number, number],
): number {
  return Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2;
}
