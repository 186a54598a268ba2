/** Largest angle, in radians, that `sin` and `cos` take. */
export const LARGEST_ANGLE = 1e6;

/**
 * Sine of an angle in radians, |x| ≤ 10⁶, the same bits on every engine, within 1 unit in the last place; NaN for
 * larger angles.
 */
export function sin(x: number): number {
  const { quarter, r, rest } = reduce(x);
  if (x === 0) return x;
  const value = quarter & 1 ? cosNearZero(r, rest) : sinNearZero(r, rest);
  return quarter & 2 ? -value : value;
}

/** Cosine, as `sin`. */
export function cos(x: number): number {
  const { quarter, r, rest } = reduce(x);
  const value = quarter & 1 ? sinNearZero(r, rest) : cosNearZero(r, rest);
  return (quarter + 1) & 2 ? -value : value;
}

/** π/2 in three parts; the first two have 33 bits, so their products with the quarter are exact. */
const HALF_PI = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;

/** x = quarter · π/2 + r + rest, |r| ≤ π/4 (Cody & Waite 1980). */
function reduce(x: number): { quarter: number; r: number; rest: number } {
  if (!(Math.abs(x) <= LARGEST_ANGLE)) return { quarter: 0, r: NaN, rest: NaN };
  const n = Math.round(x / (Math.PI / 2));
  const first = x - n * HALF_PI[0];
  const product = n * HALF_PI[1];
  const second = first - product;
  const tail = first - second - product - n * HALF_PI[2];
  const r = second + tail;
  return { quarter: n & 3, r, rest: second - r + tail };
}

function sinNearZero(r: number, rest: number): number {
  const square = r * r;
  return r + (r * square * taylor(SINE, square) + rest * (1 - square / 2));
}

function cosNearZero(r: number, rest: number): number {
  const square = r * r;
  const half = square / 2;
  const main = 1 - half;
  return main + (1 - main - half + (square * square * taylor(COSINE, square) - r * rest));
}

function taylor(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

/** −1/3!, 1/5!, … and 1/4!, −1/6!, …: past the last, a term is below 2⁻⁵⁹ for r ≤ π/4. */
const SINE = alternating(3, -1);
const COSINE = alternating(4, 1);

function alternating(from: number, sign: number): number[] {
  return Array.from({ length: 8 }, (_, i) => {
    let factorial = 1;
    for (let k = 2; k <= from + 2 * i; k++) factorial *= k;
    return (i % 2 ? -sign : sign) / factorial;
  });
}
