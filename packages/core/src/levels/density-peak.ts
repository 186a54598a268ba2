import type { Matrix } from '@parallax-map/kernels';

/** Side of a cell, as a share of the layout's longer side. */
const CELL = 0.02;
/** Weights of a cell and of its neighbours one and two cells away, in each direction. */
const KERNEL = [6, 4, 1] as const;

/**
 * Where each topic is densest on the map: its rows are counted in square cells, the counts smoothed (binomial
 * kernel, five cells wide), and the row nearest to the middle of the rows around the fullest cell is taken. So a
 * name stands on rows of its own topic, also where the topic lies in two pieces.
 *
 * @param layout n × 2, in map units
 * @param labels topic of each row, −1 for none
 * @param topics number of topics; each holds at least one row
 * @returns a row per topic
 */
export function densityPeaks(layout: Matrix, labels: Int32Array, topics: number): Int32Array {
  const grid = gridOf(layout);
  const rowsOf: number[][] = Array.from({ length: topics }, () => []);
  labels.forEach((topic, row) => {
    if (topic >= 0) rowsOf[topic]!.push(row);
  });
  return Int32Array.from(rowsOf, (rows) => peak(layout, rows, grid));
}

/** Square cells from the least column and the lowest line on. */
interface Grid {
  cell: number;
  first: number;
  low: number;
}

function gridOf({ data, rows }: Matrix): Grid {
  const least = [Infinity, Infinity];
  let side = 0;
  for (let axis = 0; axis < 2; axis++) {
    let high = -Infinity;
    for (let row = 0; row < rows; row++) {
      least[axis] = Math.min(least[axis]!, data[row * 2 + axis]!);
      high = Math.max(high, data[row * 2 + axis]!);
    }
    side = Math.max(side, high - least[axis]!);
  }
  const cell = side > 0 ? side * CELL : 1;
  return { cell, first: Math.floor(least[0]! / cell), low: Math.floor(least[1]! / cell) };
}

function peak({ data }: Matrix, rows: readonly number[], { cell, first, low }: Grid): number {
  const columnOf = (row: number) => Math.floor(data[row * 2]! / cell) - first;
  const lineOf = (row: number) => Math.floor(data[row * 2 + 1]! / cell) - low;
  const counts = new Map<number, number>();
  for (const row of rows) {
    const key = columnOf(row) * COLUMN + lineOf(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  // Only cells that hold rows are candidates; the first row's cell wins a tie.
  let best = 0;
  let most = -1;
  for (const key of counts.keys()) {
    const mass = smoothed(counts, key);
    if (mass > most) {
      most = mass;
      best = key;
    }
  }
  const column = Math.round(best / COLUMN);
  const line = best - column * COLUMN;
  const near = rows.filter(
    (row) => Math.abs(columnOf(row) - column) <= 1 && Math.abs(lineOf(row) - line) <= 1,
  );
  return middle(data, near);
}

/** Keys of cells beside each other in a row of the map: a layout is at most 52 cells long, so that columns never meet. */
const COLUMN = 1024;

function smoothed(counts: ReadonlyMap<number, number>, key: number): number {
  let mass = 0;
  for (let dx = -2; dx <= 2; dx++) {
    for (let dy = -2; dy <= 2; dy++) {
      mass += KERNEL[Math.abs(dx)]! * KERNEL[Math.abs(dy)]! * (counts.get(key + dx * COLUMN + dy) ?? 0);
    }
  }
  return mass;
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
