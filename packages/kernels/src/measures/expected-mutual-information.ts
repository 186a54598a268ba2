import { exp, log } from '../math/index.js';

/**
 * Mutual information to expect of two labellings with these class sizes whose rows are paired at random, in nats
 * (Vinh, Epps & Bailey 2010, equation 24). Exact; classes of equal size are computed once.
 *
 * @param a @param b sizes of the classes, of equal sums
 */
export function expectedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const rows = Array.from(a).reduce((sum, n) => sum + n, 0);
  const logFactorial = new Float64Array(rows + 1);
  for (let n = 2; n <= rows; n++) logFactorial[n] = logFactorial[n - 1]! + log(n);
  const timesB = [...tally(b)];
  let total = 0;
  for (const [inA, timesA] of tally(a)) {
    for (const [inB, times] of timesB) {
      let sum = 0;
      const fixed =
        logFactorial[inA]! +
        logFactorial[inB]! +
        logFactorial[rows - inA]! +
        logFactorial[rows - inB]! -
        logFactorial[rows]!;
      for (let both = Math.max(1, inA + inB - rows); both <= Math.min(inA, inB); both++) {
        const chance =
          fixed -
          logFactorial[both]! -
          logFactorial[inA - both]! -
          logFactorial[inB - both]! -
          logFactorial[rows - inA - inB + both]!;
        sum += (both / rows) * log((rows * both) / (inA * inB)) * exp(chance);
      }
      total += timesA * times * sum;
    }
  }
  return total;
}

function tally(sizes: ArrayLike<number>): Map<number, number> {
  const times = new Map<number, number>();
  for (const size of Array.from(sizes)) times.set(size, (times.get(size) ?? 0) + 1);
  return times;
}
