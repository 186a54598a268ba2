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
  const cell = cellSide(layout);
  const rowsOf: number[][] = Array.from({ length: topics }, () => []);
  labels.forEach((topic, row) => {
    if (topic >= 0) rowsOf[topic]!.push(row);
  });
  return Int32Array.from(rowsOf, (rows) => peak(layout, rows, cell));
}

function cellSide({ data, rows }: Matrix): number {
  let side = 0;
  for (let axis = 0; axis < 2; axis++) {
    let low = Infinity;
    let high = -Infinity;
    for (let row = 0; row < rows; row++) {
      low = Math.min(low, data[row * 2 + axis]!);
      high = Math.max(high, data[row * 2 + axis]!);
    }
    side = Math.max(side, high - low);
  }
  return side > 0 ? side * CELL : 1;
}

function peak({ data }: Matrix, rows: readonly number[], cell: number): number {
  const columnOf = (row: number) => Math.floor(data[row * 2]! / cell);
  const lineOf = (row: number) => Math.floor(data[row * 2 + 1]! / cell);
  const counts = new Map<string, number>();
  for (const row of rows) {
    const key = `${columnOf(row)},${lineOf(row)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  // Only cells that hold rows are candidates; the first row's cell wins a tie.
  let best = '';
  let most = -1;
  for (const key of counts.keys()) {
    const mass = smoothed(counts, key);
    if (mass > most) {
      most = mass;
      best = key;
    }
  }
  const [column, line] = best.split(',').map(Number) as [number, number];
  const near = rows.filter(
    (row) => Math.abs(columnOf(row) - column) <= 1 && Math.abs(lineOf(row) - line) <= 1,
  );
  return middle(data, near);
}

function smoothed(counts: ReadonlyMap<string, number>, key: string): number {
  const [column, line] = key.split(',').map(Number) as [number, number];
  let mass = 0;
  for (let dx = -2; dx <= 2; dx++) {
    for (let dy = -2; dy <= 2; dy++) {
      const weight = KERNEL[Math.abs(dx)]! * KERNEL[Math.abs(dy)]!;
      mass += weight * (counts.get(`${column + dx},${line + dy}`) ?? 0);
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
