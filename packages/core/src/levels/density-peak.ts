import type { Matrix } from '@parallax-map/kernels';

/** Cells along the layout's longer side. */
const CELLS = 50;
/** Weights of a cell and of its neighbours one and two cells away, in each direction. */
const KERNEL = [6, 4, 1] as const;
/** Cells as far apart belong to one piece: as far as the kernel reaches, so no piece adds to the density of another. */
const REACH = KERNEL.length - 1;
/** Cells to a line of the grid: an empty margin as wide as the kernel reaches is around all. */
const WIDE = CELLS + 1 + 2 * REACH;

/**
 * Where each topic's name belongs on the map. A topic's rows are counted in square cells; cells that hold rows and lie no
 * more than two apart are one piece. In the piece with most rows the counts are smoothed (binomial kernel, five cells
 * wide), and the row nearest to the middle of the rows around the fullest cell is taken. So a name stands on rows of
 * its own topic, and a topic in two places has it at the larger, not at the denser.
 *
 * @param layout n × 2, in map units
 * @param labels topic of each row, −1 for none
 * @param topics number of topics; each holds at least one row
 * @returns a row per topic
 */
export function densityPeaks(layout: Matrix, labels: Int32Array, topics: number): Int32Array {
  const cells = cellsOf(layout);
  const rowsOf: number[][] = Array.from({ length: topics }, () => []);
  labels.forEach((topic, row) => {
    if (topic >= 0) rowsOf[topic]!.push(row);
  });
  const grid = { counts: new Uint32Array(WIDE * WIDE), pieces: new Uint16Array(WIDE * WIDE) };
  return Int32Array.from(rowsOf, (rows) => {
    const fullest = peak(rows, cells, grid);
    return middle(
      layout.data,
      rows.filter((row) => around(cells[row]!, fullest)),
    );
  });
}

/** Of each cell, the rows it holds and the piece it belongs to, from 1; all 0 between two topics. */
interface Grid {
  counts: Uint32Array;
  pieces: Uint16Array;
}

/** The cell of each row. */
function cellsOf({ data, rows }: Matrix): Int32Array {
  const [left, right] = extent(data, rows, 0);
  const [low, high] = extent(data, rows, 1);
  const side = Math.max(right - left, high - low) / CELLS || 1;
  return Int32Array.from({ length: rows }, (_, row) => {
    const column = Math.floor((data[row * 2]! - left) / side) + REACH;
    const line = Math.floor((data[row * 2 + 1]! - low) / side) + REACH;
    return line * WIDE + column;
  });
}

function extent(data: Float32Array, rows: number, axis: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let row = 0; row < rows; row++) {
    low = Math.min(low, data[row * 2 + axis]!);
    high = Math.max(high, data[row * 2 + axis]!);
  }
  return [low, high];
}

/** The fullest cell of the piece with most rows. On a tie, of cells as of pieces, the one whose first row comes first. */
function peak(rows: readonly number[], cells: Int32Array, grid: Grid): number {
  const { counts, pieces } = grid;
  // In the order of the rows.
  const taken: number[] = [];
  for (const row of rows) if (counts[cells[row]!]!++ === 0) taken.push(cells[row]!);
  const piece = largestPiece(taken, grid);
  let best = -1;
  let most = -1;
  for (const cell of taken) {
    if (pieces[cell] !== piece) continue;
    const mass = smoothed(counts, cell);
    if (mass > most) [best, most] = [cell, mass];
  }
  for (const cell of taken) counts[cell] = pieces[cell] = 0;
  return best;
}

/** Marks the pieces. @returns the one with most rows */
function largestPiece(taken: readonly number[], { counts, pieces }: Grid): number {
  let [largest, most, last] = [0, 0, 0];
  const open: number[] = [];
  for (const start of taken) {
    if (pieces[start] !== 0) continue;
    pieces[start] = ++last;
    open.push(start);
    let size = 0;
    while (open.length > 0) {
      const cell = open.pop()!;
      size += counts[cell]!;
      for (const { step } of WINDOW) {
        const next = cell + step;
        if (counts[next] === 0 || pieces[next] !== 0) continue;
        pieces[next] = last;
        open.push(next);
      }
    }
    if (size > most) [largest, most] = [last, size];
  }
  return largest;
}

/** The cells that the kernel covers, as steps from its middle. */
const WINDOW = Array.from({ length: (2 * REACH + 1) ** 2 }, (_, k) => {
  const [right, up] = [(k % (2 * REACH + 1)) - REACH, Math.floor(k / (2 * REACH + 1)) - REACH];
  return { step: up * WIDE + right, weight: KERNEL[Math.abs(right)]! * KERNEL[Math.abs(up)]! };
});

function smoothed(counts: Uint32Array, cell: number): number {
  let mass = 0;
  for (const { step, weight } of WINDOW) mass += weight * counts[cell + step]!;
  return mass;
}

/** Whether it is this cell or one of the eight beside it. */
function around(cell: number, other: number): boolean {
  const [line, otherLine] = [Math.floor(cell / WIDE), Math.floor(other / WIDE)];
  return Math.abs(line - otherLine) <= 1 && Math.abs((cell % WIDE) - (other % WIDE)) <= 1;
}

/** The row nearest to the mean of these rows. */
function middle(data: Float32Array, rows: readonly number[]): number {
  let x = 0;
  let y = 0;
  for (const row of rows) {
    x += data[row * 2]! / rows.length;
    y += data[row * 2 + 1]! / rows.length;
  }
  let best = -1;
  let least = Infinity;
  for (const row of rows) {
    const distance = (data[row * 2]! - x) ** 2 + (data[row * 2 + 1]! - y) ** 2;
    if (distance < least) {
      least = distance;
      best = row;
    }
  }
  return best;
}
