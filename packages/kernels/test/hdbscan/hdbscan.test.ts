import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clusterTree,
  condenseTree,
  createPool,
  hdbscan,
  minClusterSizeFor,
  mutualReachabilityTree,
  selectClusters,
  singleLinkage,
  type Clusters,
  type Matrix,
} from '@parallax-map/kernels';

/** Points on a coarse grid, so that ties and duplicates abound. */
const gridPoints = fc
  .integer({ min: 1, max: 3 })
  .chain((cols) =>
    fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: cols, maxLength: cols }), {
      minLength: 1,
      maxLength: 40,
    }),
  )
  .map(matrix);

const scatteredPoints = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 1e6 })), {
    minLength: 5,
    maxLength: 60,
  })
  .map(matrix);

describe('the spanning tree', () => {
  test.each([1, 2, 4])('with minSamples %i is the one Prim finds by brute force', async (minSamples) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(gridPoints, scatteredPoints), async (points) => {
        const tree = await mutualReachabilityTree(points, { minSamples });
        const slow = slowSpanningWeights(points, minSamples);
        expect(tree.core).toEqual(slow.core);
        expect(tree.reach).toEqual(slow.weights);
      }),
      { numRuns: 100 },
    );
  });

  test.each([1, 3])('with minSamples %i takes the first of equally short edges', async (minSamples) => {
    await fc.assert(
      fc.asyncProperty(gridPoints, async (points) => {
        const tree = await mutualReachabilityTree(points, { minSamples });
        expect(Array.from(tree.low, (low, edge) => [low, tree.high[edge]])).toEqual(
          slowEdges(points, minSamples),
        );
      }),
      { numRuns: 100 },
    );
  });

  test('is the same edge for edge from many columns as from few', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(gridPoints, scatteredPoints), async (points) => {
        const wide = {
          rows: points.rows,
          cols: points.cols + 24,
          data: new Float32Array(points.rows * (points.cols + 24)),
        };
        for (let i = 0; i < points.rows; i++) {
          wide.data.set(points.data.subarray(i * points.cols, (i + 1) * points.cols), i * wide.cols);
        }
        const options = { minSamples: 3 };
        const [few, many] = [
          await mutualReachabilityTree(points, options),
          await mutualReachabilityTree(wide, options),
        ];
        expect([...many.low]).toEqual([...few.low]);
        expect([...many.high]).toEqual([...few.high]);
      }),
      { numRuns: 60 },
    );
  });

  test('on thousands of rows spans them all at the least weight', async () => {
    const points = blobs(3000, 4, 12);
    const [tree, wide] = [
      await mutualReachabilityTree(points),
      await mutualReachabilityTree({ ...points, rows: 3000, cols: 24, data: widen(points, 24) }),
    ];
    expect([...tree.low]).toEqual([...wide.low]);
    expect([...tree.high]).toEqual([...wide.high]);
  });
});

test.each([2, 3, 8])('the spanning tree on %i threads is the same bytes as on one', async (threads) => {
  const pool = await createPool(threads);
  try {
    for (const cols of [2, 5, 24]) {
      const narrow = blobs(2500, Math.min(cols, 5), 12);
      const points = cols > 5 ? { ...narrow, cols, data: widen(narrow, cols) } : narrow;
      const options = { minSamples: 5, metric: 'euclidean' as const };
      expect(await mutualReachabilityTree(points, { ...options, pool })).toEqual(
        await mutualReachabilityTree(points, options),
      );
    }
  } finally {
    pool.close();
  }
});

test.each([1e-200, 1e-30, 1e30, 1e160])(
  'the spanning tree of values around %f spans all rows',
  async (scale) => {
    for (const cols of [2, 24]) {
      const data = Float64Array.from({ length: 60 * cols }, (_, i) => Math.sin(i * i) * scale);
      const { low, high } = await mutualReachabilityTree({ data, rows: 60, cols });
      const reached = new Set([0]);
      for (let pass = 0; pass < 60; pass++) {
        low.forEach((a, edge) => {
          if (reached.has(a) || reached.has(high[edge]!)) reached.add(a).add(high[edge]!);
        });
      }
      expect([low.length, reached.size]).toEqual([59, 60]);
    }
  },
);

describe('clusters', () => {
  test('of three blobs are the blobs, the largest first', async () => {
    const points = blobs(300, 2, 3);
    const { labels, count, persistence, exemplars, selected } = await hdbscan(points, { minClusterSize: 20 });
    expect(count).toBe(3);
    for (let blob = 0; blob < 3; blob++) {
      const found = new Set([...labels].filter((label, i) => i % 3 === blob && label >= 0));
      expect(found.size).toBe(1);
    }
    const sizes = [0, 1, 2].map((c) => labels.filter((label) => label === c).length);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect([persistence.length, exemplars.length, selected.length]).toEqual([3, 3, 3]);
    exemplars.forEach((rows, c) => rows.forEach((row) => expect(labels[row]).toBe(c)));
  });

  test('keep to minClusterSize, probabilities to 0…1, and the tree to its shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(gridPoints, scatteredPoints),
        fc.record({
          minClusterSize: fc.integer({ min: 2, max: 12 }),
          minSamples: fc.integer({ min: 1, max: 50 }),
          selection: fc.constantFrom('eom' as const, 'leaf' as const),
          epsilon: fc.constantFrom(0, 0.5, 1, 2, 1e5),
          allowSingleCluster: fc.boolean(),
        }),
        async (points, options) => {
          const result = await hdbscan(points, options);
          expectWellFormed(result, points.rows, options.minClusterSize);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('do not depend on the order of rows where no two pairs are equally far', async () => {
    await fc.assert(
      fc.asyncProperty(scatteredPoints, fc.integer({ min: 1, max: 5 }), async (points, minSamples) => {
        fc.pre(allPairsDiffer(points));
        const options = { minClusterSize: 3, minSamples };
        const [one, other] = [await hdbscan(points, options), await hdbscan(reversed(points), options)];
        const names = new Map<number, number>();
        one.labels.forEach((label, i) => {
          const theirs = other.labels[points.rows - 1 - i]!;
          if (!names.has(label)) names.set(label, theirs);
          expect(theirs).toBe(names.get(label));
          expect(theirs < 0).toBe(label < 0);
        });
        expect([...one.outlierScores].reverse()).toEqual([...other.outlierScores]);
      }),
      { numRuns: 60 },
    );
  });

  test('are the same from the kept linkage, for any size', async () => {
    const points = blobs(200, 3, 5);
    const { linkage } = await hdbscan(points, { minClusterSize: 10 });
    for (const minClusterSize of [5, 10, 40]) {
      const fresh = await hdbscan(points, { minClusterSize });
      expect(clusterTree(linkage, { minClusterSize })).toEqual(
        clusterTree(fresh.linkage, { minClusterSize }),
      );
    }
  });

  test('by cosine are those of directions', async () => {
    const data = Float32Array.from({ length: 120 }, (_, i) => {
      const row = i >> 1;
      const angle = (row % 2) * 1.2 + 0.001 * Math.sin(row * row);
      return (1 + (row % 7)) * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    });
    const { labels } = await hdbscan({ data, rows: 60, cols: 2 }, { minClusterSize: 10, metric: 'cosine' });
    const byParity = [0, 1].map(
      (odd) => new Set([...labels].filter((label, i) => i % 2 === odd && label >= 0)),
    );
    expect(byParity.map((found) => found.size)).toEqual([1, 1]);
    expect(byParity[0]).not.toEqual(byParity[1]);
  });
});

describe('hard inputs', () => {
  test.each(Array.from({ length: 20 }, (_, i) => i + 1))('%i rows', async (rows) => {
    const options = { minClusterSize: 2, minSamples: 1 };
    expectWellFormed(await hdbscan(blobs(rows, 2, 2), options), rows, 2);
    expect((await hdbscan(blobs(rows, 2, 2), { minClusterSize: rows + 2 })).count).toBe(0);
  });

  test('rows that are all the same are one cluster if one is allowed, else noise', async () => {
    const points = { data: new Float32Array(60).fill(3), rows: 30, cols: 2 };
    const one = await hdbscan(points, { minClusterSize: 5, allowSingleCluster: true });
    expect(one.count).toBe(1);
    expect([...one.labels]).toEqual(Array(30).fill(0));
    expect([...one.probabilities]).toEqual(Array(30).fill(1));
    expect((await hdbscan(points, { minClusterSize: 5 })).count).toBe(0);
  });

  test('many repeated rows cost no more than few', async () => {
    const data = Float32Array.from({ length: 40000 }, (_, i) => (i >> 1) % 4);
    const { count, labels } = await hdbscan({ data, rows: 20000, cols: 2 }, { minClusterSize: 100 });
    expect(count).toBe(4);
    expect(labels.every((label) => label >= 0)).toBe(true);
  });

  test('rows on a line', async () => {
    const data = Float32Array.from({ length: 40 }, (_, i) => (i < 20 ? i * 0.1 : 50 + i * 0.1));
    const { count, labels } = await hdbscan({ data, rows: 40, cols: 1 }, { minClusterSize: 5 });
    expect(count).toBe(2);
    expect([...labels]).toEqual([...Array(20).fill(0), ...Array(20).fill(1)]);
  });

  test('minSamples beyond the rows reaches the farthest row', async () => {
    const points = blobs(15, 2, 2);
    const [clipped, all] = [
      await mutualReachabilityTree(points, { minSamples: 99 }),
      await mutualReachabilityTree(points, { minSamples: 14 }),
    ];
    expect(clipped).toEqual(all);
  });

  test('a value that is not a number is refused by row and column', async () => {
    const data = Float32Array.of(0, 1, 2, NaN, 4, 5);
    await expect(hdbscan({ data, rows: 3, cols: 2 }, { minClusterSize: 2 })).rejects.toThrow(
      /NaN at row 1, column 1/,
    );
  });

  test('a row without a direction is refused for cosine', async () => {
    const data = Float32Array.of(1, 0, 0, 0, 0, 1);
    await expect(singleLinkage({ data, rows: 3, cols: 2 }, { metric: 'cosine' })).rejects.toThrow(
      /row 1 is all zero/,
    );
  });

  test('options out of range are refused', async () => {
    const linkage = await singleLinkage(blobs(10, 2, 2));
    expect(() => clusterTree(linkage, { minClusterSize: 1 })).toThrow('minClusterSize');
    expect(() => clusterTree(linkage, { minClusterSize: 3, epsilon: -1 })).toThrow('epsilon');
    await expect(singleLinkage(blobs(10, 2, 2), { minSamples: 0 })).rejects.toThrow('minSamples');
  });
});

test('maxClusterSize lets eom pass over clusters that are too large', async () => {
  const { linkage } = await hdbscan(blobs(400, 2, 8), { minClusterSize: 10 });
  const condensed = condenseTree(linkage, { minClusterSize: 10 });
  const { selected } = selectClusters(condensed, { maxClusterSize: 60 });
  expect(selected.length).toBeGreaterThan(0);
  selected.forEach((id) => expect(condensed.clusters.size[id - condensed.rows]).toBeLessThanOrEqual(60));
});

test('the size for a wanted number of topics gives it, or the nearest there is', async () => {
  const { linkage } = await hdbscan(blobs(300, 2, 6), { minClusterSize: 10 });
  const counts = Array.from({ length: 49 }, (_, i) => clusterTree(linkage, { minClusterSize: i + 2 }).count);
  for (const topics of [1, 3, 6, 20, 500]) {
    const found = minClusterSizeFor(linkage, { topics });
    expect(clusterTree(linkage, { minClusterSize: found.minClusterSize }).count).toBe(found.topics);
    const nearest = Math.min(...counts.map((count) => Math.abs(count - topics)));
    expect(Math.abs(found.topics - topics)).toBeLessThanOrEqual(nearest);
  }
});

test('stops when asked, with an AbortError, and reports progress on the way', async () => {
  const stop = new AbortController();
  const shares: number[] = [];
  const running = singleLinkage(blobs(4000, 40, 4), {
    signal: stop.signal,
    onProgress: (share) => {
      shares.push(share);
      if (shares.length === 3) stop.abort();
    },
  });
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(shares).toHaveLength(3);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
});

function expectWellFormed(result: Clusters, rows: number, minClusterSize: number): void {
  const { labels, count, probabilities, outlierScores, condensed, selected } = result;
  expect(labels.length).toBe(rows);
  expect(condensed.child.filter((id) => id < rows).sort()).toEqual(
    Uint32Array.from({ length: rows > 1 ? rows : 0 }, (_, i) => i),
  );
  for (let i = 0; i < rows; i++) {
    expect(labels[i]).toBeGreaterThanOrEqual(-1);
    expect(labels[i]).toBeLessThan(count);
    expect(probabilities[i]).toBeGreaterThanOrEqual(0);
    expect(probabilities[i]).toBeLessThanOrEqual(1);
    if (labels[i] === -1) expect(probabilities[i]).toBe(0);
    expect(outlierScores[i]).toBeGreaterThanOrEqual(0);
    expect(outlierScores[i]).toBeLessThanOrEqual(1);
  }
  condensed.clusters.parent.forEach((parent, c) => {
    expect(condensed.clusters.size[c]! >= minClusterSize || c === 0).toBe(true);
    expect(parent).toBeLessThan(rows + c);
  });
  selected.forEach((id, label) => {
    const members = labels.filter((other) => other === label).length;
    expect(members).toBeGreaterThan(0);
    if (id !== rows) expect(members).toBe(condensed.clusters.size[id - rows]);
  });
}

/** Kruskal's algorithm over all pairs: by mutual reachability, then distance, then lower and higher row. */
function slowEdges({ data, rows, cols }: Matrix, minSamples: number): [number, number][] {
  const squared = (a: number, b: number): number => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += (data[a * cols + j]! - data[b * cols + j]!) ** 2;
    return sum;
  };
  const all = Array.from({ length: rows }, (_, row) => row);
  const core = all.map((a) => {
    const others = all.filter((b) => b !== a).map((b) => squared(a, b));
    return others.sort((x, y) => x - y)[Math.min(minSamples, rows - 1) - 1] ?? 0;
  });
  const pairs = all.flatMap((a) =>
    all.slice(a + 1).map((b) => {
      const plain = squared(a, b);
      return { a, b, plain, reach: Math.max(core[a]!, core[b]!, plain) };
    }),
  );
  pairs.sort((x, y) => x.reach - y.reach || x.plain - y.plain || x.a - y.a || x.b - y.b);
  let part = all;
  const taken: [number, number][] = [];
  for (const { a, b } of pairs) {
    const [one, other] = [part[a]!, part[b]!];
    if (one === other) continue;
    part = part.map((own) => (own === other ? one : own));
    taken.push([a, b]);
  }
  return taken;
}

function slowSpanningWeights(
  { data, rows, cols }: Matrix,
  minSamples: number,
): { core: Float64Array; weights: Float64Array } {
  const distance = (i: number, j: number): number => {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += (data[i * cols + c]! - data[j * cols + c]!) ** 2;
    return Math.sqrt(sum);
  };
  const all = Array.from({ length: rows }, (_, i) => i);
  const k = Math.min(minSamples, rows - 1);
  const core = Float64Array.from(all, (i) =>
    k === 0
      ? 0
      : all
          .filter((j) => j !== i)
          .map((j) => distance(i, j))
          .sort((a, b) => a - b)[k - 1]!,
  );
  const inside = new Set([0]);
  const weights: number[] = [];
  while (inside.size < rows) {
    let best = { weight: Infinity, to: -1 };
    for (const i of inside) {
      for (const j of all) {
        const weight = Math.max(core[i]!, core[j]!, distance(i, j));
        if (!inside.has(j) && weight < best.weight) best = { weight, to: j };
      }
    }
    inside.add(best.to);
    weights.push(best.weight);
  }
  return { core, weights: Float64Array.from(weights).sort() };
}

function matrix(rows: number[][]): Matrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}

function reversed({ data, rows, cols }: Matrix): Matrix {
  const rowAt = (i: number): number[] => [...data.subarray(i * cols, (i + 1) * cols)];
  return matrix(Array.from({ length: rows }, (_, i) => rowAt(rows - 1 - i)));
}

function allPairsDiffer({ data, rows, cols }: Matrix): boolean {
  const seen = new Set<number>();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < cols; c++) sum += (data[i * cols + c]! - data[j * cols + c]!) ** 2;
      seen.add(sum);
    }
  }
  return seen.size === (rows * (rows - 1)) / 2;
}

/** Row i belongs to blob i mod `count`; blobs are far apart and of unequal width. */
function blobs(rows: number, cols: number, count: number): Matrix {
  let state = 12345;
  const next = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const blob = i % count;
    for (let c = 0; c < cols; c++) {
      const spread = next() + next() + next() - 1.5;
      data[i * cols + c] = ((blob * (c + 1) * 5) % 23) * 3 + spread * (1 + blob / count);
    }
  }
  return { data, rows, cols };
}

function widen({ data, rows, cols }: Matrix, to: number): Float32Array {
  const wide = new Float32Array(rows * to);
  for (let i = 0; i < rows; i++) wide.set(data.subarray(i * cols, (i + 1) * cols), i * to);
  return wide;
}
