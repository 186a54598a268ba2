/** Finds the point nearest to a place. Exact under overlap, and free of the graphics card. */
export interface NearestIndex {
  /**
   * @param radius farthest distance that counts, in map units
   * @returns the nearest row that `counts`, ties to the lower one; −1 if none is within the radius
   */
  find(x: number, y: number, radius: number, counts: (i: number) => boolean): number;
}

/** Rows in a cell, on average. */
const PER_CELL = 4;

/**
 * Rows sorted into a grid of square cells, once, in O(n).
 *
 * @param xs map units, finite; kept, not modified
 */
export function nearestIndex(xs: Float32Array, ys: Float32Array): NearestIndex {
  const n = xs.length;
  const [minX, maxX] = range(xs);
  const [minY, maxY] = range(ys);
  const span = Math.max(maxX - minX, maxY - minY, 1e-9);
  const side = Math.max(1, Math.min(2048, Math.ceil(Math.sqrt(n / PER_CELL))));
  const cell = (span * 1.000001) / side;
  const column = (x: number) => Math.floor((x - minX) / cell);
  const line = (y: number) => Math.floor((y - minY) / cell);

  const starts = new Uint32Array(side * side + 1);
  for (let i = 0; i < n; i++) starts[line(ys[i]!) * side + column(xs[i]!) + 1]!++;
  for (let c = 0; c < side * side; c++) starts[c + 1]! += starts[c]!;
  const next = starts.slice();
  const sorted = new Uint32Array(n);
  for (let i = 0; i < n; i++) sorted[next[line(ys[i]!) * side + column(xs[i]!)]!++] = i;

  return {
    find(x, y, radius, counts) {
      let best = -1;
      let bestSquare = radius * radius;
      const within = (cellAt: number) => Math.min(side - 1, Math.max(0, cellAt));
      const left = within(column(x - radius));
      const right = within(column(x + radius));
      const low = within(line(y - radius));
      const high = within(line(y + radius));
      for (let r = low; r <= high; r++) {
        for (let k = starts[r * side + left]!; k < starts[r * side + right + 1]!; k++) {
          const i = sorted[k]!;
          const square = (xs[i]! - x) ** 2 + (ys[i]! - y) ** 2;
          const nearer = square < bestSquare || (square === bestSquare && (best < 0 || i < best));
          if (nearer && counts(i)) {
            best = i;
            bestSquare = square;
          }
        }
      }
      return best;
    },
  };
}

function range(values: Float32Array): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return values.length === 0 ? [0, 0] : [min, max];
}
