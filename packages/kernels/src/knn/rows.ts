import type { Matrix } from '../matrix/index.js';

/** The regions of the kernel's memory that hold the points; all zero when handed in. */
export interface KernelRows {
  /** Floats a row takes in `rows` and in `packed`, a multiple of 4. */
  readonly stride: number;
  /** Groups of 8 rows: [stride][8] floats each. */
  readonly packed: Float32Array;
  /** Half the squared length of each packed row; infinite past the last. */
  readonly half: Float32Array;
  /** The rows that distances are computed from. */
  readonly rows: Float32Array;
  /** 1 where a row has no direction and the metric needs one. */
  readonly zero: Uint8Array;
}

/** Writes the points in the two forms that the kernel reads. */
export function prepareRows(points: Matrix, metric: 'cosine' | 'euclidean', into: KernelRows): void {
  into.half.fill(Infinity);
  if (metric === 'cosine') prepareCosine(points, into);
  else prepareEuclidean(points, into);
}

/** Unit rows: half the squared distance of two is 1 − cos. */
function prepareCosine(
  { data, rows: n, cols }: Matrix,
  { stride, packed, half, rows, zero }: KernelRows,
): void {
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < cols; j++) squares += data[i * cols + j]! ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    zero[i] = squares > 0 ? 0 : 1;
    half[i] = 0.5;
    for (let j = 0; j < cols; j++) {
      const value = Math.fround(data[i * cols + j]! * scale);
      rows[i * stride + j] = value;
      packed[packedAt(i, j, stride)] = value;
    }
  }
}

/**
 * Distances are computed from the rows as they are. The products, which only propose, get values that can't
 * overflow and don't cancel: scaled by a power of two, and without a column's offset where taking it away is exact
 * (all values of one sign and within a factor of two of each other; Sterbenz 1974).
 */
function prepareEuclidean({ data, rows: n, cols }: Matrix, { stride, packed, half, rows }: KernelRows): void {
  const offsets = new Float32Array(cols);
  let largest = 0;
  for (let j = 0; j < cols; j++) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < n; i++) {
      const value = data[i * cols + j]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low > 0 && high <= 2 * low) offsets[j] = low;
    else if (high < 0 && low >= 2 * high) offsets[j] = high;
    largest = Math.max(largest, high - offsets[j]!, offsets[j]! - low);
  }
  const scale = largest > 0 ? powerOfTwoAbove(largest) : 1;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let j = 0; j < cols; j++) {
      const value = data[i * cols + j]!;
      const shifted = Math.fround((value - offsets[j]!) / scale);
      rows[i * stride + j] = value;
      packed[packedAt(i, j, stride)] = shifted;
      squares += shifted * shifted;
    }
    half[i] = squares / 2;
  }
}

function packedAt(row: number, column: number, stride: number): number {
  return (row >>> 3) * stride * 8 + column * 8 + (row & 7);
}

function powerOfTwoAbove(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  while (power / 2 >= value) power /= 2;
  return power;
}
