import { log } from '../math/index.js';

/**
 * Mutual information to expect of two labellings with these class sizes whose rows are paired at random, in nats
 * (Vinh, Epps & Bailey 2010, equation 24). Exact: what is left out of the sum is below its rounding. Classes of equal
 * size are computed once.
 *
 * @param a @param b sizes of the classes, of equal sums
 */
export function expectedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const rows = Array.from(a).reduce((sum, n) => sum + n, 0);
  const logarithm = new Logarithms();
  const timesB = [...tally(b)];
  let total = 0;
  for (const [inA, timesA] of tally(a)) {
    for (const [inB, times] of timesB) total += timesA * times * expected(inA, inB, rows, logarithm);
  }
  return total;
}

function tally(sizes: ArrayLike<number>): Map<number, number> {
  const times = new Map<number, number>();
  for (const size of Array.from(sizes)) times.set(size, (times.get(size) ?? 0) + 1);
  return times;
}

/** Share of a chance below which it adds nothing to a sum. */
const NOTHING = 1e-19;

/**
 * What two classes add, on average over the hypergeometric distribution of the rows they have in common. Chances are
 * taken relative to that of the most likely number, from which they fall on either side, and divided by their sum.
 */
function expected(inA: number, inB: number, rows: number, logarithm: Logarithms): number {
  const least = Math.max(0, inA + inB - rows);
  const most = Math.min(inA, inB);
  const neither = rows - inA - inB;
  const mode = Math.min(most, Math.max(least, Math.floor(((inA + 1) * (inB + 1)) / (rows + 2))));
  const apart = logarithm.of(inA) + logarithm.of(inB) - logarithm.of(rows);
  const information = (both: number): number => (both === 0 ? 0 : both * (logarithm.of(both) - apart));
  let chances = 1;
  let sum = information(mode);
  let chance = 1;
  for (let both = mode; both < most && chance > NOTHING;) {
    chance *= ((inA - both) * (inB - both)) / ((both + 1) * (neither + both + 1));
    both++;
    chances += chance;
    sum += chance * information(both);
  }
  chance = 1;
  for (let both = mode; both > least && chance > NOTHING;) {
    chance *= (both * (neither + both)) / ((inA - both + 1) * (inB - both + 1));
    both--;
    chances += chance;
    sum += chance * information(both);
  }
  return sum / chances / rows;
}

/** Logarithms of whole numbers, each computed once. */
class Logarithms {
  private readonly known = new Map<number, number>();
  private readonly small = new Float64Array(65_536).fill(NaN);

  of(n: number): number {
    if (n < this.small.length) {
      const value = this.small[n]!;
      return value === value ? value : (this.small[n] = log(n));
    }
    let value = this.known.get(n);
    if (value === undefined) this.known.set(n, (value = log(n)));
    return value;
  }
}
