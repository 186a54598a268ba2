import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clusterPredictor,
  createPool,
  hdbscan,
  membershipVectors,
  mutualReachabilityTree,
  random,
  singleLinkage,
  type ColumnMetricOptions,
  type DensityMetric,
} from '@parallax-map/kernels';

type Rows = { data: Float64Array; rows: number; cols: number };

const METRICS: readonly ColumnMetricOptions[] = [
  { metric: 'manhattan' },
  { metric: 'chebyshev' },
  { metric: 'minkowski', p: 1 },
  { metric: 'minkowski', p: 2 },
  { metric: 'minkowski', p: 1.5 },
  { metric: 'minkowski', p: 3.25 },
  { metric: 'minkowski', p: 5 },
];

const points = fc
  .integer({ min: 1, max: 3 })
  .chain((cols) =>
    fc.array(fc.array(fc.integer({ min: -3, max: 9 }), { minLength: cols, maxLength: cols }), {
      minLength: 1,
      maxLength: 36,
    }),
  )
  .map(matrix);

describe('other metrics', () => {
  // Four rows: at the origin, (3, 4) and (0, 6) from it, and one far away.
  const four = matrix([
    [0, 0],
    [3, 4],
    [0, 6],
    [100, 0],
  ]);
  test.each([
    // Each row's nearest other: 6 – 5 – 5 – 101; edges 1–2 (5), 0–2 (6), 1–3 (101).
    [{ metric: 'manhattan' }, [6, 5, 5, 100], [5, 6, 100]],
    // 1–2: max(3, 2) = 3; 0–1: 4; 1–3: 97.
    [{ metric: 'chebyshev' }, [4, 3, 3, 97], [3, 4, 97]],
    // 1–2: √(9 + 4); 0–1: 5; 1–3: √(97² + 4²).
    [
      { metric: 'minkowski', p: 2 },
      [5, Math.sqrt(13), Math.sqrt(13), Math.hypot(97, 4)],
      [Math.sqrt(13), 5, Math.hypot(97, 4)],
    ],
    // 1–2: ∛(27 + 8); 0–1: ∛(27 + 64); 1–3: ∛(97³ + 4³).
    [
      { metric: 'minkowski', p: 3 },
      [Math.cbrt(91), Math.cbrt(35), Math.cbrt(35), Math.cbrt(97 ** 3 + 64)],
      [Math.cbrt(35), Math.cbrt(91), Math.cbrt(97 ** 3 + 64)],
    ],
  ] as const)('%o is what is solved by hand', async (options, core, reach) => {
    const tree = await mutualReachabilityTree(four, { minSamples: 1, ...options });
    core.forEach((value, row) => expect(tree.core[row]).toBeCloseTo(value, 10));
    reach.forEach((value, edge) => expect(tree.reach[edge]).toBeCloseTo(value, 10));
  });

  test.each(METRICS)('%o: the tree is the one Prim finds by brute force', async (options) => {
    await fc.assert(
      fc.asyncProperty(points, fc.integer({ min: 1, max: 4 }), async (rows, minSamples) => {
        const tree = await mutualReachabilityTree(rows, { minSamples, ...options });
        const slow = slowTree(distancesOf(rows, options), minSamples);
        tree.core.forEach((value, row) => expect(value).toBeCloseTo(slow.core[row]!, 9));
        tree.reach.forEach((value, edge) => expect(value).toBeCloseTo(slow.weights[edge]!, 9));
        expect([...tree.reach]).toEqual([...tree.reach].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [{ metric: 'manhattan' }, 30],
    [{ metric: 'chebyshev' }, 30],
    [{ metric: 'minkowski', p: 3 }, 30],
  ] as const)('%o in %i columns and hundreds of rows', async (options, cols) => {
    const rows = cloud(300, cols);
    const tree = await mutualReachabilityTree(rows, { minSamples: 4, ...options });
    const slow = slowTree(distancesOf(rows, options), 4);
    tree.reach.forEach((value, edge) => expect(value).toBeCloseTo(slow.weights[edge]!, 9));
  });

  test.each([{ metric: 'manhattan' }, { metric: 'minkowski', p: 2.5 }, { metric: 'precomputed' }] as const)(
    '%o: the same bytes on 2 and 3 threads as on one',
    async (options) => {
      const rows = cloud(1200, 3);
      const given = options.metric === 'precomputed' ? onLine(1200) : rows;
      const alone = await mutualReachabilityTree(given, options);
      for (const threads of [2, 3]) {
        const pool = await createPool(threads);
        try {
          expect(await mutualReachabilityTree(given, { ...options, pool })).toEqual(alone);
        } finally {
          pool.close();
        }
      }
    },
  );

  test('Minkowski of power 2 finds what Euclid does, of power 1 what manhattan does', async () => {
    const rows = cloud(200, 3);
    const labels = async (options: ColumnMetricOptions): Promise<number[]> => [
      ...(await hdbscan(rows, { minClusterSize: 8, ...options })).labels,
    ];
    expect(await labels({ metric: 'minkowski', p: 2 })).toEqual(await labels({}));
    expect(await labels({ metric: 'minkowski', p: 1 })).toEqual(await labels({ metric: 'manhattan' }));
    expect(new Set(await labels({})).size).toBeGreaterThan(2);
  });

  test.each([1e-150, 1e-30, 1e30, 1e150])('values around %f change the scale alone', async (scale) => {
    const rows = cloud(80, 2);
    const far = { ...rows, data: rows.data.map((value) => value * scale) };
    for (const options of METRICS) {
      const [near, wide] = [await singleLinkage(rows, options), await singleLinkage(far, options)];
      near.distance.forEach((distance, merge) => {
        expect(wide.distance[merge]! / scale / (distance || 1)).toBeCloseTo(distance ? 1 : 0, 9);
      });
    }
  });

  test.each(METRICS)('%o: new rows find the clusters that rows equal to them are in', async (options) => {
    const rows = cloud(150, 2);
    const clusters = await hdbscan(rows, { minClusterSize: 8, minSamples: 3, ...options });
    const predict = clusterPredictor(rows, clusters, { minSamples: 3, ...options });
    const hearts = clusters.exemplars.map((list) => list[0]!);
    const asked = {
      data: Float64Array.from(hearts.flatMap((row) => [...rows.data.subarray(2 * row, 2 * row + 2)])),
      rows: hearts.length,
      cols: 2,
    };
    expect([...predict(asked).labels]).toEqual([...hearts.keys()]);
    const vectors = membershipVectors(rows, clusters, options);
    hearts.forEach((row, label) => {
      const own = [...vectors.subarray(row * clusters.count, (row + 1) * clusters.count)];
      expect(own.indexOf(Math.max(...own))).toBe(label);
    });
  });

  test('a metric there is not, and a power out of range, are refused', async () => {
    const odd = { metric: 'hamming' as DensityMetric };
    await expect(singleLinkage(cloud(5, 2), odd)).rejects.toThrow(
      'metric must be one of euclidean, cosine, manhattan, chebyshev, minkowski, precomputed; got hamming',
    );
    for (const p of [0.5, NaN, 101, -1]) {
      await expect(singleLinkage(cloud(5, 2), { metric: 'minkowski', p })).rejects.toThrow(
        `p must lie between 1 and 100; got ${p}`,
      );
    }
  });
});

describe('distances that are given', () => {
  test.each([1, 3])('with minSamples %i give the tree of the rows they are of', async (minSamples) => {
    await fc.assert(
      fc.asyncProperty(points, async (rows) => {
        const given = distancesOf(rows, {});
        const [own, theirs] = [
          await mutualReachabilityTree(given, { minSamples, metric: 'precomputed' }),
          await mutualReachabilityTree(rows, { minSamples }),
        ];
        own.core.forEach((value, row) => expect(value).toBeCloseTo(theirs.core[row]!, 9));
        own.reach.forEach((value, edge) => expect(value).toBeCloseTo(theirs.reach[edge]!, 9));
      }),
      { numRuns: 60 },
    );
  });

  test('need not be of points at all', async () => {
    // Two groups of three; within them 1, between them 10. No triangle holds: row 0 is at 50 from row 5 alone.
    const data = Float64Array.from({ length: 36 }, (_, at) => {
      const [i, j] = [Math.floor(at / 6), at % 6];
      if (i === j) return 0;
      if (Math.min(i, j) === 0 && Math.max(i, j) === 5) return 50;
      return i < 3 === j < 3 ? 1 : 10;
    });
    const { labels, linkage } = await hdbscan(
      { data, rows: 6, cols: 6 },
      { metric: 'precomputed', minClusterSize: 3, minSamples: 1 },
    );
    expect([...labels]).toEqual([0, 0, 0, 1, 1, 1]);
    expect([...linkage.distance]).toEqual([1, 1, 1, 1, 10]);
  });

  test.each(Array.from({ length: 6 }, (_, rows) => rows))('%i rows', async (rows) => {
    const given = distancesOf(cloud(rows, 2), {});
    const { labels } = await hdbscan(given, { metric: 'precomputed', minClusterSize: 2, minSamples: 1 });
    expect(labels).toHaveLength(rows);
  });

  test.each([
    ['not as many columns as rows', [0, 1, 2, 1, 0, 3], 2, /rows × rows, .* got 2 × 3/],
    ['NaN', [0, NaN, NaN, 0], 2, /NaN at row 0, column 1/],
    ['an infinite one', [0, 1, Infinity, 1, 0, 2, Infinity, 2, 0], 3, /Infinity at row 0, column 2/],
    ['one below 0', [0, -1, -1, 0], 2, /at least 0; got -1 at row 1, column 0/],
    ['one that differs by direction', [0, 1, 2, 0], 2, /both ways; got 2 at row 1, column 0 and 1 at row 0/],
    ['one that is not 0 on the diagonal', [0, 1, 1, 0.5], 2, /itself must be 0; got 0.5 at row 1, column 1/],
  ])('%s: refused', async (_, values, rows, message) => {
    const given = { data: Float64Array.from(values), rows, cols: values.length / rows };
    await expect(singleLinkage(given, { metric: 'precomputed' })).rejects.toThrow(message);
  });
});

/** Rows around five places, each by its own number. */
function cloud(rows: number, cols: number): Rows {
  const draws = random(5, 'metrics.test');
  const data = Float64Array.from({ length: rows * cols }, (_, at) => {
    const group = Math.floor(at / cols) % 5;
    return 8 * draws.uniform(1e6 + group * cols + (at % cols)) + 0.4 * draws.normal(at);
  });
  return { data, rows, cols };
}

/** Distances of so many numbers. */
function onLine(rows: number): Rows {
  const draws = random(6, 'metrics.test');
  const values = Float64Array.from({ length: rows }, (_, row) => draws.normal(row));
  const data = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < rows; j++) data[i * rows + j] = Math.abs(values[i]! - values[j]!);
  return { data, rows, cols: rows };
}

function matrix(rows: number[][]): Rows {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}

/** By the definitions. */
function distancesOf({ data, rows, cols }: Rows, { metric = 'euclidean', p = 2 }: ColumnMetricOptions): Rows {
  const far = (i: number, j: number): number => {
    const gaps = Array.from({ length: cols }, (_, c) => Math.abs(data[i * cols + c]! - data[j * cols + c]!));
    if (metric === 'chebyshev') return Math.max(...gaps);
    const power = metric === 'manhattan' ? 1 : metric === 'minkowski' ? p : 2;
    return gaps.reduce((sum, gap) => sum + gap ** power, 0) ** (1 / power);
  };
  const all = Float64Array.from({ length: rows * rows }, (_, at) => far(Math.floor(at / rows), at % rows));
  return { data: all, rows, cols: rows };
}

function slowTree({ data, rows }: Rows, minSamples: number): { core: number[]; weights: number[] } {
  const all = Array.from({ length: rows }, (_, row) => row);
  const core = all.map((i) => {
    const others = all.filter((j) => j !== i).map((j) => data[i * rows + j]!);
    return others.sort((a, b) => a - b)[Math.min(minSamples, rows - 1) - 1] ?? 0;
  });
  const inside = new Uint8Array(rows);
  const reach = new Float64Array(rows).fill(Infinity);
  const weights: number[] = [];
  let current = 0;
  for (let step = 1; step < rows; step++) {
    inside[current] = 1;
    let next = -1;
    for (const j of all) {
      if (inside[j]) continue;
      reach[j] = Math.min(reach[j]!, Math.max(core[current]!, core[j]!, data[current * rows + j]!));
      if (next < 0 || reach[j]! < reach[next]!) next = j;
    }
    weights.push(reach[next]!);
    current = next;
  }
  return { core, weights: weights.sort((a, b) => a - b) };
}
