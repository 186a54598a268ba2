import type { TiledGrid } from './tiled-grid.js';

/** The lands of the peaks of a density. */
export interface Basins {
  /** Cell of each peak, ascending. */
  readonly peaks: Uint32Array;
  /** Of each cell: the peak that the steepest way up from it ends at; −1 where there is no density. */
  readonly peakOf: Int32Array;
  /** The highest pass between every two peaks whose lands touch, the highest first. */
  readonly passes: readonly { p: number; q: number; density: number }[];
  /** Cells with rows in them, peak by peak; those of peak i from `starts[i]` on. */
  readonly cells: Uint32Array;
  readonly starts: Uint32Array;
}

/** Parts a density into the lands of its peaks. Of cells as dense as each other the first counts as the higher. */
export function findBasins(grid: TiledGrid): Basins {
  const { density, rowsIn } = grid;
  const around = new Int32Array(8);
  const up = new Int32Array(density.length).fill(-1);
  for (let cell = 0; cell < density.length; cell++) {
    if (density[cell] === 0) continue;
    let best = cell;
    grid.beside(cell, around);
    for (const other of around) if (other >= 0 && isHigher(density, other, best)) best = other;
    up[cell] = best;
  }
  const peaks = cellsWhere(up.length, (cell) => up[cell] === cell);
  const peakOf = follow(up, peaks);
  const cells = cellsWhere(rowsIn.length, (cell) => rowsIn[cell]! > 0);
  const starts = new Uint32Array(peaks.length + 1);
  for (const cell of cells) starts[peakOf[cell]! + 1]!++;
  for (let peak = 0; peak < peaks.length; peak++) starts[peak + 1]! += starts[peak]!;
  const next = starts.slice();
  const byPeak = new Uint32Array(cells.length);
  for (const cell of cells) byPeak[next[peakOf[cell]!]!++] = cell;
  return { peaks, peakOf, passes: passesOf(grid, peakOf, peaks.length), cells: byPeak, starts };
}

function cellsWhere(cells: number, holds: (cell: number) => boolean): Uint32Array {
  let found = 0;
  for (let cell = 0; cell < cells; cell++) if (holds(cell)) found++;
  const into = new Uint32Array(found);
  for (let cell = cells - 1; cell >= 0; cell--) if (holds(cell)) into[--found] = cell;
  return into;
}

/** Whether one cell is the higher of two. */
export function isHigher(density: Float64Array, one: number, other: number): boolean {
  return density[one]! > density[other]! || (density[one] === density[other] && one < other);
}

/** From every cell on to where its way up ends. */
function follow(up: Int32Array, peaks: Uint32Array): Int32Array {
  const peakOf = new Int32Array(up.length).fill(-1);
  peaks.forEach((cell, peak) => (peakOf[cell] = peak));
  for (let cell = 0; cell < up.length; cell++) {
    if (up[cell]! < 0) continue;
    let end = cell;
    while (peakOf[end]! < 0) end = up[end]!;
    for (let at = cell; peakOf[at]! < 0; at = up[at]!) peakOf[at] = peakOf[end]!;
  }
  return peakOf;
}

function passesOf(grid: TiledGrid, peakOf: Int32Array, peaks: number): Basins['passes'] {
  const { density } = grid;
  const around = new Int32Array(8);
  const highest = new Map<number, number>();
  for (let cell = 0; cell < density.length; cell++) {
    const own = peakOf[cell]!;
    if (own < 0) continue;
    grid.beside(cell, around);
    for (const other of around) {
      if (other < cell || peakOf[other]! < 0 || peakOf[other] === own) continue;
      const key = Math.min(own, peakOf[other]!) * peaks + Math.max(own, peakOf[other]!);
      const pass = Math.min(density[cell]!, density[other]!);
      if (pass > (highest.get(key) ?? 0)) highest.set(key, pass);
    }
  }
  return Array.from(highest, ([key, pass]) => ({
    p: Math.floor(key / peaks),
    q: key % peaks,
    density: pass,
  })).sort((a, b) => b.density - a.density || a.p - b.p || a.q - b.q);
}
