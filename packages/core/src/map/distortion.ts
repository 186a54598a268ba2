import { tornBeyond } from './torn.js';

/** Rows to a cell of the grid, on average, and cells along a side at most. */
const PER_CELL = 4;
const MOST_CELLS = 1024;

/**
 * How far a map lies at each row: the share of its neighbours in the embedding that the map tore away, by the same
 * measure as `tornAway`, exactly. Most discs are settled by the squares inside and around them.
 *
 * @param x map units, finite, as `y`; one for each row
 * @param neighbors rows × k, nearest first, the row itself not among them
 * @param k neighbours looked at of each row
 * @returns 0 to 1 for each row; 0 where it has no neighbours
 */
export function distortions(
  x: Float32Array,
  y: Float32Array,
  neighbors: (row: number, place: number) => number,
  k: number,
): Float32Array {
  const n = x.length;
  const grid = gridOf(x, y);
  const most = tornBeyond(n);
  const shares = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let [torn, known] = [0, 0];
    for (let place = 0; place < k; place++) {
      const j = neighbors(i, place);
      if (j < 0 || j >= n) continue;
      known++;
      if (grid.nearer(i, (x[j]! - x[i]!) ** 2 + (y[j]! - y[i]!) ** 2, most)) torn++;
    }
    shares[i] = known === 0 ? 0 : torn / known;
  }
  return shares;
}

function gridOf(x: Float32Array, y: Float32Array) {
  const n = x.length;
  const [minX, maxX] = rangeOf(x);
  const [minY, maxY] = rangeOf(y);
  const side = Math.max(1, Math.min(MOST_CELLS, Math.ceil(Math.sqrt(n / PER_CELL))));
  const cell = (Math.max(maxX - minX, maxY - minY, 1e-9) * 1.000001) / side;
  const clamp = (at: number): number => Math.max(0, Math.min(side - 1, at));
  const column = (value: number): number => Math.floor((value - minX) / cell);
  const line = (value: number): number => Math.floor((value - minY) / cell);
  const starts = new Uint32Array(side * side + 1);
  const cellOf = Uint32Array.from({ length: n }, (_, i) => clamp(line(y[i]!)) * side + clamp(column(x[i]!)));
  for (const at of cellOf) starts[at + 1]!++;
  for (let at = 0; at < side * side; at++) starts[at + 1]! += starts[at]!;
  const next = starts.slice();
  const sorted = new Uint32Array(n);
  cellOf.forEach((at, i) => (sorted[next[at]!++] = i));
  /** Rows in the cells left of a column and below a line (Crow 1984). */
  const sums = new Uint32Array((side + 1) * (side + 1));
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) {
      const own = starts[r * side + c + 1]! - starts[r * side + c]!;
      const at = (r + 1) * (side + 1) + c + 1;
      sums[at] = own + sums[at - 1]! + sums[at - side - 1]! - sums[at - side - 2]!;
    }
  }
  /** Rows in whole cells, ends included; 0 where there are none. */
  const within = (left: number, right: number, low: number, high: number): number => {
    if (right < left || high < low) return 0;
    const corner = (r: number, c: number): number => sums[r * (side + 1) + c]!;
    return corner(high + 1, right + 1) - corner(low, right + 1) - corner(high + 1, left) + corner(low, left);
  };
  return {
    /** Whether more than `most` rows, the row itself not counted, lie nearer to a row than a squared distance. */
    nearer(i: number, square: number, most: number): boolean {
      const radius = Math.sqrt(square);
      const [cx, cy] = [x[i]!, y[i]!];
      const left = clamp(column(cx - radius));
      const right = clamp(column(cx + radius));
      const low = clamp(line(cy - radius));
      const high = clamp(line(cy + radius));
      if (within(left, right, low, high) - 1 <= most) return false;
      // Cells that lie wholly inside the largest square inside the disc.
      const inner = radius * Math.SQRT1_2 * 0.999999;
      const inside = within(
        Math.max(0, column(cx - inner) + 1),
        Math.min(side - 1, column(cx + inner) - 1),
        Math.max(0, line(cy - inner) + 1),
        Math.min(side - 1, line(cy + inner) - 1),
      );
      if (inside - 1 > most) return true;
      let count = 0;
      for (let r = low; r <= high; r++) {
        for (let at = starts[r * side + left]!; at < starts[r * side + right + 1]!; at++) {
          const j = sorted[at]!;
          if (j !== i && (x[j]! - cx) ** 2 + (y[j]! - cy) ** 2 < square && ++count > most) return true;
        }
      }
      return false;
    },
  };
}

function rangeOf(values: Float32Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return values.length === 0 ? [0, 0] : [min, max];
}
