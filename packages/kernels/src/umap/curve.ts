import { exp, log, pow } from '../math/index.js';
import { KernelInputError } from '../matrix/index.js';

/** Similarity of two points in the layout at distance x: 1 / (1 + a x^2b). */
export interface Curve {
  readonly a: number;
  readonly b: number;
}

const POINTS = 300;

/**
 * The curve that fits best, in least squares on 300 points over [0, 3 spread], the wish "similarity 1 up to minDist,
 * then falling as e^−((x − minDist) / spread)" (McInnes, Healy & Melville 2018, §3.2).
 *
 * @param minDist how near similar points may lie, in layout units, 0 ≤ minDist ≤ spread
 * @param spread scale of the layout, > 0
 * @throws KernelInputError for other values
 */
export function fitAB(minDist: number, spread: number): Curve {
  if (!(spread > 0) || !Number.isFinite(spread)) {
    throw new KernelInputError(`spread must be a positive number; got ${spread}`);
  }
  if (!(minDist >= 0 && minDist <= spread)) {
    throw new KernelInputError(`minDist must lie between 0 and spread (${spread}); got ${minDist}`);
  }
  // In units of the spread the fit depends on minDist / spread alone; a is brought back at the end.
  const wish = sampleWish(minDist / spread);
  let a = 1;
  let b = 1;
  let error = squaredError(wish, a, b);
  let damping = 1e-3;
  // Levenberg (1944) and Marquardt (1963): two unknowns, so the step is solved by hand.
  for (let iteration = 0; iteration < 500 && damping < 1e12; iteration++) {
    const { aa, ab, bb, ga, gb } = normalEquations(wish, a, b);
    const determinant = aa * bb * (1 + damping) ** 2 - ab * ab;
    const nextA = a + (ga * bb * (1 + damping) - gb * ab) / determinant;
    const nextB = b + (gb * aa * (1 + damping) - ga * ab) / determinant;
    const nextError = nextA > 0 && nextB > 0 ? squaredError(wish, nextA, nextB) : Infinity;
    if (!(nextError < error)) {
      damping *= 10;
      continue;
    }
    const moved = Math.max(Math.abs(nextA - a) / a, Math.abs(nextB - b) / b);
    [a, b, error] = [nextA, nextB, nextError];
    damping /= 10;
    if (moved < 1e-12) break;
  }
  return { a: a * pow(spread, -2 * b), b };
}

interface Sample {
  readonly x: number;
  readonly y: number;
}

function sampleWish(minDist: number): Sample[] {
  return Array.from({ length: POINTS }, (_, i) => {
    const x = (3 * i) / (POINTS - 1);
    return { x, y: x < minDist ? 1 : exp(minDist - x) };
  });
}

function squaredError(wish: readonly Sample[], a: number, b: number): number {
  let sum = 0;
  for (const { x, y } of wish) sum += (y - 1 / (1 + a * pow(x, 2 * b))) ** 2;
  return sum;
}

/** The matrix and right side of the least-squares step: derivatives of the curve by a and b, times residuals. */
function normalEquations(wish: readonly Sample[], a: number, b: number) {
  const sums = { aa: 0, ab: 0, bb: 0, ga: 0, gb: 0 };
  for (const { x, y } of wish) {
    if (x === 0) continue;
    const power = pow(x, 2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = 2 * a * log(x) * byA;
    sums.aa += byA * byA;
    sums.ab += byA * byB;
    sums.bb += byB * byB;
    sums.ga += byA * (y - value);
    sums.gb += byB * (y - value);
  }
  return sums;
}
