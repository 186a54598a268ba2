import type { Points } from '../distance/points.js';
import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';

/** Rows the median is taken over at most, evenly spaced: any point in their midst serves. */
const MEDIAN_ROWS = 1023;

/**
 * Points as they are clustered: float32, brought to one size and around 0, so that squares neither overflow nor cancel
 * each other; or scaled to length 1.
 */
export class ScaledRows {
  readonly rows: number;
  readonly cols: number;
  /** Numbers of a row in the kernel, zero-padded. */
  readonly stride: number;
  /** What a distance was multiplied by. */
  readonly factor: number;
  private readonly middle: Float64Array;

  /** @throws KernelInputError where a value is not finite, or a row to be scaled to length 1 is all zero */
  constructor(
    private readonly points: Points,
    private readonly spherical: boolean,
  ) {
    checkMatrix(points as Matrix);
    this.rows = points.rows;
    this.cols = points.cols;
    this.stride = Math.ceil(points.cols / 4) * 4;
    this.factor = spherical ? 1 : factorFor(points.data);
    this.middle = spherical ? new Float64Array(points.cols) : this.medians();
  }

  /** Writes row `from` at `at` of `out`. */
  copy(from: number, out: Float32Array, at: number): void {
    const { cols, factor, middle } = this;
    const { data } = this.points;
    const start = from * cols;
    if (this.spherical) {
      const scale = this.unitScale(from);
      // Divided by the largest value first, so that no square overflows or vanishes.
      for (let j = 0; j < cols; j++) out[at + j] = data[start + j]! / scale.largest / scale.length;
    } else {
      for (let j = 0; j < cols; j++) out[at + j] = data[start + j]! * factor - middle[j]!;
    }
  }

  /** Centers in the units of the points. */
  restore(centers: Float32Array, k: number): Float32Array {
    const { cols, stride, factor, middle } = this;
    return Float32Array.from(
      { length: k * cols },
      (_, at) => (centers[Math.floor(at / cols) * stride + (at % cols)]! + middle[at % cols]!) / factor,
    );
  }

  /** Of each column: unlike the mean, it stays among the rows where one of them is far out. */
  private medians(): Float64Array {
    const { rows, cols, factor } = this;
    const { data } = this.points;
    const sampled = Math.min(rows, MEDIAN_ROWS);
    const column = new Float64Array(sampled);
    return Float64Array.from({ length: cols }, (_, j) => {
      for (let s = 0; s < sampled; s++)
        column[s] = data[Math.floor((s * rows) / sampled) * cols + j]! * factor;
      return column.sort()[sampled >> 1] ?? 0;
    });
  }

  private unitScale(row: number): { largest: number; length: number } {
    const { cols } = this;
    const { data } = this.points;
    let largest = 0;
    for (let j = row * cols; j < (row + 1) * cols; j++) largest = Math.max(largest, Math.abs(data[j]!));
    if (largest === 0) {
      throw new KernelInputError(
        `points must have a direction for spherical k-means; row ${row} is all zero`,
      );
    }
    let squares = 0;
    for (let j = row * cols; j < (row + 1) * cols; j++) squares += (data[j]! / largest) ** 2;
    return { largest, length: Math.sqrt(squares) };
  }
}

/** What the largest value is brought to: squares of rows far nearer to each other than to it don't vanish. */
const LARGEST = 2 ** 50;

/** A power of two that brings the largest value to between half of LARGEST and that. */
function factorFor(data: Points['data']): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  let factor = 1;
  while (largest * factor > LARGEST) factor /= 2;
  while (largest > 0 && largest * factor <= LARGEST / 2 && factor < 2 ** 1000) factor *= 2;
  return factor;
}
