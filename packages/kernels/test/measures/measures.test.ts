import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  matchClusters,
  purity,
  silhouette,
} from '@parallax-map/kernels';

const labelPairs = fc
  .integer({ min: 1, max: 7 })
  .chain((n) =>
    fc.tuple(
      fc.array(fc.integer({ min: -1, max: 2 }), { minLength: n, maxLength: n }),
      fc.array(fc.integer({ min: -1, max: 2 }), { minLength: n, maxLength: n }),
    ),
  );

describe('agreement of two labellings', () => {
  test('adjusts by the mean over every pairing of the rows', () => {
    fc.assert(
      fc.property(labelPairs, ([a, b]) => {
        const shuffles = permutations(b);
        const mean = (score: (b: number[]) => number): number =>
          shuffles.reduce((sum, other) => sum + score(other), 0) / shuffles.length;
        const rand = (other: number[]): number => pairsTogether(a, other);
        const expectedPairs = mean(rand);
        const mostPairs = (pairsTogether(a, a) + pairsTogether(b, b)) / 2;
        if (Math.abs(mostPairs - expectedPairs) > 1e-9) {
          const byHand = (rand(b) - expectedPairs) / (mostPairs - expectedPairs);
          expect(adjustedRandIndex(a, b)).toBeCloseTo(byHand, 9);
        }
        const expected = mean((other) => information(a, other));
        const most = (information(a, a) + information(b, b)) / 2;
        if (Math.abs(most - expected) > 1e-9) {
          const byHand = (information(a, b) - expected) / (most - expected);
          expect(adjustedMutualInformation(a, b)).toBeCloseTo(byHand, 6);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('does not depend on names or on which comes first', () => {
    fc.assert(
      fc.property(labelPairs, ([a, b]) => {
        const renamed = b.map((label) => 7 - 3 * label);
        expect(adjustedRandIndex(a, renamed)).toBeCloseTo(adjustedRandIndex(b, a), 12);
        expect(adjustedMutualInformation(a, renamed)).toBeCloseTo(adjustedMutualInformation(b, a), 9);
      }),
    );
  });

  test('labellings of different rows are refused', () => {
    expect(() => adjustedRandIndex([0, 1], [0])).toThrow('got 2 and 1 labels');
  });
});

describe('matching clusters', () => {
  test('finds the best overlap and leaves noise out', () => {
    const { match, jaccard } = matchClusters([0, 0, 0, 1, 1, 2, -1], [1, 1, -1, 0, 0, -1, 0]);
    expect([...match]).toEqual([1, 0, -1]);
    expect([...jaccard]).toEqual([2 / 3, 2 / 3, 0]);
  });

  test('a labelling matches itself wholly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 30 }), (labels) => {
        const { match, jaccard } = matchClusters(labels, labels);
        match.forEach((other, c) => expect(other).toBe(labels.includes(c) ? c : -1));
        jaccard.forEach((overlap, c) => expect(overlap).toBe(labels.includes(c) ? 1 : 0));
      }),
    );
  });
});

describe('purity', () => {
  const labels = Array.from({ length: 90 }, (_, i) => (i < 10 ? -1 : i % 4));

  test('clusters that are the classes are pure and beat chance', async () => {
    const result = await purity(
      labels,
      labels.map((label) => label + 5),
      { seed: 1 },
    );
    expect(result.observed).toBe(1);
    expect(result.ratio).toBeGreaterThan(2);
    expect(result.p).toBe(1 / 1000);
    expect(result.clusters.map((c) => [c.cluster, c.rows, c.purity, c.beatsChance])).toEqual(
      [0, 1, 2, 3].map((c) => [c, 20, 1, true]),
    );
  });

  test('one class only is pure by chance as well', async () => {
    const result = await purity(
      labels,
      labels.map(() => 0),
      { seed: 1, permutations: 50 },
    );
    expect(result).toMatchObject({ observed: 1, nullMean: 1, nullSd: 0, ratio: 1, p: 1 });
    expect(result.clusters.some((c) => c.beatsChance)).toBe(false);
  });

  test('is the size-weighted share of the most frequent class', async () => {
    const result = await purity([0, 0, 0, 1, 1, -1, 1], [3, 3, 4, 4, 3, 3, -1], { seed: 1, permutations: 9 });
    expect(result.observed).toBe(3 / 5);
  });

  test('the same seed shuffles the same way', async () => {
    const classes = labels.map((_, i) => (i * 7) % 3);
    expect(await purity(labels, classes, { seed: 5, permutations: 99 })).toEqual(
      await purity(labels, classes, { seed: 5, permutations: 99 }),
    );
  });

  test('holds what it finds against every way to shuffle the classes', async () => {
    const labels = [0, 0, 0, 1, 1, 2, 2];
    const classes = [5, 5, 6, 6, 6, 5, 7];
    const shares = (kinds: number[]): number[] =>
      [0, 1, 2].map((cluster) => {
        const own = kinds.filter((_, i) => labels[i] === cluster);
        return Math.max(...own.map((kind) => own.filter((other) => other === kind).length)) / own.length;
      });
    const sizes = [3, 2, 2];
    const total = (kinds: number[]): number =>
      shares(kinds).reduce((sum, share, c) => sum + share * sizes[c]!, 0) / labels.length;
    const all = permutations(classes);
    const mean = all.reduce((sum, kinds) => sum + total(kinds), 0) / all.length;
    const sd = Math.sqrt(all.reduce((sum, kinds) => sum + (total(kinds) - mean) ** 2, 0) / all.length);
    const reach = (least: number, of: (kinds: number[]) => number): number =>
      all.filter((kinds) => of(kinds) >= least - 1e-9).length / all.length;

    const found = await purity(labels, classes, { seed: 11, permutations: 40_000 });
    expect(found.observed).toBeCloseTo(total(classes), 12);
    // Four standard errors of so many shuffles.
    expect(Math.abs(found.nullMean - mean)).toBeLessThan((4 * sd) / 200);
    expect(Math.abs(found.nullSd - sd)).toBeLessThan(0.01);
    expect(Math.abs(found.p - reach(total(classes), total))).toBeLessThan(0.01);
    found.clusters.forEach(({ p, purity: share }, c) => {
      expect(share).toBeCloseTo(shares(classes)[c]!, 12);
      expect(Math.abs(p - reach(share, (kinds) => shares(kinds)[c]!))).toBeLessThan(0.01);
    });
  });

  test('needs a row with both a cluster and a class', async () => {
    await expect(purity([-1, 0], [1, -1], { seed: 1 })).rejects.toThrow('no row has both');
  });
});

test('noise has no silhouette unless it is asked to be a cluster', async () => {
  const points = { data: Float32Array.of(0, 1, 10, 11, 50), rows: 5, cols: 1 };
  const labels = [0, 0, 1, 1, -1];
  const { mean, values } = await silhouette(points, labels);
  expect([...values].map((v) => Number(v.toFixed(4)))).toEqual([0.9048, 0.8947, 0.8947, 0.9048, NaN]);
  expect(mean).toBeCloseTo(0.89975, 4);
  expect((await silhouette(points, labels, { noise: 'cluster' })).values[4]).toBe(0);
});

function permutations(items: number[]): number[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest]),
  );
}

/** Pairs of rows together in both. */
function pairsTogether(a: number[], b: number[]): number {
  let pairs = 0;
  for (let i = 0; i < a.length; i++) for (let j = 0; j < i; j++) if (a[i] === a[j] && b[i] === b[j]) pairs++;
  return pairs;
}

function information(a: number[], b: number[]): number {
  const share = (holds: (i: number) => boolean): number => a.filter((_, i) => holds(i)).length / a.length;
  let sum = 0;
  for (const x of new Set(a)) {
    for (const y of new Set(b)) {
      const both = share((i) => a[i] === x && b[i] === y);
      if (both > 0) sum += both * Math.log(both / (share((i) => a[i] === x) * share((i) => b[i] === y)));
    }
  }
  return sum;
}
