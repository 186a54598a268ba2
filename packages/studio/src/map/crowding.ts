import type { Bounds } from '@parallax-map/core';

/** Share of the free area that the rows of a typical layout cover. */
const COVERED = 0.35;

/**
 * Radius of a point in CSS pixels: with few rows large enough to hit, with many small enough to tell apart;
 * it grows with zoom, slower than the map does.
 *
 * @param area free area in square CSS pixels
 */
export function pointRadius(n: number, area: number, zoom: number): number {
  // On a wall, a dozen rows are seen from further away.
  const most = Math.max(6, 0.006 * Math.sqrt(area));
  const whole = Math.min(most, Math.max(0.75, 0.165 * Math.sqrt(area / Math.max(1, n))));
  return Math.min(most + 10, whole * 2 ** (0.36 * zoom));
}

/** Opacity of a point that lies alone, 0 to 1. */
export const ALONE = 0.88;

/** How crowded it is around each point, for shading that shows it. */
export interface Crowding {
  /** log2 of the points to a unit of area around each point, less `least`, in eighths. */
  octaves: Uint8Array;
  /** log2 of the points to a unit of area that 0 stands for. */
  least: number;
  /** log2 of the points to a unit of area that one point in fifty exceeds. */
  most: number;
}

/** Steps of {@link Crowding.octaves} to an octave. */
export const STEPS = 8;
/** Points to a cell of the grid, on average, and cells along a side at most. */
const PER_CELL = 3;
const MOST_CELLS = 768;

/**
 * Counts points in square cells, smooths the counts (binomial kernel, three cells wide) and reads them off between
 * the cells' middles: O(points + cells). Points outside the bounds are taken to lie alone.
 *
 * @param positions x, y of each point, map units
 */
export function crowding(positions: Float32Array, bounds: Bounds): Crowding {
  const n = positions.length / 2;
  const span = Math.max(bounds.maxX - bounds.minX, bounds.maxY - bounds.minY, 1e-9);
  const side = Math.max(4, Math.min(MOST_CELLS, Math.ceil(Math.sqrt(n / PER_CELL / COVERED))));
  const cell = span / side;
  // A cell of air all around: what lies between the middles is read without looking where the grid ends.
  const wide = side + 3;
  const counts = new Float32Array(wide * wide);
  const column = (k: number) => (positions[2 * k]! - bounds.minX) / cell + 1;
  const line = (k: number) => (positions[2 * k + 1]! - bounds.minY) / cell + 1;
  const inside = (at: number) => at >= 1 && at < side + 2;
  for (let k = 0; k < n; k++) {
    const [c, l] = [column(k), line(k)];
    if (inside(c) && inside(l)) counts[Math.floor(l) * wide + Math.floor(c)]!++;
  }
  smooth(counts, wide, 1);
  smooth(counts, wide, wide);

  const alone = 1 / (cell * cell);
  const least = Math.log2(alone / 4);
  const octaves = new Uint8Array(n);
  for (let k = 0; k < n; k++) {
    const [c, l] = [column(k), line(k)];
    const count = inside(c) && inside(l) ? between(counts, wide, c - 0.5, l - 0.5) : 0;
    octaves[k] = Math.min(255, Math.max(0, Math.round(STEPS * Math.log2(Math.max(1, 4 * count)))));
  }
  return { octaves, least, most: least + quantile(octaves, 0.98) / STEPS };
}

/** Each cell becomes half of itself and a quarter of both its neighbours, in place. */
function smooth(counts: Float32Array, wide: number, step: number): void {
  const across = step === 1 ? wide : 1;
  for (let lane = 0; lane < wide; lane++) {
    let before = 0;
    for (let at = 0; at < wide; at++) {
      const k = lane * across + at * step;
      const here = counts[k]!;
      const after = at + 1 < wide ? counts[k + step]! : 0;
      counts[k] = 0.5 * here + 0.25 * (before + after);
      before = here;
    }
  }
}

function between(counts: Float32Array, wide: number, column: number, line: number): number {
  const [c, l] = [Math.floor(column), Math.floor(line)];
  const [right, down] = [column - c, line - l];
  const k = l * wide + c;
  const upper = counts[k]! * (1 - right) + counts[k + 1]! * right;
  const lower = counts[k + wide]! * (1 - right) + counts[k + wide + 1]! * right;
  return upper * (1 - down) + lower * down;
}

function quantile(values: Uint8Array, share: number): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]!++;
  let rest = share * values.length;
  for (let value = 0; value < 256; value++) if ((rest -= counts[value]!) <= 0) return value;
  return 255;
}
