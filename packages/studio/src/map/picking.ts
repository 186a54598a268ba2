/** What is drawn of the rows, in map units. */
export interface Discs {
  radius(i: number): number;
  /** The largest radius there is. */
  most: number;
  /** Of each row, its place in the order of drawing: what is drawn later lies on top. */
  rank: ArrayLike<number>;
  /** Whether the row is there to be met. */
  counts(i: number): boolean;
}

/** Finds the row at a place, free of the graphics card. */
export interface PickIndex {
  /**
   * The row whose disc is seen at the place: of those that hold it, the one drawn last. Where none does, the row
   * whose edge is nearest, ties to the one drawn last.
   *
   * @param reach farthest distance from an edge that counts, in map units
   * @returns −1 where no row is met
   */
  find(x: number, y: number, discs: Discs, reach: number): number;
}

/** Rows in a cell, on average, and cells along a side at most. */
const PER_CELL = 4;
const MOST_CELLS = 2048;

/**
 * Rows sorted into a grid of square cells, once, in O(n).
 *
 * @param xs map units, finite; kept, not modified
 */
export function pickIndex(xs: Float32Array, ys: Float32Array): PickIndex {
  const n = xs.length;
  const [minX, maxX] = range(xs);
  const [minY, maxY] = range(ys);
  const span = Math.max(maxX - minX, maxY - minY, 1e-9);
  const side = Math.max(1, Math.min(MOST_CELLS, Math.ceil(Math.sqrt(n / PER_CELL))));
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
    find(x, y, { radius, most, rank, counts }, reach) {
      let best = -1;
      /** 0 where the disc holds the place, else the distance from its edge. */
      let least = reach;
      const within = (cellAt: number) => Math.min(side - 1, Math.max(0, cellAt));
      const far = most + reach;
      const left = within(column(x - far));
      const right = within(column(x + far));
      const low = within(line(y - far));
      const high = within(line(y + far));
      for (let r = low; r <= high; r++) {
        for (let k = starts[r * side + left]!; k < starts[r * side + right + 1]!; k++) {
          const i = sorted[k]!;
          const [dx, dy] = [xs[i]! - x, ys[i]! - y];
          if (dx > far || dx < -far || dy > far || dy < -far) continue;
          const gap = Math.max(0, Math.sqrt(dx * dx + dy * dy) - radius(i));
          const over = gap < least || (gap === least && (best < 0 || rank[i]! > rank[best]!));
          if (over && counts(i)) {
            best = i;
            least = gap;
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
