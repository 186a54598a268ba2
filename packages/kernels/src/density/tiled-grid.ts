import { exp } from '../math/index.js';
import type { Matrix } from '../matrix/index.js';
import { Axis, REACH } from './axis.js';
import { nearDistance } from './near-distance.js';
import { orderRows } from './sort-rows.js';
import { TileNumbers } from './tile-numbers.js';

/** Density over a layout of two axes: at each place the rows around, each worth 1 where it lies. */
export interface TiledGrid {
  /** Cell by cell: Σ exp(−d² / 2h²) over the rows, d from the middle of their cells. */
  readonly density: Float64Array;
  /** Rows in each cell. */
  readonly rowsIn: Uint32Array;
  /** Cell of each row. */
  readonly cellOf: Uint32Array;
  /** h, in layout units. */
  readonly bandwidth: number;
  /** Writes the eight cells beside one, −1 for those where no row's kernel reaches. */
  beside(cell: number, into: Int32Array): void;
  /** The middle of a cell, in layout units. */
  middleOf(cell: number): [number, number];
}

/** Cells along a tile's side: as far as a kernel reaches, so that a row's touches its tile and the eight beside it. */
const SIDE = REACH;
const CELLS = SIDE * SIDE;
/** Tiles, at most: so many, or one to so many rows. Else the bandwidth gives way. */
const TILES = 2 ** 16;
const ROWS_TO_A_TILE = 8;
/** Lines of tiles below the lowest row: one that kernels reach, and an empty one. */
const BELOW = 2;

/**
 * Counts rows into cells of half a bandwidth and blurs them along both axes (a separable Gaussian). Only the tiles that a
 * row's kernel reaches are there, so time and memory hang on the rows, not on how far they lie apart.
 *
 * @param layout rows × 2, finite, at least one row
 * @param bandwidth layout units, > 0; null: half of `nearDistance`. Doubled until there is room for its tiles
 */
export function tiledGrid(layout: Matrix, bandwidth: number | null, near: number): TiledGrid {
  const { data } = layout;
  const order = orderRows(data);
  let h = bandwidth ?? (nearDistance(layout, order, near) / 2 || 1);
  for (;;) {
    const x = new Axis(data, 0, order.fromLeft, h);
    const y = new Axis(data, 1, order.upward, h);
    const tiles = tilesOf(data, x, y);
    if (tiles !== undefined) return gridOn(tiles, x, y, h);
    h *= 2;
  }
}

interface Tiles {
  readonly cellOf: Uint32Array;
  /** Number of each tile as it lies among all: row by row from the lowest, `across` to a row. */
  readonly keys: Float64Array;
  readonly across: number;
  /** Nine for each tile: the three below it, beside it and above it, from the left; −1 where there is none. */
  readonly around: Int32Array;
}

/** The tiles that rows reach, and the cell of each row; undefined where they are too many. */
function tilesOf(data: Float32Array, x: Axis, y: Axis): Tiles | undefined {
  const rows = data.length / 2;
  // One to spare on either side for what kernels reach, and one more that stays empty before the next line.
  const across = Math.floor(x.last / SIDE) + 4;
  const most = Math.max(TILES, rows / ROWS_TO_A_TILE);
  const held = new TileNumbers();
  const tileOf = new Uint32Array(rows);
  const within = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const column = x.cellOf(data[2 * row]!);
    const line = y.cellOf(data[2 * row + 1]!);
    tileOf[row] = held.add((Math.floor(line / SIDE) + BELOW) * across + Math.floor(column / SIDE) + 1);
    within[row] = (line % SIDE) * SIDE + (column % SIDE);
    if (held.size > most) return undefined;
  }
  const reached = new TileNumbers();
  for (const key of held.sorted()) {
    for (let k = 0; k < 9; k++) reached.add(beside(key, k, across));
    if (reached.size > most) return undefined;
  }
  // Numbered by where they lie, so that the order of rows leaves no trace.
  const keys = reached.sorted();
  const placed = new TileNumbers();
  for (const key of keys) placed.add(key);
  const numberOf = new Uint32Array(held.size);
  for (const key of keys) {
    const number = held.get(key);
    if (number >= 0) numberOf[number] = placed.get(key);
  }
  const around = new Int32Array(9 * keys.length);
  keys.forEach((key, tile) => {
    for (let k = 0; k < 9; k++) around[9 * tile + k] = placed.get(beside(key, k, across));
  });
  const cellOf = tileOf.map((tile, row) => numberOf[tile]! * CELLS + within[row]!);
  return { cellOf, keys, across, around };
}

/** One of the nine tiles around one. */
function beside(key: number, k: number, across: number): number {
  return key + (Math.floor(k / 3) - 1) * across + (k % 3) - 1;
}

function gridOn({ cellOf, keys, across, around }: Tiles, x: Axis, y: Axis, bandwidth: number): TiledGrid {
  const rowsIn = new Uint32Array(keys.length * CELLS);
  for (const cell of cellOf) rowsIn[cell]!++;
  const kernel = Float64Array.from({ length: REACH + 1 }, (_, d) => exp(-(((4 * d) / REACH) ** 2) / 2));
  const blurred = blur(Float64Array.from(rowsIn), around, kernel, 1, SIDE, 3);
  const density = blur(blurred, around, kernel, SIDE, 1, 1);
  return {
    density,
    rowsIn,
    cellOf,
    bandwidth,
    beside(cell, into) {
      const tile = Math.floor(cell / CELLS);
      const at = 8 * (cell % CELLS);
      for (let k = 0; k < 8; k++) {
        const other = around[9 * tile + TILE_BESIDE[at + k]!]!;
        into[k] = other < 0 ? -1 : other * CELLS + CELL_BESIDE[at + k]!;
      }
    },
    middleOf(cell) {
      const key = keys[Math.floor(cell / CELLS)]!;
      const within = cell % CELLS;
      const column = ((key % across) - 1) * SIDE + (within % SIDE);
      const line = (Math.floor(key / across) - BELOW) * SIDE + Math.floor(within / SIDE);
      return [x.middleOf(column), y.middleOf(line)];
    },
  };
}

/**
 * Along lines of cells: `step` from cell to cell, `stride` from line to line of a tile.
 *
 * @param before which of the nine around a tile is the one before it on the line
 */
function blur(
  from: Float64Array,
  around: Int32Array,
  kernel: Float64Array,
  step: number,
  stride: number,
  before: number,
): Float64Array {
  const into = new Float64Array(from.length);
  for (let cell = 0; cell < from.length; cell++) {
    const value = from[cell]!;
    if (value === 0) continue;
    const tile = Math.floor(cell / CELLS);
    const line = Math.floor((cell % CELLS) / stride) % SIDE;
    const at = Math.floor((cell % CELLS) / step) % SIDE;
    for (let to = at - REACH; to <= at + REACH; to++) {
      const other = to < 0 ? around[9 * tile + before]! : to < SIDE ? tile : around[9 * tile + 8 - before]!;
      into[other * CELLS + line * stride + ((to + SIDE) % SIDE) * step]! +=
        value * kernel[Math.abs(to - at)]!;
    }
  }
  return into;
}

/** Of the eight cells beside each cell of a tile: which of the nine tiles it is in, and where there. */
const TILE_BESIDE = new Uint8Array(8 * CELLS);
const CELL_BESIDE = new Uint8Array(8 * CELLS);
for (let cell = 0; cell < CELLS; cell++) {
  for (let k = 0; k < 8; k++) {
    const turn = k < 4 ? k : k + 1;
    const column = (cell % SIDE) + (turn % 3) - 1;
    const line = Math.floor(cell / SIDE) + Math.floor(turn / 3) - 1;
    TILE_BESIDE[8 * cell + k] = 3 * (Math.floor(line / SIDE) + 1) + Math.floor(column / SIDE) + 1;
    CELL_BESIDE[8 * cell + k] = ((line + SIDE) % SIDE) * SIDE + ((column + SIDE) % SIDE);
  }
}
