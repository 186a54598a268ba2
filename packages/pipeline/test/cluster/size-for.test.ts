import { densityClusters, random } from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeFor } from '../../src/cluster/size-for.js';

/** What the nearest on a ladder of sizes misses by. */
function byTryingAll(count: (size: number) => number, topics: number, most: number): number {
  let miss = Infinity;
  for (let size = 2; size <= most; size = Math.ceil(size * 1.15)) {
    miss = Math.min(miss, Math.abs(count(size) - topics));
  }
  return miss;
}

describe('the size for a wanted number of topics', () => {
  test('is the largest that gives it, or as near as any, where larger sizes give fewer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500_000 }),
        fc.double({ min: 0.3, max: 2, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (most, steepness, topics) => {
          let tries = 0;
          const count = (size: number): number => Math.floor((most / size) ** steepness);
          const size = sizeFor((of) => (tries++, count(of)), topics, most);
          expect(size).toBeGreaterThanOrEqual(2);
          expect(size).toBeLessThanOrEqual(most);
          expect(Math.abs(count(size) - topics)).toBeLessThanOrEqual(byTryingAll(count, topics, most));
          expect(tries).toBeLessThanOrEqual(30);
        },
      ),
    );
  });

  test('on a map of hills misses by no more than trying every size on a ladder does, in few tries', () => {
    const map = hills(900, 25);
    const counts = new Map<number, number>();
    const count = (minClusterSize: number): number => {
      if (!counts.has(minClusterSize))
        counts.set(minClusterSize, densityClusters(map, { minClusterSize }).count);
      return counts.get(minClusterSize)!;
    };
    for (const topics of [1, 2, 5, 8, 12, 17, 25, 40, 1000]) {
      let tries = 0;
      const size = sizeFor((of) => (tries++, count(of)), topics, 450);
      const miss = Math.abs(count(size) - topics);
      expect(miss, `${topics} topics`).toBeLessThanOrEqual(byTryingAll(count, topics, 450));
      expect(tries).toBeLessThanOrEqual(30);
    }
  });

  test('of a handful of rows is the least there is', () => {
    expect(sizeFor(() => 0, 5, 2)).toBe(2);
    expect(sizeFor(() => 9, 5, 2)).toBe(2);
  });
});

function hills(rows: number, count: number) {
  const { uniform, normal } = random(5, 'test.size-for');
  const data = new Float32Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    const hill = Math.floor(uniform(row) ** 1.7 * count);
    const spread = 0.1 + uniform(10_000 + hill);
    data[2 * row] = 12 * uniform(20_000 + hill) + spread * normal(2 * row);
    data[2 * row + 1] = 12 * uniform(30_000 + hill) + spread * normal(2 * row + 1);
  }
  return { data, rows, cols: 2 };
}
