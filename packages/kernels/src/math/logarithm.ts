import { highWord, LN2_HIGH, LN2_LOW, withHighWord } from './bits.js';

/** Natural logarithm from additions, multiplications and divisions only: the same bits on every engine. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? Infinity : NaN;
  const { fraction, exponent } = split(x);
  const f = fraction - 1;
  const s = f / (2 + f);
  const half = (f * f) / 2;
  // log(1 + f) = f − f²/2 + s (f²/2 + 2 s²/3 + 2 s⁴/5 + …), which keeps f itself exact.
  const correction = s * (half + 2 * s * s * series(s * s, 1));
  if (exponent === 0) return f - (half - correction);
  return exponent * LN2_HIGH - (half - (correction + exponent * LN2_LOW) - f);
}

/** log x as the sum of two numbers, good to about 2⁻⁶³ of its value: what `pow` multiplies by its exponent. */
export function logInTwoParts(x: number): { high: number; low: number } {
  const { fraction, exponent } = split(x);
  // s = (m − 1) / (m + 1) in two parts; log m = 2 s (1 + s²/3 + s⁴/5 + …)
  const above = fraction - 1;
  const below = fraction + 1;
  const belowRest = fraction - (below - 1);
  const s = above / below;
  const product = multiply(s, below);
  const sRest = (above - product.high - product.low - s * belowRest) / below;

  const square = multiply(s, s);
  const squareRest = square.low + 2 * s * sRest;
  const third = multiply(square.high, 1 / 3);
  const thirdRest = third.low + squareRest / 3 + square.high * THIRD_REST;
  const rest = square.high * square.high * series(square.high, 2);
  // 1 + s²/3 + rest, in two parts
  const factor = 1 + third.high;
  const factorRest = 1 - factor + third.high + (thirdRest + rest);

  const main = multiply(2 * s, factor);
  const mainRest = main.low + 2 * s * factorRest + 2 * sRest * factor;
  const base = exponent * LN2_HIGH;
  const sum = base + main.high;
  const sumRest = exponent === 0 ? 0 : base - sum + main.high;
  const tail = sumRest + (mainRest + exponent * LN2_LOW);
  const high = sum + tail;
  return { high, low: sum - high + tail };
}

/** 1/(2j + 1) + t/(2j + 3) + t²/(2j + 5) + …, for t = s² ≤ 0.0295, starting at the j-th term. */
function series(t: number, j: number): number {
  let sum = 0;
  for (let k = 13; k >= j; k--) sum = sum * t + ODD_RECIPROCALS[k]!;
  return sum;
}

/** 1, 1/3, 1/5, … 1/27 */
const ODD_RECIPROCALS = Array.from({ length: 14 }, (_, k) => 1 / (2 * k + 1));

/** 1/3 − the float nearest to it. */
const THIRD_REST = 1.850371707708594e-17;

/** x = fraction · 2^exponent with √½ ≤ fraction < √2, for finite x > 0. */
function split(x: number): { fraction: number; exponent: number } {
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    exponent = -54;
  }
  const high = highWord(x);
  exponent += (high >>> 20) - 1023;
  let fraction = withHighWord(x, (high & 0xfffff) | 0x3ff00000);
  if (fraction >= Math.SQRT2) {
    fraction /= 2;
    exponent++;
  }
  return { fraction, exponent };
}

/** a · b as the sum of two numbers, exactly (Dekker 1971). */
export function multiply(a: number, b: number): { high: number; low: number } {
  const high = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

/** The upper 26 bits of a number (Veltkamp 1968). */
function upperHalf(x: number): number {
  const shifted = 134217729 * x;
  return shifted - (shifted - x);
}
