/** A bijection of 32-bit integers with good avalanche; the same as mix32 in src/random. */
export function mix(x: u32): u32 {
  x ^= x >> 16;
  x *= 0x7feb352d;
  x ^= x >> 15;
  x *= 0x846ca68b;
  x ^= x >> 16;
  return x;
}

/** mix of four counters at once. */
export function mix4(x: v128): v128 {
  x = v128.xor(x, i32x4.shr_u(x, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** Four random integers below `bound`, from four random words: the high half of word times bound. */
export function below4(words: v128, bound: v128): v128 {
  return v128.shuffle<i32>(
    i64x2.extmul_low_i32x4_u(words, bound),
    i64x2.extmul_high_i32x4_u(words, bound),
    1,
    3,
    5,
    7,
  );
}

/**
 * Factor and offset with which `power` raises to b: the bits of a float, read as an integer, are about
 * 2^23 * (127 + log2 x), so multiplying them multiplies the logarithm (Schraudolph 1999). The small constant
 * centres the error, which stays below 6 %: forces are scaled by it, positions settle the same.
 */
export function powerFactor(b: f32): v128 {
  return f32x4.splat(b * <f32>0.001953125);
}
export function powerOffset(b: f32): v128 {
  return f32x4.splat(<f32>(((1 - <f64>b) * 127 - 0.005) * 16384 + 8388608));
}

/** x^b for x >= 1e-12 and 0 < b <= 3, within 6 %. */
export function power(x: v128, factor: v128, offset: v128): v128 {
  return i32x4.shl(f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(x), factor), offset), 9);
}

/** Sum of the four lanes, in every lane. */
export function sumLanes(x: v128): v128 {
  x = f32x4.add(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  return f32x4.add(x, v128.shuffle<f32>(x, x, 1, 0, 3, 2));
}

export function clamp(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmax(low, f32x4.pmin(high, x));
}
