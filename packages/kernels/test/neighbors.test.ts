import {
  createPool,
  exactNeighbors,
  random,
  type Matrix,
  type NeighborGraph,
  type NeighborMetric,
  type ProductProvider,
} from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const matrix = (rows: number[][]): Matrix => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0]!.length,
});
const cloud = (rows: number, cols: number, seed = 1): Matrix => {
  const draws = random(seed, 'test.cloud');
  return { data: Float32Array.from({ length: rows * cols }, (_, i) => draws.normal(i)), rows, cols };
};
const bytes = (graph: NeighborGraph): Buffer =>
  Buffer.concat([Buffer.from(graph.indices.buffer), Buffer.from(graph.distances.buffer)]);

/** Every pair in float64, ordered by (float32 distance, index). */
function bruteForce({ data, rows, cols }: Matrix, k: number, metric: 'cosine' | 'euclidean') {
  const row = (i: number): Float32Array => data.subarray(i * cols, (i + 1) * cols);
  const length = (a: Float32Array): number => Math.sqrt(a.reduce((sum, x) => sum + x * x, 0));
  const distance = (i: number, j: number): number => {
    const [a, b] = [row(i), row(j)];
    const [p, q] = metric === 'cosine' ? [length(a), length(b)] : [1, 1];
    if (p === 0 || q === 0) return 1;
    const squares = a.reduce((sum, x, d) => sum + (x / p - b[d]! / q) ** 2, 0);
    return Math.fround(metric === 'cosine' ? squares / 2 : Math.sqrt(squares));
  };
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => ({ j, d: distance(i, j) }))
      .filter(({ j }) => j !== i)
      .sort((x, y) => x.d - y.d || x.j - y.j)
      .slice(0, k),
  );
}

describe('exact neighbours', () => {
  it('on a line are the rows beside, nearest first, equal distances by index', async () => {
    const graph = await exactNeighbors(matrix([[0], [1], [2], [4]]), { k: 2, metric: 'euclidean' });
    expect([...graph.indices]).toEqual([1, 2, 0, 2, 1, 0, 2, 1]);
    expect([...graph.distances]).toEqual([1, 2, 1, 1, 1, 2, 2, 3]);
  });

  it('by cosine depend on direction alone', async () => {
    const graph = await exactNeighbors(
      matrix([
        [1, 0],
        [0, 2],
        [-3, 0],
        [5, 0],
      ]),
      { k: 3, metric: 'cosine' },
    );
    expect([...graph.indices.subarray(0, 3)]).toEqual([3, 1, 2]);
    expect([...graph.distances.subarray(0, 3)]).toEqual([0, 1, 2]);
  });

  it('are those of brute force for any shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 90 }),
        fc.integer({ min: 1, max: 21 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('cosine' as const, 'euclidean' as const),
        fc.nat(1000),
        async (rows, cols, k, metric, seed) => {
          const points = cloud(rows, cols, seed);
          const graph = await exactNeighbors(points, { k, metric });
          expect(graph.k).toBe(Math.min(k, rows - 1));
          bruteForce(points, graph.k, metric).forEach((expected, i) =>
            expected.forEach(({ d }, p) => {
              expect(Math.abs(graph.distances[i * graph.k + p]! - d)).toBeLessThan(1e-6 * Math.max(1, d));
            }),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are told apart where rows lie closer together than products can say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 40, max: 150 }),
        fc.constantFrom(1e-2, 1e-5, 3e-7),
        fc.constantFrom('cosine' as const, 'euclidean' as const),
        fc.constantFrom(1, 2 ** 40, 2 ** -60),
        fc.boolean(),
        fc.nat(1000),
        async (rows, spread, metric, size, outlier, seed) => {
          const points = cloud(rows, 9, seed);
          points.data.forEach((value, i) => {
            const center = [5, -3, 1][Math.floor(i / 9) % 3]! * (i % 9);
            points.data[i] = (1 + center + spread * value) * size;
          });
          if (outlier) points.data.fill(1e6 * size, 0, 9);
          const k = 7;
          const pool = await createPool(1 + (seed % 3));
          const graph = await exactNeighbors(points, { k, metric, pool });
          await pool.close();
          bruteForce(points, k, metric).forEach((expected, i) =>
            expected.forEach(({ d }, p) => {
              const off = Math.abs(graph.distances[i * k + p]! - d);
              // Unit rows are float32, by whose rounding two that are one to brute force may differ.
              expect(off).toBeLessThanOrEqual(metric === 'cosine' ? 1e-12 + 1e-3 * d : 1e-6 * d);
            }),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('order ties by index on a grid of whole numbers', async () => {
    const points = matrix(Array.from({ length: 49 }, (_, i) => [i % 7, Math.floor(i / 7)]));
    const graph = await exactNeighbors(points, { k: 8, metric: 'euclidean' });
    const expected = bruteForce(points, 8, 'euclidean').flat();
    expect([...graph.indices]).toEqual(expected.map(({ j }) => j));
  });

  it('put equal rows at distance 0, the row itself left out', async () => {
    for (const metric of ['cosine', 'euclidean'] as const) {
      const one = [...cloud(1, 37).data];
      const graph = await exactNeighbors(matrix(Array.from({ length: 30 }, () => one)), { k: 4, metric });
      expect([...graph.distances].every((distance) => distance === 0)).toBe(true);
      expect([...graph.indices.subarray(0, 8)]).toEqual([1, 2, 3, 4, 0, 2, 3, 4]);
    }
  });

  it('put a row of zeros at cosine distance 1 from every row', async () => {
    const points = matrix([
      [1, 1],
      [0, 0],
      [1, 0],
      [0, 0],
      [-1, 2],
    ]);
    const graph = await exactNeighbors(points, { k: 4, metric: 'cosine' });
    expect([...graph.indices.subarray(4, 8)]).toEqual([0, 2, 3, 4]);
    expect([...graph.distances.subarray(4, 8)]).toEqual([1, 1, 1, 1]);
  });

  it('keep apart what lies far from the origin, and do not overflow', async () => {
    const far = matrix([[10_000_000], [10_000_001], [10_000_003], [10_000_007]]);
    const graph = await exactNeighbors(far, { k: 1, metric: 'euclidean' });
    expect([...graph.indices]).toEqual([1, 0, 1, 2]);
    const huge = matrix([
      [1e38, 0],
      [-1e38, 0],
      [1e38, 1e37],
    ]);
    expect((await exactNeighbors(huge, { k: 1, metric: 'euclidean' })).indices[0]).toBe(2);
  });

  it('are the same bytes for 1, 2 and 8 threads, and follow a permutation of the rows', async () => {
    const points = cloud(300, 17);
    const alone = await exactNeighbors(points, { k: 9, metric: 'cosine' });
    for (const threads of [2, 8]) {
      const pool = await createPool(threads);
      const graph = await exactNeighbors(points, { k: 9, metric: 'cosine', pool });
      expect(bytes(graph).equals(bytes(alone))).toBe(true);
      pool.close();
    }
    const turned: Matrix = { ...points, data: new Float32Array(points.data.length) };
    for (let i = 0; i < 300; i++)
      turned.data.set(points.data.subarray((299 - i) * 17, (300 - i) * 17), i * 17);
    const other = await exactNeighbors(turned, { k: 9, metric: 'cosine' });
    for (let e = 0; e < 300 * 9; e++) {
      const row = Math.floor(e / 9);
      expect(299 - other.indices[(299 - row) * 9 + (e % 9)]!).toBe(alone.indices[e]);
    }
  });

  it('of no row or one are none', async () => {
    expect(await exactNeighbors(cloud(1, 3), { k: 5, metric: 'cosine' })).toMatchObject({ rows: 1, k: 0 });
    expect(await exactNeighbors(cloud(0, 3), { k: 5, metric: 'cosine' })).toMatchObject({ rows: 0, k: 0 });
  });

  it('refuse numbers that are not finite, naming row and column, and a k below 1', async () => {
    const points = matrix([
      [1, 2],
      [3, NaN],
    ]);
    await expect(exactNeighbors(points, { k: 1, metric: 'cosine' })).rejects.toThrow(/row 1, column 1/);
    await expect(exactNeighbors(cloud(3, 2), { k: 0, metric: 'cosine' })).rejects.toMatchObject({
      name: 'KernelInputError',
    });
  });

  it('by inner product are the rows with the greatest products', async () => {
    const points = matrix([
      [1, 0],
      [3, 1],
      [0, 2],
      [-1, -5],
    ]);
    const graph = await exactNeighbors(points, { k: 3, metric: 'inner-product' });
    expect([...graph.indices.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect([...graph.distances.subarray(0, 3)]).toEqual([-3, 0, 1]);
    const unit = cloud(200, 12);
    for (let i = 0; i < 200; i++) {
      const row = unit.data.subarray(i * 12, (i + 1) * 12);
      const length = Math.hypot(...row);
      row.forEach((value, j) => (row[j] = value / length));
    }
    const [product, cosine] = [
      await exactNeighbors(unit, { k: 5, metric: 'inner-product' }),
      await exactNeighbors(unit, { k: 5, metric: 'cosine' }),
    ];
    expect([...product.indices]).toEqual([...cosine.indices]);
  });

  it('are the same bytes whoever proposes, on grids of ties and copies too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 120 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom<NeighborMetric>('cosine', 'euclidean', 'inner-product'),
        fc.boolean(),
        async (rows, cols, k, metric, grid) => {
          const points = cloud(rows, cols, k);
          if (grid) points.data.forEach((value, i) => (points.data[i] = Math.round(value)));
          const [alone, helped] = [
            await exactNeighbors(points, { k, metric }),
            await exactNeighbors(points, { k, metric, provider: byProducts() }),
          ];
          expect(bytes(helped).equals(bytes(alone))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuse proposals of another shape, or of rows there are not', async () => {
    const points = cloud(40, 3);
    const propose = (give: (count: number) => Uint32Array): ProductProvider => ({
      propose: (_, count) => Promise.resolve(give(count)),
    });
    const few = { k: 2, metric: 'cosine' as const, provider: propose(() => new Uint32Array(3)) };
    await expect(exactNeighbors(points, few)).rejects.toThrow(/11 rows for each of 40; got 3/);
    const odd = { ...few, provider: propose((count) => new Uint32Array(40 * count).fill(40)) };
    await expect(exactNeighbors(points, odd)).rejects.toThrow(/rows below 40; got 40/);
    const unable: ProductProvider = { propose: () => Promise.resolve(undefined) };
    const alone = await exactNeighbors(points, { k: 2, metric: 'cosine' });
    const helped = await exactNeighbors(points, { k: 2, metric: 'cosine', provider: unable });
    expect(bytes(helped).equals(bytes(alone))).toBe(true);
  });
});

/** Products in float64; among equal ones the later row. */
function byProducts(): ProductProvider {
  return {
    propose({ values, half, rows, cols }, count) {
      const score = (i: number, j: number): number => {
        let sum = 0;
        for (let c = 0; c < cols; c++) sum += values[i * cols + c]! * values[j * cols + c]!;
        return Math.fround(sum) - half[j]!;
      };
      const order = (i: number): number[] =>
        Array.from({ length: rows }, (_, j) => ({ j, s: score(i, j) }))
          .sort((a, b) => b.s - a.s || b.j - a.j)
          .slice(0, count)
          .map(({ j }) => j);
      return Promise.resolve(Uint32Array.from(Array.from({ length: rows }, (_, i) => order(i)).flat()));
    },
  };
}
