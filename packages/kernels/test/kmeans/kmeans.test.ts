import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPool, kmeans, random, type Matrix } from '@parallax-map/kernels';

const smallPoints = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((rows) => matrix(rows));

describe('k-means', () => {
  test('finds blobs, the largest first', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const blob = i < 10 ? 0 : i < 30 ? 1 : 2;
      return [blob * 100 + Math.sin(i), blob * blob * 50 + Math.cos(i)];
    });
    const { labels, centers, inertia } = await kmeans(matrix(rows), { k: 3, seed: 1 });
    expect([...labels]).toEqual(rows.map((_, i) => (i < 10 ? 2 : i < 30 ? 1 : 0)));
    expect(centers).toMatchObject({ rows: 3, cols: 2 });
    expect(inertia).toBeLessThan(61);
  });

  test('every row is at its nearest center, every center the mean of its rows', async () => {
    await fc.assert(
      fc.asyncProperty(smallPoints, fc.integer({ min: 1, max: 8 }), async (points, k) => {
        const { labels, centers, inertia } = await kmeans(points, { k, seed: 3, starts: 2, tolerance: 0 });
        const distinct = new Set(rowsOf(points).map(String)).size;
        expect(centers.rows).toBe(Math.min(k, distinct));
        let sum = 0;
        labels.forEach((label, i) => {
          const distances = rowsOf(centers).map((center) => squared(center, rowsOf(points)[i]!));
          expect(distances[label]).toBeLessThanOrEqual(Math.min(...distances) + 1e-4);
          sum += distances[label]!;
        });
        expect(inertia).toBeCloseTo(sum, 3);
        rowsOf(centers).forEach((center, c) => {
          const members = rowsOf(points).filter((_, i) => labels[i] === c);
          expect(members.length).toBeGreaterThan(0);
          center.forEach((value, j) => {
            expect(value).toBeCloseTo(members.reduce((all, row) => all + row[j]!, 0) / members.length, 4);
          });
        });
        const sizes = Array.from({ length: centers.rows }, (_, c) => labels.filter((l) => l === c).length);
        expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
      }),
      { numRuns: 100 },
    );
  });

  test('more clusters than distinct rows gives one per distinct row, without error', async () => {
    const points = matrix([[1], [1], [2], [2], [2]]);
    const { labels, centers, inertia } = await kmeans(points, { k: 4, seed: 1 });
    expect([...labels]).toEqual([1, 1, 0, 0, 0]);
    expect([...centers.data]).toEqual([2, 1]);
    expect(inertia).toBe(0);
  });

  test('spherical looks at directions only', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? [1 + i, 0.01] : [0.01, 1 + i * i]));
    const { labels, centers } = await kmeans(matrix(rows), { k: 2, seed: 1, spherical: true });
    expect([...labels]).toEqual(rows.map((_, i) => i % 2));
    rowsOf(centers).forEach((center) => expect(Math.hypot(...center)).toBeCloseTo(1, 6));
  });

  test('the same seed gives the same bytes', async () => {
    const points = matrix(
      Array.from({ length: 200 }, (_, i) => [Math.sin(i * i), Math.cos(3 * i), (i * 37) % 11]),
    );
    expect(await kmeans(points, { k: 7, seed: 9 })).toEqual(await kmeans(points, { k: 7, seed: 9 }));
  });

  test('every row has the nearest center, the first of equally near ones, with many centers and on any threads', async () => {
    const { normal } = random(5, 'test.kmeans');
    const points = {
      data: Float32Array.from({ length: 6000 * 13 }, (_, i) => normal(i) + ((i * 7) % 5)),
      rows: 6000,
      cols: 13,
    };
    const pool = await createPool(3);
    const here = await kmeans(points, { k: 37, seed: 2, starts: 2 });
    expect(await kmeans(points, { k: 37, seed: 2, starts: 2, pool })).toEqual(here);
    pool.close();
    const centers = rowsOf(here.centers);
    let sum = 0;
    rowsOf(points).forEach((row, i) => {
      const distances = centers.map((center) => squared(center, row));
      expect(distances[here.labels[i]!]! - Math.min(...distances)).toBeLessThan(1e-4);
      sum += distances[here.labels[i]!]!;
    });
    expect(here.inertia / sum).toBeCloseTo(1, 5);
  });

  test('many rows are begun on a sample, and settle among all of them', async () => {
    const { normal, below } = random(6, 'test.kmeans');
    const rows = 40_000;
    const data = Float32Array.from(
      { length: rows * 2 },
      (_, i) => 20 * (below(5, i >> 1) % (2 + (i & 1))) + normal(i),
    );
    const points = { data, rows, cols: 2 };
    const all = await kmeans(points, { k: 4, seed: 1, starts: 3 });
    const sampled = await kmeans(points, { k: 4, seed: 1, starts: 3, sample: 2000 });
    expect(sampled.inertia / all.inertia).toBeCloseTo(1, 1);
    expect(sampled.labels).toHaveLength(rows);
    expect(all.centers.rows).toBe(4);
  });

  test('numbers of any size are clustered alike', async () => {
    const rows = [0, 1, 2, 10, 11, 12, 20, 21, 22];
    const plain = await kmeans(matrix(rows.map((v) => [v, -v])), { k: 3, seed: 1 });
    for (const scale of [1e-36, 1e36]) {
      const scaled = await kmeans(matrix(rows.map((v) => [v * scale, -v * scale])), { k: 3, seed: 1 });
      expect(scaled.labels).toEqual(plain.labels);
    }
    const far = Float64Array.from(rows, (v) => v + 2 ** 40);
    expect((await kmeans({ data: far, rows: 9, cols: 1 }, { k: 3, seed: 1 })).labels).toEqual(plain.labels);
    const outlier = await kmeans(matrix([[1e30], [0], [1], [50], [51]]), { k: 3, seed: 1 });
    expect([...outlier.labels]).toEqual([2, 0, 0, 1, 1]);
  });

  test('refuses what it cannot work with', async () => {
    const points = matrix([[1], [2]]);
    await expect(kmeans(points, { k: 0, seed: 1 })).rejects.toThrow('k must be a whole number');
    await expect(kmeans({ ...points, data: Float32Array.of(1, NaN) }, { k: 1, seed: 1 })).rejects.toThrow(
      'row 1',
    );
    await expect(kmeans({ data: new Float32Array(0), rows: 0, cols: 2 }, { k: 1, seed: 1 })).rejects.toThrow(
      'at least one row',
    );
  });

  test('stops when asked, with an AbortError', async () => {
    const points = {
      data: Float32Array.from({ length: 400000 }, (_, i) => Math.sin(i * i)),
      rows: 4000,
      cols: 100,
    };
    const stop = new AbortController();
    const running = kmeans(points, { k: 40, seed: 1, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

function matrix(rows: number[][]): Matrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}

function rowsOf({ data, rows, cols }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
}

function squared(a: number[], b: number[]): number {
  return a.reduce((sum, value, j) => sum + (value - b[j]!) ** 2, 0);
}
