import {
  approximateNeighbors,
  createPool,
  exactNeighbors,
  nearestNeighbors,
  random,
  type Matrix,
  type NeighborGraph,
  type NeighborMetric,
} from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

const METRICS: NeighborMetric[] = ['cosine', 'euclidean', 'inner-product'];

/** Normal numbers around `clusters` centers, `spread` apart from them. */
function clouds(rows: number, cols: number, { clusters = 10, spread = 0.3, seed = 1 } = {}): Matrix {
  const [centers, noise] = [random(seed, 'test.centers'), random(seed, 'test.noise')];
  const data = Float32Array.from({ length: rows * cols }, (_, i) => {
    const cluster = Math.floor(i / cols) % clusters;
    return centers.normal(cluster * cols + (i % cols)) + spread * noise.normal(i);
  });
  return { data, rows, cols };
}

const bytes = (graph: NeighborGraph): Buffer =>
  Buffer.concat([Buffer.from(graph.indices.buffer), Buffer.from(graph.distances.buffer)]);

/** Share of the true neighbours that were found; of equally far ones any will do. */
function trueRecall(graph: NeighborGraph, exact: NeighborGraph): number {
  let hits = 0;
  for (let i = 0; i < graph.rows; i++) {
    const farthest = exact.distances[(i + 1) * graph.k - 1]!;
    for (let t = 0; t < graph.k; t++) if (graph.distances[i * graph.k + t]! <= farthest) hits++;
  }
  return hits / (graph.rows * graph.k);
}

/** k different other rows for each row, by ascending (distance, row). */
function expectWellFormed({ rows, k, indices, distances }: NeighborGraph): void {
  for (let i = 0; i < rows; i++) {
    const own = [...indices.subarray(i * k, (i + 1) * k)];
    if (new Set(own).size < k || own.some((row) => row >= rows || row === i)) {
      throw new Error(`row ${i}: ${own.join()} are not ${k} different other rows`);
    }
    for (let t = i * k + 1; t < (i + 1) * k; t++) {
      const [d, before] = [distances[t]!, distances[t - 1]!];
      if (!(before < d || (before === d && indices[t - 1]! < indices[t]!))) {
        throw new Error(`row ${i}: ${before} (${indices[t - 1]}) stands before ${d} (${indices[t]})`);
      }
    }
  }
}

describe('approximate neighbours', () => {
  it.each(METRICS)('by %s are nearly the exact ones, at exactly their distances', async (metric) => {
    const points = clouds(3000, 24);
    const graph = await approximateNeighbors(points, { k: 10, metric, seed: 1 });
    const exact = await exactNeighbors(points, { k: 10, metric });
    expectWellFormed(graph);
    expect(trueRecall(graph, exact)).toBeGreaterThan(0.98);
    const known = new Map(
      [...exact.indices].map((j, e) => [10_000 * Math.floor(e / 10) + j, exact.distances[e]!]),
    );
    const other = [...graph.indices].filter((j, e) => {
      const distance = known.get(10_000 * Math.floor(e / 10) + j);
      return distance !== undefined && distance !== graph.distances[e];
    });
    expect(other).toEqual([]);
  });

  it('say how many of the true ones they are, measured on a sample', async () => {
    const points = clouds(2500, 40, { clusters: 40 });
    const graph = await approximateNeighbors(points, { k: 15, metric: 'cosine', seed: 3 });
    const recall = trueRecall(graph, await exactNeighbors(points, { k: 15, metric: 'cosine' }));
    expect(graph.recall!.sampled).toBe(500);
    expect(graph.recall!.value).toBeGreaterThan(0.97);
    expect(Math.abs(graph.recall!.value - recall)).toBeLessThan(0.02);
    expect(graph.recall!.low).toBeLessThanOrEqual(graph.recall!.value);
    expect(graph.recall!.high).toBeGreaterThanOrEqual(graph.recall!.value);
  });

  it('get more work, up to comparing all pairs, where data without clusters need it', async () => {
    const points = clouds(2000, 60, { clusters: 1, spread: 1 });
    const graph = await approximateNeighbors(points, { k: 15, metric: 'euclidean', seed: 1 });
    const recall = trueRecall(graph, await exactNeighbors(points, { k: 15, metric: 'euclidean' }));
    expect(recall).toBeGreaterThan(0.96);
    const all = await approximateNeighbors(points, { k: 15, metric: 'euclidean', seed: 1, target: 1 });
    expect(all.recall?.value ?? 1).toBe(1);
  });

  it('are the same bytes for 1, 2, 3 and 8 threads, and others with another seed', async () => {
    const points = clouds(2000, 33, { clusters: 3, spread: 1 });
    const options = { k: 12, metric: 'cosine' as const, target: 0.5 };
    const alone = await approximateNeighbors(points, { ...options, seed: 5 });
    expect(alone.recall!.value).toBeLessThan(1);
    for (const threads of [2, 3, 8]) {
      const pool = await createPool(threads);
      const graph = await approximateNeighbors(points, { ...options, seed: 5, pool });
      expect(bytes(graph).equals(bytes(alone))).toBe(true);
      pool.close();
    }
    const other = await approximateNeighbors(points, { ...options, seed: 6 });
    expect(bytes(other).equals(bytes(alone))).toBe(false);
  });

  it('are the same bytes however many columns of the points are at hand at a time', async () => {
    const points = clouds(1200, 200);
    for (const metric of METRICS) {
      const options = { k: 6, metric, seed: 2 };
      const graph = await approximateNeighbors(points, options);
      const narrow = await approximateNeighbors(points, { ...options, floatBytes: 1 });
      expect(bytes(narrow).equals(bytes(graph))).toBe(true);
    }
  });

  it('of permuted rows have the same recall', async () => {
    const points = clouds(2000, 30);
    const turned: Matrix = { ...points, data: new Float32Array(points.data.length) };
    for (let i = 0; i < 2000; i++) {
      const from = (i * 1201) % 2000;
      turned.data.set(points.data.subarray(from * 30, (from + 1) * 30), i * 30);
    }
    const [one, two] = await Promise.all(
      [points, turned].map((rows) => approximateNeighbors(rows, { k: 15, metric: 'euclidean', seed: 1 })),
    );
    expect(Math.abs(one!.recall!.value - two!.recall!.value)).toBeLessThan(0.02);
  });

  it('of any shape are well formed, and their recall is what it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 420 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom(...METRICS),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(1000),
        async (rows, cols, k, metric, clusters, seed) => {
          const points = clouds(rows, cols, { clusters, seed });
          const graph = await approximateNeighbors(points, { k, metric, seed });
          expect(graph.k).toBe(Math.max(0, Math.min(k, rows - 1)));
          expectWellFormed(graph);
          if (graph.k === 0) return;
          const recall = trueRecall(graph, await exactNeighbors(points, { k, metric }));
          expect(recall).toBeCloseTo(graph.recall?.value ?? 1, 10);
          expect(recall).toBeGreaterThanOrEqual(0.97);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('live with copies of one row, rows of zeros, and columns that say nothing', async () => {
    const points = clouds(2500, 20);
    for (let i = 0; i < 2500; i++) {
      const row = points.data.subarray(i * 20, (i + 1) * 20);
      if (i % 10 < 3) row.set(points.data.subarray(0, 20));
      if (i % 50 === 7) row.fill(0);
      row[4] = 7;
    }
    for (const metric of ['cosine', 'euclidean'] as const) {
      const graph = await approximateNeighbors(points, { k: 10, metric, seed: 1 });
      expectWellFormed(graph);
      expect(graph.recall?.value ?? 1).toBeGreaterThan(0.97);
      expect(trueRecall(graph, await exactNeighbors(points, { k: 10, metric }))).toBeGreaterThan(0.97);
      expect([...graph.distances.subarray(10, 20)]).toEqual(Array<number>(10).fill(0));
    }
  });

  it('put a row of zeros at cosine distance 1 from the first rows there are', async () => {
    const points = clouds(400, 8);
    points.data.fill(0, 8 * 3, 8 * 4);
    const graph = await approximateNeighbors(points, { k: 5, metric: 'cosine', seed: 1 });
    expect([...graph.indices.subarray(15, 20)]).toEqual([0, 1, 2, 4, 5]);
    expect([...graph.distances.subarray(15, 20)]).toEqual([1, 1, 1, 1, 1]);
  });

  it('of rows that are all the same are at distance 0', async () => {
    const points: Matrix = { data: new Float32Array(1500 * 5).fill(3), rows: 1500, cols: 5 };
    const graph = await approximateNeighbors(points, { k: 6, metric: 'euclidean', seed: 1 });
    expectWellFormed(graph);
    expect(graph.distances.every((distance) => distance === 0)).toBe(true);
  });

  it('on a line, and of numbers of any size, are found', async () => {
    for (const factor of [1e-30, 1, 1e30]) {
      const line = clouds(2000, 1, { clusters: 1, spread: 1 });
      const points: Matrix = { ...line, data: line.data.map((value) => value * factor) };
      const graph = await approximateNeighbors(points, { k: 5, metric: 'euclidean', seed: 1 });
      const exact = await exactNeighbors(points, { k: 5, metric: 'euclidean' });
      expect(trueRecall(graph, exact)).toBeGreaterThan(0.97);
    }
  });

  it('tell apart what lies far from the origin, and one row far from the rest', async () => {
    const points = clouds(2000, 6, { clusters: 4 });
    const far: Matrix = { ...points, data: points.data.map((value) => value + 1000) };
    far.data.fill(1e20, 0, 6);
    const graph = await approximateNeighbors(far, { k: 5, metric: 'euclidean', seed: 1 });
    expect(graph.recall!.value).toBeGreaterThan(0.97);
    expect(trueRecall(graph, await exactNeighbors(far, { k: 5, metric: 'euclidean' }))).toBeGreaterThan(0.97);
  });

  it('report progress that never falls, and stop when told to', async () => {
    const points = clouds(3000, 50);
    const shares: number[] = [];
    // A clock that runs so fast that every block of work is told of.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000));
    try {
      await approximateNeighbors(points, {
        ...{ k: 10, metric: 'cosine', seed: 1 },
        onProgress: (share) => shares.push(share),
      });
    } finally {
      clock.mockRestore();
    }
    expect(shares.length).toBeGreaterThan(500);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    const stop = new AbortController();
    const work = approximateNeighbors(points, {
      ...{ k: 10, metric: 'cosine', seed: 1, signal: stop.signal },
      onProgress: (share) => share > 0.3 && stop.abort(),
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuse numbers that are not finite, naming row and column, and a metric there is not', async () => {
    const points = clouds(300, 4);
    points.data[4 * 17 + 2] = Infinity;
    const options = { k: 3, metric: 'cosine' as const, seed: 1 };
    await expect(approximateNeighbors(points, options)).rejects.toThrow(/row 17, column 2/);
    const odd = { ...options, metric: 'manhattan' as NeighborMetric };
    await expect(approximateNeighbors(clouds(3, 2), odd)).rejects.toThrow(/cosine, euclidean/);
  });
});

describe('nearest neighbours', () => {
  it('are exact up to a number of rows, and approximate above', async () => {
    const points = clouds(900, 12);
    const options = { k: 8, metric: 'euclidean' as const, seed: 1 };
    const exact = await exactNeighbors(points, options);
    expect(bytes(await nearestNeighbors(points, options)).equals(bytes(exact))).toBe(true);
    expect(await nearestNeighbors(points, { ...options, exactUpTo: 900 })).not.toHaveProperty('recall');
    const above = await nearestNeighbors(points, { ...options, exactUpTo: 899 });
    expect(above.recall!.value).toBeGreaterThan(0.97);
  });
});
