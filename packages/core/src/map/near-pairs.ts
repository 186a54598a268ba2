/** Of the nearest others, so many count. */
const NEAREST = 8;
/** What a pair counts at least between whose places there is no third. */
const BESIDE = 0.25;

export interface Near {
  other: number;
  /** 0 to 1. */
  nearness: number;
}

/**
 * The others of each place that are near it, both ways: the nearest eight, with 1 for the nearest of all and falling as
 * 1 / distance², and those with no third place in the circle between (Gabriel & Sokal 1969, "A new statistical
 * approach to geographic variation analysis"), however far they are. O(places² log places).
 */
export function nearPairs(x: readonly number[], y: readonly number[]): Near[][] {
  const n = x.length;
  const pairs = Array.from({ length: n }, () => new Map<number, number>());
  const join = (i: number, j: number, nearness: number): void => {
    pairs[i].set(j, Math.max(nearness, pairs[i].get(j) ?? 0));
    pairs[j].set(i, Math.max(nearness, pairs[j].get(i) ?? 0));
  };
  const square = (i: number, j: number): number => (x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2;
  for (let i = 0; i < n; i++) {
    const others = Array.from({ length: n }, (_, j) => ({ j, d: square(i, j) }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.d - b.d || a.j - b.j);
    const nearest = others[0]?.d ?? 1;
    for (const { j, d } of others.slice(0, NEAREST)) join(i, j, nearest > 0 ? nearest / d : d > 0 ? 0 : 1);
    others.forEach(({ j, d }, rank) => {
      if (j < i) return;
      // What lies in the circle is nearer to either end than the other end is.
      for (let k = 0; k < rank; k++) {
        if (others[k].d + square(others[k].j, j) < d * (1 - 1e-9)) return;
      }
      join(i, j, BESIDE);
    });
  }
  return pairs.map((map) => [...map].map(([other, nearness]) => ({ other, nearness })));
}
