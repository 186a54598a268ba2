import type { Splats } from './splat.js';

/** A coarse grid of blurred colour beneath the points: a region's tint by day, its glow by night. */
export interface Wash {
  cell: number;
  width: number;
  height: number;
  /** r, g, b and weight of each cell, blurred. */
  sums: Float32Array;
  /** Weight of a typical row's cell. */
  typical: number;
}

/** The far blur's reach as a multiple of the near one's, and its weight beside it. */
const FAR = 3;
const FAR_WEIGHT = 1;

/**
 * Three box blurs, near enough to a Gaussian (Kovesi 2010), over a grid of square cells.
 *
 * @param width of the picture in pixels
 * @param cell side of a cell in pixels
 * @param spread radius of each box in cells
 */
export function wash(rows: Splats, width: number, height: number, cell: number, spread: number): Wash {
  const across = Math.ceil(width / cell) + 1;
  const down = Math.ceil(height / cell) + 1;
  let sums = new Float32Array(4 * across * down);
  for (let i = 0; i < rows.left.length; i++) {
    const x = Math.floor(rows.left[i] / cell + 0.5);
    const y = Math.floor(rows.top[i] / cell + 0.5);
    if (x < 0 || y < 0 || x >= across || y >= down) continue;
    const at = 4 * (y * across + x);
    const rgb = rows.palette[rows.colour[i]];
    for (let channel = 0; channel < 3; channel++) sums[at + channel] += rgb[channel];
    sums[at + 3] += 1;
  }
  sums = blurred(sums, across, down, spread);
  const far = blurred(sums, across, down, FAR * spread);
  for (let at = 0; at < sums.length; at++) sums[at] += FAR_WEIGHT * far[at];
  let first = 0;
  let second = 0;
  for (let at = 3; at < sums.length; at += 4) {
    first += sums[at];
    second += sums[at] * sums[at];
  }
  return { cell, width: across, height: down, sums, typical: first > 0 ? second / first : 1 };
}

/** Three box blurs each way. */
function blurred(
  sums: Float32Array<ArrayBuffer>,
  across: number,
  down: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  for (let round = 0; round < 3; round++) {
    sums = blur(sums, across, down, 4, 4 * across, radius);
    sums = blur(sums, down, across, 4 * across, 4, radius);
  }
  return sums;
}

/** Colour and weight at a picture pixel, between cells by their distance; written to `out`. */
export function washAt({ cell, width, sums }: Wash, x: number, y: number, out: Float32Array): void {
  const column = Math.floor(x / cell);
  const row = Math.floor(y / cell);
  const right = x / cell - column;
  const below = y / cell - row;
  const at = 4 * (row * width + column);
  const next = at + 4 * width;
  for (let channel = 0; channel < 4; channel++) {
    const upper = sums[at + channel] * (1 - right) + sums[at + 4 + channel] * right;
    const lower = sums[next + channel] * (1 - right) + sums[next + 4 + channel] * right;
    out[channel] = upper * (1 - below) + lower * below;
  }
}

/** Running mean along lines of `length` cells that lie `step` apart; `lines` of them lie `stride` apart. */
function blur(
  from: Float32Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  radius: number,
): Float32Array<ArrayBuffer> {
  const to = new Float32Array(from.length);
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    for (let channel = 0; channel < 4; channel++) {
      const start = line * stride + channel;
      let sum = 0;
      for (let i = -radius; i < length; i++) {
        if (i + radius < length) sum += from[start + (i + radius) * step];
        if (i - radius - 1 >= 0) sum -= from[start + (i - radius - 1) * step];
        // Rounding may leave a trace below zero where there is nothing.
        if (i >= 0) to[start + i * step] = Math.max(0, sum * share);
      }
    }
  }
  return to;
}
