/**
 * Whether a place lies inside a polygon, by counting edges to its right (even-odd rule).
 *
 * @param polygon x0, y0, x1, y1 …; the last corner is joined to the first
 */
export function insidePolygon(polygon: readonly number[], x: number, y: number): boolean {
  let inside = false;
  const n = polygon.length / 2;
  for (let k = 0, before = n - 1; k < n; before = k++) {
    const [x1, y1] = [polygon[2 * k]!, polygon[2 * k + 1]!];
    const [x2, y2] = [polygon[2 * before]!, polygon[2 * before + 1]!];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
