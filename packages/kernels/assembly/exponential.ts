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
