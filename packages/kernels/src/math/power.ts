import { expOfSum } from './exponential.js';
import { logInTwoParts, multiply } from './logarithm.js';

/**
 * x^y for x ≥ 0, the same bits on every engine, within 1 unit in the last place. Follows Math.pow at the edges:
 * x^0 = 1, 0^y = 0 or ∞. A negative base gives NaN.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y) || x < 0) return NaN;
  if (x === 1) return Math.abs(y) === Infinity ? NaN : 1;
  if (x === 0) return y > 0 ? 0 : Infinity;
  if (x === Infinity) return y > 0 ? Infinity : 0;
  if (Math.abs(y) === Infinity) return x > 1 === y > 0 ? Infinity : 0;
  const { high, low } = logInTwoParts(x);
  // Past these the result has left the range of floats, and the exact product would overflow.
  if (high * y > 800) return Infinity;
  if (high * y < -800) return 0;
  if (Math.abs(high * y) < 1e-30) return 1;
  const product = multiply(high, y);
  return expOfSum(product.high, product.low + low * y);
}
