import { LN2_HIGH, LN2_LOW, scaleByPowerOfTwo } from './bits.js';

/**
 * e^x from additions and multiplications only, so that every JavaScript engine gives the same bits (Math.exp may
 * differ between them). Within 1 unit in the last place.
 */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e^(high + low), where low is small beside high: the tail of a number kept in two parts. */
export function expOfSum(high: number, low: number): number {
  if (Number.isNaN(high)) return NaN;
  if (high > 709.8) return Infinity;
  if (high < -745.2) return 0;
  // x = n ln 2 + r with |r| ≤ ln 2 / 2, r in two parts.
  const n = Math.round(high / Math.LN2);
  const first = high - n * LN2_HIGH;
  const second = low - n * LN2_LOW;
  const r = first + second;
  const rest = first - r + second;
  return scaleByPowerOfTwo(1 + (r + (rest + rest * r + r * r * tail(r))), n);
}

/** (e^r − 1 − r) / r², by its Taylor series: the first term left out is below 2⁻⁵⁷ of e^r. */
function tail(r: number): number {
  let sum = 0;
  for (let i = RECIPROCAL_FACTORIALS.length - 1; i >= 0; i--) sum = sum * r + RECIPROCAL_FACTORIALS[i]!;
  return sum;
}

/** 1 / 2!, 1 / 3!, … 1 / 14! */
const RECIPROCAL_FACTORIALS = Array.from({ length: 13 }, (_, i) => {
  let factorial = 1;
  for (let k = 2; k <= i + 2; k++) factorial *= k;
  return 1 / factorial;
});
