import { mix32 } from '../random/index.js';
import type { Matrix } from '../matrix/index.js';

/** Density over a layout of two axes: at each place the rows around, each worth 1 where it lies. */
export interface BlurredGrid {
  /** Cells across and up. */
  readonly width: number;
  readonly height: number;
  /** Row by row from the lowest: Σ exp(−d² / 2h²) over the rows, d from the middle of the cell. */
  readonly density: Float64Array;
  /** Cell of each row. */
  readonly cellOf: Uint32Array;
  /** h, in layout units. */
  readonly bandwidth: number;
}

/** Cells to a bandwidth; the sum over cells is then off by less than 2 % of a row's. */
const CELLS = 2;
/** Most cells along the longer axis: below a bandwidth of a 512th of the map, the bandwidth gives way. */
const MOST_CELLS = 1024;
/** The kernel ends here, in bandwidths: e⁻⁸ is left out. */
const REACH = 4;
/** Rows whose neighbourhoods say how wide the kernel is, and rows that are looked at for them. */
const SAMPLE = 256;
const LOOKED_AT = 20_000;

/**
 * Counts rows into cells and blurs them along both axes (a separable Gaussian). O(rows + cells).
 *
 * @param layout rows × 2, finite, at least one row
 * @param bandwidth layout units, > 0; null: half the median distance of a row to its `near`-th nearest
 */
export function blurredGrid(layout: Matrix, bandwidth: number | null, near: number): BlurredGrid {
  const { data, rows } = layout;
  const box = boundsOf(data);
  const span = Math.max(box.maxX - box.minX, box.maxY - box.minY);
  const wanted = bandwidth ?? medianDistance(layout, near) / 2;
  const h = Math.max(wanted, (span * CELLS) / (MOST_CELLS - 1)) || 1;
  const cell = h / CELLS;
  const width = Math.floor((box.maxX - box.minX) / cell) + 1;
  const height = Math.floor((box.maxY - box.minY) / cell) + 1;
  const cellOf = new Uint32Array(rows);
  const counts = new Float64Array(width * height);
  for (let i = 0; i < rows; i++) {
    const across = Math.min(width - 1, Math.floor((data[2 * i]! - box.minX) / cell));
    const up = Math.min(height - 1, Math.floor((data[2 * i + 1]! - box.minY) / cell));
    cellOf[i] = up * width + across;
    counts[cellOf[i]!]!++;
  }
  const reach = REACH * CELLS;
  const kernel = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-((d / CELLS) ** 2) / 2));
  const across = blur(counts, width, height, 1, width, kernel);
  const density = blur(across, height, width, width, 1, kernel);
  return { width, height, density, cellOf, bandwidth: h };
}

/** Along lines of `length` cells that lie `step` apart; there are `lines` of them, `stride` apart. */
function blur(
  from: Float64Array,
  length: number,
  lines: number,
  step: number,
  stride: number,
  kernel: Float64Array,
): Float64Array {
  const into = new Float64Array(from.length);
  const reach = kernel.length - 1;
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at < length; at++) {
      const value = from[line * stride + at * step]!;
      if (value === 0) continue;
      const first = Math.max(0, at - reach);
      const last = Math.min(length - 1, at + reach);
      for (let to = first; to <= last; to++) {
        into[line * stride + to * step]! += value * kernel[Math.abs(to - at)]!;
      }
    }
  }
  return into;
}

function boundsOf(data: ArrayLike<number>) {
  const box = { minX: Infinity, maxX: -Infinity, minY: Infinity, maxY: -Infinity };
  for (let i = 0; i < data.length; i += 2) {
    box.minX = Math.min(box.minX, data[i]!);
    box.maxX = Math.max(box.maxX, data[i]!);
    box.minY = Math.min(box.minY, data[i + 1]!);
    box.maxY = Math.max(box.maxY, data[i + 1]!);
  }
  return box;
}

/** Of rows that are chosen by where they lie, so that the order of rows makes no difference. */
function medianDistance({ data, rows }: Matrix, near: number): number {
  const bits = new Uint32Array(Float32Array.from(data).buffer);
  const mark = Uint32Array.from({ length: rows }, (_, i) => mix32(mix32(bits[2 * i]!) ^ bits[2 * i + 1]!));
  const sample = Uint32Array.from(mark.keys());
  sample.sort(
    (a, b) => mark[a]! - mark[b]! || data[2 * a]! - data[2 * b]! || data[2 * a + 1]! - data[2 * b + 1]!,
  );
  const among = sample.subarray(0, LOOKED_AT);
  const nth = Math.min(Math.max(1, Math.round((near * among.length) / rows)), rows - 1);
  const squares = new Float64Array(among.length);
  const found = Array.from(among.subarray(0, SAMPLE), (row) => {
    among.forEach((other, k) => {
      squares[k] =
        (data[2 * other]! - data[2 * row]!) ** 2 + (data[2 * other + 1]! - data[2 * row + 1]!) ** 2;
    });
    return Math.sqrt(nthSmallest(squares, nth));
  }).sort((a, b) => a - b);
  // Where most rows are the same, the least distance that is one.
  return found[found.length >> 1]! || found.find((distance) => distance > 0) || 0;
}

/** The value at place `nth` (from 0) of the sorted values, by quickselect; reorders them. */
function nthSmallest(values: Float64Array, nth: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let [left, right] = [low, high];
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      [values[left], values[right]] = [values[right]!, values[left]!];
      left++;
      right--;
    }
    if (nth <= right) high = right;
    else if (nth >= left) low = left;
    else break;
  }
  return values[nth]!;
}
