import {
  approximateNeighbors,
  createPool,
  exactNeighbors,
  neighborIndex,
  random,
  type Matrix,
  type NeighborMetric,
} from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const METRICS: NeighborMetric[] = ['cosine', 'euclidean', 'inner-product'];

/** Normal numbers around ten centers; `seed` draws other rows around the same ones. */
function clouds(rows: number, cols: number, seed = 1): Matrix {
  const [centers, noise] = [random(1, 'test.centers'), random(seed, 'test.noise')];
  const data = Float32Array.from({ length: rows * cols }, (_, i) => {
    const cluster = Math.floor(i / cols) % 10;
    return centers.normal(cluster * cols + (i % cols)) + 0.3 * noise.normal(i);
  });
  return { data, rows, cols };
}
const slice = ({ data, cols }: Matrix, from: number, to: number): Matrix => ({
  data: data.slice(from * cols, to * cols),
  rows: to - from,
  cols,
});

/** Share of answers that are no farther than the k-th true one. */
function recallOf(found: Float32Array, exact: Float32Array, k: number): number {
  let hits = 0;
  found.forEach((distance, e) => (hits += distance <= exact[(Math.floor(e / k) + 1) * k - 1]! ? 1 : 0));
  return hits / found.length;
}

describe('the nearest points of new rows', () => {
  it('on a line are those beside, equal distances by index', async () => {
    const points: Matrix = { data: Float32Array.of(0, 1, 2, 4), rows: 4, cols: 1 };
    const index = await neighborIndex(points, { k: 2, metric: 'euclidean', seed: 1 });
    const queries: Matrix = { data: Float32Array.of(1.5, 4, -9), rows: 3, cols: 1 };
    const answers = await index.query(queries);
    expect(index.exact).toBe(true);
    expect([...answers.indices]).toEqual([1, 2, 3, 2, 0, 1]);
    expect([...answers.distances]).toEqual([0.5, 0.5, 0, 2, 9, 10]);
  });

  it('are, for a row that is a point, that point and its neighbours', async () => {
    const points = clouds(300, 9);
    const graph = await exactNeighbors(points, { k: 5, metric: 'euclidean' });
    const index = await neighborIndex(points, { k: 6, metric: 'euclidean', seed: 1 });
    const { indices, distances } = await index.query(points);
    for (let i = 0; i < 300; i++) {
      expect(indices[i * 6]).toBe(i);
      expect([...indices.subarray(i * 6 + 1, i * 6 + 6)]).toEqual([
        ...graph.indices.subarray(i * 5, i * 5 + 5),
      ]);
      expect(distances[i * 6]).toBe(0);
    }
  });

  it.each(METRICS)(
    'by %s are nearly all found among the cells, at exactly their distances',
    async (metric) => {
      const [points, queries] = [clouds(3000, 24), clouds(400, 24, 2)];
      const options = { k: 10, metric, seed: 1 };
      const exact = await (await neighborIndex(points, options)).query(queries);
      const graph = await approximateNeighbors(points, options);
      for (const given of [graph, undefined]) {
        const index = await neighborIndex(points, { ...options, exactUpTo: 0, graph: given });
        expect(index.exact).toBe(false);
        const answers = await index.query(queries);
        expect(recallOf(answers.distances, exact.distances, 10)).toBeGreaterThan(0.97);
      }
    },
  );

  it('do not depend on what else is asked, nor on threads', async () => {
    const points = clouds(1500, 20);
    const queries = clouds(60, 20, 3);
    queries.data.fill(0, 40, 60);
    const options = { k: 7, metric: 'cosine' as const, seed: 1, exactUpTo: 0 };
    const graph = await approximateNeighbors(points, options);
    const index = await neighborIndex(points, { ...options, graph });
    const all = await index.query(queries);
    for (let i = 0; i < 60; i++) {
      const one = await index.query(slice(queries, i, i + 1));
      expect([...one.indices]).toEqual([...all.indices.subarray(i * 7, (i + 1) * 7)]);
      expect([...one.distances]).toEqual([...all.distances.subarray(i * 7, (i + 1) * 7)]);
    }
    expect([...all.indices.subarray(14, 21)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const pool = await createPool(3);
    const threaded = await neighborIndex(points, { ...options, graph, pool });
    const [first, second] = await Promise.all([
      threaded.query(slice(queries, 0, 30)),
      threaded.query(slice(queries, 30, 60)),
    ]);
    expect([...first.indices, ...second.indices]).toEqual([...all.indices]);
    pool.close();
  });

  it('are k different points by distance, for any shape and far queries', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...METRICS),
        fc.constantFrom(0, 1, 1e-20, 1e20),
        async (rows, cols, k, metric, size) => {
          const points = clouds(rows, cols);
          const queries = clouds(5, cols, 4);
          const scaled = { ...queries, data: queries.data.map((value) => value * size) };
          const index = await neighborIndex(points, { k, metric, seed: 1, exactUpTo: 0 });
          const answers = await index.query(scaled);
          expect(answers.k).toBe(Math.min(k, rows));
          for (let q = 0; q < 5; q++) {
            const own = answers.indices.subarray(q * answers.k, (q + 1) * answers.k);
            expect(new Set(own).size).toBe(answers.k);
            expect(own.every((row) => row < rows)).toBe(true);
            const far = answers.distances.subarray(q * answers.k, (q + 1) * answers.k);
            expect(far.every((distance, t) => t === 0 || distance >= far[t - 1]!)).toBe(true);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are points too where they are farther away than a float32 can say', async () => {
    const points: Matrix = { data: Float32Array.of(1, 2, 3), rows: 3, cols: 1 };
    for (const [exactUpTo, far] of [
      [0, 1e20],
      [3, 1e20],
      [0, 3.4e38],
      [3, 3.4e38],
    ] as const) {
      const index = await neighborIndex(points, { k: 2, metric: 'euclidean', seed: 1, exactUpTo });
      const { indices } = await index.query({ data: Float32Array.of(-far), rows: 1, cols: 1 });
      expect([...indices]).toEqual([0, 1]);
    }
    const ends: Matrix = { data: Float32Array.of(3e38, -3e38, 3e38), rows: 3, cols: 1 };
    const graph = await exactNeighbors(ends, { k: 2, metric: 'euclidean' });
    expect([...graph.indices]).toEqual([2, 1, 0, 2, 0, 1]);
  });

  it('refuse other columns, numbers that are not finite, and a graph of other rows', async () => {
    const points = clouds(50, 3);
    const index = await neighborIndex(points, { k: 3, metric: 'cosine', seed: 1 });
    await expect(index.query(clouds(2, 4))).rejects.toThrow(/3 columns.*got 4/);
    await expect(index.query({ data: Float32Array.of(1, NaN, 2), rows: 1, cols: 3 })).rejects.toThrow(
      /queries must be finite; got NaN at row 0, column 1/,
    );
    const graph = await exactNeighbors(clouds(20, 3), { k: 3, metric: 'cosine' });
    await expect(neighborIndex(points, { k: 3, metric: 'cosine', seed: 1, graph })).rejects.toThrow(
      /50 points/,
    );
    expect((await index.query({ data: new Float32Array(0), rows: 0, cols: 3 })).rows).toBe(0);
  });
});
