import fc from 'fast-check';
import { createPool, faithfulness, random, type Matrix } from '@parallax-map/kernels';
import { describe, expect, test } from 'vitest';

describe('faithfulness', () => {
  test('a layout that is the points keeps everything', async () => {
    const points = noise(50, 3);
    expect(await faithfulness(points, points, { k: 5 })).toMatchObject({
      trustworthiness: 1,
      continuity: 1,
      neighborsKept: 1,
      intervals: { trustworthiness: [1, 1], continuity: [1, 1], neighborsKept: [1, 1] },
    });
  });

  test('is what ranks counted by hand say, for every row, ties and duplicates among them', async () => {
    const grid = fc.integer({ min: -2, max: 2 });
    const table = fc
      .tuple(fc.integer({ min: 5, max: 24 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }))
      .chain(([rows, cols, axes]) =>
        fc.record({
          points: matrices(rows, cols, grid),
          layout: matrices(rows, axes, grid),
          k: fc.integer({ min: 1, max: Math.ceil(rows / 2) - 1 }),
        }),
      );
    await fc.assert(
      fc.asyncProperty(table, async ({ points, layout, k }) => {
        const { byRow } = await faithfulness(points, layout, { k });
        for (let row = 0; row < points.rows; row++) {
          const expected = byHand(points, layout, row, k);
          expect(byRow.trustworthiness[row]).toBeCloseTo(expected.trustworthiness, 12);
          expect(byRow.continuity[row]).toBeCloseTo(expected.continuity, 12);
          expect(byRow.neighborsKept[row]).toBeCloseTo(expected.neighborsKept, 12);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('is the same for any number of threads', async () => {
    const [points, layout] = [noise(300, 7), noise(300, 2)];
    const alone = await faithfulness(points, layout, { k: 10, metric: 'cosine' });
    for (const threads of [2, 3, 8]) {
      const pool = await createPool(threads);
      expect(await faithfulness(points, layout, { k: 10, metric: 'cosine', pool })).toEqual(alone);
      pool.close();
    }
  });

  test('of a sample comes with an interval that holds the value over all rows, 19 times in 20', async () => {
    const points = noise(400, 4);
    const layout = { ...points, data: points.data.filter((_, i) => i % 4 < 2), cols: 2 };
    const all = await faithfulness(points, layout, { k: 10 });
    let held = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { byRow, intervals } = await faithfulness(points, layout, { k: 10, sample: 100, seed });
      expect(byRow.rows).toHaveLength(100);
      const [low, high] = intervals.trustworthiness;
      expect(high).toBeGreaterThan(low);
      if (low <= all.trustworthiness && all.trustworthiness <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(53);
  });

  test('of many rows is judged by 2,000 of them', async () => {
    const points = noise(20_001, 1);
    const { byRow, intervals } = await faithfulness(points, points, { k: 2 });
    expect(byRow.rows).toHaveLength(2000);
    expect(intervals.trustworthiness).toEqual([1, 1]);
  });

  test('says which row has no direction, and what k may be', async () => {
    const points = { data: Float32Array.of(1, 0, 0, 0, 0, 1, 1, 1), rows: 4, cols: 2 };
    await expect(faithfulness(points, points, { k: 1, metric: 'cosine' })).rejects.toThrow(
      /row 1 is all zero/,
    );
    await expect(faithfulness(points, points, { k: 2 })).rejects.toThrow(/below half the rows \(2\); got 2/);
  });

  test('stops when asked, with an AbortError', async () => {
    const points = noise(2000, 8);
    const stop = new AbortController();
    const running = faithfulness(points, points, {
      k: 5,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

function matrices(rows: number, cols: number, value: fc.Arbitrary<number>): fc.Arbitrary<Matrix> {
  return fc
    .array(value, { minLength: rows * cols, maxLength: rows * cols })
    .map((values) => ({ data: Float32Array.from(values), rows, cols }));
}

/** The three measures of one row, from full rankings of all others. */
function byHand(points: Matrix, layout: Matrix, row: number, k: number) {
  const [high, low] = [ranking(points, row), ranking(layout, row)];
  const worst = (k * (2 * points.rows - 3 * k - 1)) / 2;
  const excess = (near: number[], ranks: number[]): number =>
    near.slice(0, k).reduce((sum, other) => sum + Math.max(0, ranks.indexOf(other) + 1 - k), 0);
  return {
    trustworthiness: 1 - excess(low, high) / worst,
    continuity: 1 - excess(high, low) / worst,
    neighborsKept: low.slice(0, k).filter((other) => high.indexOf(other) < k).length / k,
  };
}

/** All other rows, nearest first, ties by row. */
function ranking({ data, rows, cols }: Matrix, row: number): number[] {
  const distance = (other: number): number => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += (data[row * cols + j]! - data[other * cols + j]!) ** 2;
    return sum;
  };
  return Array.from({ length: rows }, (_, i) => i)
    .filter((other) => other !== row)
    .sort((a, b) => distance(a) - distance(b) || a - b);
}

function noise(rows: number, cols: number): Matrix {
  const draws = random(9, 'test.points');
  return { data: Float32Array.from({ length: rows * cols }, (_, i) => draws.normal(i)), rows, cols };
}
