// Exponential and logarithm from additions and multiplications alone, without the tables of the standard library,
// which would lie in the memory that kernels are given.

const LN2_HIGH: f64 = 0.6931467056274414; // 21 bits, so that its product with an exponent is exact
const LN2_LOW: f64 = 4.7493250390316726e-7;

/** e^x for x <= 0, within a few units in the last place; 0 below -708. */
export function expOfNegative(x: f64): f64 {
  if (!(x >= -708)) return 0;
  // x = n ln 2 + r with |r| <= ln 2 / 2
  const n = nearest(x * 1.4426950408889634);
  const r = x - n * LN2_HIGH - n * LN2_LOW;
  // Taylor: the first term left out is below 2^-57.
  let sum: f64 = 1.0 / 14;
  for (let i: f64 = 13; i >= 1; i--) sum = (1 + r * sum) / i;
  return (1 + r * sum) * reinterpret<f64>((<i64>(n + 1023)) << 52);
}

/** e^x, to the bit what src/math/exponential.ts gives. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(expOfTwo(f64x2.splat(x)), 0);
}

/** `exp` of two numbers at once. */
export function expOfTwo(x: v128): v128 {
  // x = n ln 2 + r with |r| <= ln 2 / 2, r in two parts; n is rounded as JavaScript rounds: halves upwards.
  const quotient = f64x2.div(x, f64x2.splat(0.6931471805599453));
  const below = f64x2.floor(quotient);
  const up = f64x2.ge(f64x2.sub(quotient, below), f64x2.splat(0.5));
  const n = f64x2.add(below, v128.and(up, f64x2.splat(1)));
  const first = f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH)));
  const second = f64x2.sub(f64x2.splat(0), f64x2.mul(n, f64x2.splat(LN2_LOW)));
  const r = f64x2.add(first, second);
  const rest = f64x2.add(f64x2.sub(first, r), second);
  const curve = f64x2.mul(f64x2.mul(r, r), tail(r));
  const grown = f64x2.add(r, f64x2.add(f64x2.add(rest, f64x2.mul(rest, r)), curve));
  const fraction = f64x2.add(f64x2.splat(1), grown);
  const plain = v128.and(f64x2.ge(x, f64x2.splat(-708)), f64x2.le(x, f64x2.splat(709)));
  if (i64x2.all_true(plain)) {
    // Added to 1.5 * 2^52, a whole number lies in the lowest bits.
    const exponent = i64x2.shl(f64x2.add(n, f64x2.splat(6755399441055744 + 1023)), 52);
    return f64x2.mul(fraction, exponent);
  }
  const one = scaled(f64x2.extract_lane(fraction, 0), f64x2.extract_lane(x, 0), f64x2.extract_lane(n, 0));
  const other = scaled(f64x2.extract_lane(fraction, 1), f64x2.extract_lane(x, 1), f64x2.extract_lane(n, 1));
  return f64x2.replace_lane(f64x2.splat(one), 1, other);
}

/** (e^r - 1 - r) / r^2, by its Taylor series. */
function tail(r: v128): v128 {
  let sum = f64x2.splat(1.0 / 87178291200); // 1 / 14!
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 6227020800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 479001600));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 39916800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 3628800));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 362880));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 40320));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 5040));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 720));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 120));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 24));
  sum = f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 6));
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(1.0 / 2));
}

/** The fraction times 2^n, where e^x or 2^n may lie beyond the normal numbers. */
function scaled(fraction: f64, x: f64, n: f64): f64 {
  if (x != x) return NaN;
  if (x > 709.8) return Infinity;
  if (x < -745.2) return 0;
  if (n > 1023) return fraction * powerOfTwo(1023) * powerOfTwo(n - 1023);
  if (n >= -1022) return fraction * powerOfTwo(n);
  return fraction * powerOfTwo(n + 969) * powerOfTwo(-969);
}

/** 2^n for whole n from -1022 to 1023. */
function powerOfTwo(n: f64): f64 {
  return reinterpret<f64>((<i64>n + 1023) << 52);
}

/** Natural logarithm of x >= 1, finite. */
export function logOfAboveOne(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <f64>(<i64>(bits >> 52) - 1023);
  let fraction = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  if (fraction > 1.4142135623730951) {
    fraction *= 0.5;
    exponent += 1;
  }
  // log m = 2 s (1 + s^2/3 + s^4/5 + ...) with s = (m - 1) / (m + 1), at most 0.172
  const s = (fraction - 1) / (fraction + 1);
  const square = s * s;
  let sum: f64 = 0;
  for (let i: f64 = 25; i >= 3; i -= 2) sum = sum * square + 1 / i;
  return exponent * LN2_HIGH + (2 * s + (2 * s * square * sum + exponent * LN2_LOW));
}
