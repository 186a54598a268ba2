import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  agglomerate,
  cutTree,
  exactNeighbors,
  random,
  singleLinkage,
  type AgglomerateOptions,
  type LinkageMethod,
  type LinkageTree,
  type Matrix,
} from '@parallax-map/kernels';

const golden = JSON.parse(
  readFileSync(new URL('../fixtures/agglomerative.json', import.meta.url), 'utf8'),
) as {
  tables: Record<string, number[][]>;
  cases: {
    table: string;
    method: LinkageMethod;
    left: number[];
    right: number[];
    distance: number[];
    five: number[];
  }[];
};
const METHODS = ['ward', 'average', 'complete', 'single'] as const;

describe.each(golden.cases)('$method linkage of the table "$table"', (fixture) => {
  test('is what the reference says, ties included', async () => {
    const tree = await agglomerate(points64(golden.tables[fixture.table]!), { method: fixture.method });
    tree.distance.forEach((distance, i) => expect(distance).toBeCloseTo(fixture.distance[i]!, 7));
    // Where distances tie, the reference finds single linkage in another order, and its roots round another way.
    if (fixture.method === 'single' && fixture.table !== 'drawn') return;
    if (fixture.method === 'ward' && fixture.table === 'repeated') return;
    expect([...tree.left]).toEqual(fixture.left);
    expect([...tree.right]).toEqual(fixture.right);
    if (fixture.table === 'drawn') {
      expect(adjustedRandIndex(cutTree(tree, { clusters: 5 }), fixture.five)).toBe(1);
    }
  });
});

const smallPoints = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), {
    minLength: 1,
    maxLength: 14,
  })
  .map((rows) => points64(rows));

describe('agglomerative clustering', () => {
  test.each(METHODS)('%s joins clusters at the distance the definition gives', async (method) => {
    await fc.assert(
      fc.asyncProperty(smallPoints, async (points) => {
        const tree = await agglomerate(points, { method });
        const members: number[][] = Array.from({ length: points.rows }, (_, i) => [i]);
        tree.distance.forEach((distance, i) => {
          const [a, b] = [members[tree.left[i]!]!, members[tree.right[i]!]!];
          expect(distance).toBeCloseTo(apart(points, a, b, method), 9);
          if (i > 0) expect(distance).toBeGreaterThanOrEqual(tree.distance[i - 1]!);
          members.push([...a, ...b]);
          expect(tree.size[i]).toBe(a.length + b.length);
        });
        expect(members.at(-1)).toHaveLength(points.rows);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['ward', 'euclidean'],
    ['single', 'euclidean'],
    ['average', 'cosine'],
  ] as const)('%s along a graph of all pairs is the same as without (%s)', async (method, metric) => {
    const { normal } = random(2, 'test.agglomerative');
    const points = { data: Float64Array.from({ length: 60 * 3 }, (_, i) => normal(i)), rows: 60, cols: 3 };
    const graph = await exactNeighbors(float32(points), { k: 59, metric });
    const [along, plain] = [
      await agglomerate(points, { method, metric, graph }),
      await agglomerate(points, { method, metric }),
    ];
    along.distance.forEach((distance, i) => expect(distance).toBeCloseTo(plain.distance[i]!, 9));
    expect(cutTree(along, { clusters: 7 })).toEqual(cutTree(plain, { clusters: 7 }));
  });

  test('solved by hand: along a graph the mean is the root of the mean square, the largest that of two balls', async () => {
    // 0 and 2 meet first, at 1 from their middle; then 7 from 0, 5 from 2, 6 from the middle.
    const points = points64([[0], [2], [7]]);
    const graph = await exactNeighbors(float32(points), { k: 2, metric: 'euclidean' });
    const last = async (method: 'average' | 'complete'): Promise<number> =>
      (await agglomerate(points, { method, graph })).distance[1]!;
    expect(await last('average')).toBeCloseTo(Math.sqrt((49 + 25) / 2), 12);
    expect(await last('complete')).toBeCloseTo(7, 12);
  });

  test.each([
    ['ward', 0.98],
    ['average', 0.96],
    ['complete', 0.9],
    ['single', 0.999],
  ] as const)('%s along 14 neighbours finds what all pairs do', async (method, least) => {
    const { normal, uniform } = random(3, 'test.agglomerative');
    const [rows, cols, groups] = [1500, 5, 20];
    const truth = Int32Array.from({ length: rows }, (_, i) => Math.floor(groups * uniform(i) ** 1.5));
    const data = Float64Array.from(
      { length: rows * cols },
      (_, at) => normal(1e6 + truth[Math.floor(at / cols)]! * cols + (at % cols)) + 0.2 * normal(2e6 + at),
    );
    const points = { data, rows, cols };
    const graph = await exactNeighbors(float32(points), { k: 14, metric: 'euclidean' });
    const cut = async (options: AgglomerateOptions): Promise<Int32Array> =>
      cutTree(await agglomerate(points, { method, ...options }), { clusters: groups });
    const [along, exact] = [await cut({ graph }), await cut({})];
    expect(adjustedMutualInformation(along, exact)).toBeGreaterThan(least);
    if (method === 'single') return;
    // As near to the truth as the exact answer is.
    const near = (labels: Int32Array): number => adjustedMutualInformation(labels, truth);
    expect(near(along)).toBeGreaterThan(near(exact) - 0.02);
  });

  test('parts that no edge of the graph connects are joined last', async () => {
    const rows = [0, 1, 2, 100, 101, 102, 50.9, 52, 53].map((v) => [v]);
    const graph = await exactNeighbors(float32(points64(rows)), { k: 2, metric: 'euclidean' });
    const tree = await agglomerate(points64(rows), { method: 'average', graph });
    expect([...cutTree(tree, { clusters: 3 })]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect([...tree.distance].slice(-2).every((distance) => distance > 40)).toBe(true);
  });

  test('parts are joined as all rows would be by Ward, where they lie apart', async () => {
    const { normal, uniform } = random(6, 'test.agglomerative');
    const rows = Array.from({ length: 600 }, (_, i) => {
      const part = Math.floor(24 * uniform(i) ** 2);
      return [0, 1].map((d) => 100 * uniform(5000 + 2 * part + d) + 0.05 * normal(2 * i + d));
    });
    const graph = await exactNeighbors(float32(points64(rows)), { k: 3, metric: 'euclidean' });
    const trees = [await agglomerate(points64(rows), { graph }), await agglomerate(points64(rows))];
    for (const clusters of [2, 4, 7, 12]) {
      const [along, exact] = trees.map((tree) => [...cutTree(tree, { clusters })]);
      expect(along).toEqual(exact);
    }
  });

  test('of parts that are nearer to each other than their own rows, the nearest are joined first', async () => {
    const rows = [0, 4, 20, 21].flatMap((y) => [0, 50, 100].map((x) => [x, y]));
    const graph = {
      ...{ rows: 12, k: 1 },
      indices: Uint32Array.from(rows, (_, i) => (i % 3 === 1 ? i + 1 : i - (i % 3) + 1)),
      distances: new Float32Array(12).fill(50),
    };
    for (const method of METHODS) {
      const tree = await agglomerate(points64(rows), { method, graph });
      const parts = [...cutTree(tree, { clusters: 3 })].filter((_, i) => i % 3 === 0);
      expect(parts).toEqual([1, 2, 0, 0]);
    }
  });

  test('along a graph, order of rows changes nothing but names where no distances tie', async () => {
    const { normal } = random(4, 'test.agglomerative');
    const rows = Array.from({ length: 300 }, (_, i) => [normal(2 * i) + (i % 3) * 8, normal(2 * i + 1)]);
    const order = rows.map((_, i) => (i * 7) % 300);
    for (const method of METHODS) {
      const cuts = await Promise.all(
        [rows, order.map((i) => rows[i]!)].map(async (own) => {
          const points = points64(own);
          const graph = await exactNeighbors(float32(points), { k: 8, metric: 'euclidean' });
          return cutTree(await agglomerate(points, { method, graph }), { clusters: 3 });
        }),
      );
      expect(adjustedRandIndex([...order.map((i) => cuts[0]![i]!)], cuts[1]!)).toBe(1);
    }
  });

  test('a cut at a distance joins what is that near; HDBSCAN’s tree is cut likewise', async () => {
    const points = points64([[0], [1], [3], [10], [11]]);
    const tree = await agglomerate(points, { method: 'single' });
    expect([...cutTree(tree, { distance: 1 })]).toEqual([0, 0, 2, 1, 1]);
    expect([...cutTree(tree, { distance: 0 })]).toEqual([0, 1, 2, 3, 4]);
    expect([...cutTree(tree, { clusters: 99 })]).toEqual([0, 1, 2, 3, 4]);
    expect([...cutTree(await singleLinkage(points, { minSamples: 1 }), { clusters: 2 })]).toEqual([
      0, 0, 0, 1, 1,
    ]);
  });

  test('one row is a cluster, and none is none', async () => {
    for (const rows of [0, 1]) {
      const tree: LinkageTree = await agglomerate({ data: new Float32Array(rows), rows, cols: 1 });
      expect(cutTree(tree, { clusters: 1 })).toEqual(new Int32Array(rows));
    }
  });

  test('refuses what it cannot work with, and stops when asked', async () => {
    const many = { data: new Float32Array(30_000), rows: 30_000, cols: 1 };
    await expect(agglomerate(many)).rejects.toThrow('give a neighbour graph');
    await expect(agglomerate(points64([[1], [NaN]]))).rejects.toThrow('row 1, column 0');
    const tree = await agglomerate(points64([[1], [2]]));
    expect(() => cutTree(tree, { clusters: 0 })).toThrow('got 0');
    expect(() => cutTree(tree, { distance: NaN })).toThrow('got NaN');
    const stop = new AbortController();
    const running = agglomerate(
      { data: new Float32Array(400_000).map((_, i) => (i * 7919) % 1013), rows: 4000, cols: 100 },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

function apart(
  { data, cols }: { data: Float64Array; cols: number },
  a: number[],
  b: number[],
  method: LinkageMethod,
) {
  const row = (i: number): number[] => [...data.subarray(i * cols, (i + 1) * cols)];
  const gap = (x: number[], y: number[]): number => Math.hypot(...x.map((v, j) => v - y[j]!));
  const middle = (own: number[]): number[] =>
    Array.from({ length: cols }, (_, j) => own.reduce((sum, i) => sum + row(i)[j]!, 0) / own.length);
  if (method === 'ward') {
    return Math.sqrt((2 * a.length * b.length) / (a.length + b.length)) * gap(middle(a), middle(b));
  }
  const gaps = a.flatMap((i) => b.map((j) => gap(row(i), row(j))));
  if (method === 'average') return gaps.reduce((sum, d) => sum + d, 0) / gaps.length;
  return method === 'single' ? Math.min(...gaps) : Math.max(...gaps);
}

function points64(rows: number[][]) {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}

function float32(points: { data: Float64Array; rows: number; cols: number }): Matrix {
  return { ...points, data: Float32Array.from(points.data) };
}
