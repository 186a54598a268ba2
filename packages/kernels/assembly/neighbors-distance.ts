// Rows as distances are computed from them, and distances between two rows. Every sum is taken 64 columns at a time,
// so that a kernel that holds only some columns of the rows adds up the same numbers in the same order.

export const COSINE: u32 = 0;
export const EUCLIDEAN: u32 = 1;
export const INNER_PRODUCT: u32 = 2;

/** Bytes of 64 columns. */
export const COLUMNS_BYTES: usize = 256;

/** What a row is multiplied by to have length 1; 0 for a row of zeros. `bytes` is a multiple of 16. */
export function unitScale(row: usize, bytes: usize): f64 {
  const squares = sumOfProducts(row, row, bytes);
  return squares > 0 ? 1 / sqrt(squares) : 0;
}

/** Multiplies the numbers of a row in float64 and rounds them to float32. */
export function scaleRow(row: usize, bytes: usize, factor: f64): void {
  const factors = f64x2.splat(factor);
  for (const end = row + bytes; row < end; row += 16) {
    const x = v128.load(row);
    const low = f32x4.demote_f64x2_zero(f64x2.mul(f64x2.promote_low_f32x4(x), factors));
    const high = f32x4.demote_f64x2_zero(
      f64x2.mul(f64x2.promote_low_f32x4(v128.shuffle<u32>(x, x, 2, 3, 2, 3)), factors),
    );
    v128.store(row, v128.shuffle<u32>(low, high, 0, 1, 4, 5));
  }
}

/** What `distance` is made of: the sum of squared differences, or of products, over `bytes` of two rows. */
export function compare(metric: u32, a: usize, b: usize, bytes: usize): f64 {
  return metric == INNER_PRODUCT ? sumOfProducts(a, b, bytes) : sumOfSquares(a, b, bytes);
}

/** Cosine of unit rows: half the squared difference. Inner product: the product negated, so that more is nearer. */
export function distance(metric: u32, sum: f64): f32 {
  if (metric == COSINE) return <f32>(0.5 * sum);
  if (metric == EUCLIDEAN) return <f32>sqrt(sum);
  return <f32>(0 - sum);
}

export function sumOfSquares(a: usize, b: usize, bytes: usize): f64 {
  const end = a + bytes;
  let sum: f64 = 0;
  while (a < end) {
    const stop = min(a + COLUMNS_BYTES, end);
    let low = f64x2.splat(0),
      high = low;
    for (; a < stop; a += 16, b += 16) {
      const x = v128.load(a),
        y = v128.load(b);
      const d0 = f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
      const x1 = v128.shuffle<u32>(x, x, 2, 3, 2, 3),
        y1 = v128.shuffle<u32>(y, y, 2, 3, 2, 3);
      const d1 = f64x2.sub(f64x2.promote_low_f32x4(x1), f64x2.promote_low_f32x4(y1));
      low = f64x2.add(low, f64x2.mul(d0, d0));
      high = f64x2.add(high, f64x2.mul(d1, d1));
    }
    sum += sumOfLanes(f64x2.add(low, high));
  }
  return sum;
}

export function sumOfProducts(a: usize, b: usize, bytes: usize): f64 {
  const end = a + bytes;
  let sum: f64 = 0;
  while (a < end) {
    const stop = min(a + COLUMNS_BYTES, end);
    let low = f64x2.splat(0),
      high = low;
    for (; a < stop; a += 16, b += 16) {
      const x = v128.load(a),
        y = v128.load(b);
      const x1 = v128.shuffle<u32>(x, x, 2, 3, 2, 3),
        y1 = v128.shuffle<u32>(y, y, 2, 3, 2, 3);
      low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y)));
      high = f64x2.add(high, f64x2.mul(f64x2.promote_low_f32x4(x1), f64x2.promote_low_f32x4(y1)));
    }
    sum += sumOfLanes(f64x2.add(low, high));
  }
  return sum;
}

function sumOfLanes(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
