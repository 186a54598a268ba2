import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { sizeBarcode, totalPersistence, peaks, diversePeaks } from '../../src/evoc/barcode.js';
import { clusterLayers, evoc, graphLayers, type ClusterLayers } from '../../src/evoc/index.js';
import { mergeEdges } from '../../src/hdbscan/index.js';
import { nearestNeighbors } from '../../src/knn/index.js';
import { adjustedRandIndex } from '../../src/measures/index.js';
import type { Matrix } from '../../src/matrix/index.js';
import { random } from '../../src/random/index.js';
import { createPool, type Pool } from '../../src/threads/index.js';

const pools: Pool[] = [];
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

describe('layers of a linkage tree', () => {
  // Four groups of 3, 3, 4 and 6 rows on a line; the first two are the nearest to each other, then the last two.
  const line = [0, 1, 2, 5, 6, 7, 20, 21, 22, 23, 30, 31, 32, 33, 34, 35];
  const linkage = mergeEdges(
    {
      low: Uint32Array.from([...gapsOf(line)], ({ at }) => at),
      high: Uint32Array.from([...gapsOf(line)], ({ at }) => at + 1),
      reach: Float64Array.from([...gapsOf(line)], ({ gap }) => gap),
    },
    line.length,
  );

  test('solved by hand: the finest are the leaves of the tree, named by size', () => {
    const { layers } = clusterLayers(linkage, { minClusterSize: 3 });
    expect([...layers[0]!.labels]).toEqual([2, 2, 2, 3, 3, 3, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(layers[0]!.persistence).toBe(0);
  });

  test('clusters are there from the size at which no smaller ones are, until their sibling is too small', () => {
    const { condensed } = clusterLayers(linkage, { minClusterSize: 3 });
    const { birth, death, weight } = sizeBarcode(condensed.clusters, 16, 3);
    // Root; 6 rows and 10 rows; the parts of the 10, then those of the 6.
    expect([...birth]).toEqual([6, 3, 4, 3, 3, 3, 3]);
    expect([...death]).toEqual([16, 6, 6, 4, 4, 3, 3]);
    expect(weight[0]).toBe(0);
    expect(weight[1]).toBeCloseTo(Math.exp(-13), 12);
    const { sizes, total } = totalPersistence({ birth, death, weight });
    expect([...sizes]).toEqual([3, 4, 6]);
    expect(total[0]).toBeCloseTo(3 * Math.exp(-13) + 2 * Math.exp(-7), 12);
    expect(total[1]).toBeCloseTo(5 * Math.exp(-13), 12);
    expect(total[2]).toBe(0);
  });

  test('peaks are inner maxima, the middle of a plateau, never an end', () => {
    expect(peaks([0, 2, 1, 3])).toEqual([1]);
    expect(peaks([0, 1, 1, 1, 0])).toEqual([2]);
    expect(peaks([0, 1, 1, 0])).toEqual([1]);
    expect(peaks([0, 1, 1])).toEqual([]);
    expect(peaks([3, 2, 1])).toEqual([]);
    expect(peaks([0, 1, 0, 2, 0])).toEqual([1, 3]);
    expect(peaks([1])).toEqual([]);
  });

  test('of two peaks with the same clusters the higher stays, and no more than are wanted', () => {
    const barcode = {
      birth: Float64Array.from([9, 3, 3, 7]),
      death: Float64Array.from([20, 6, 6, 9]),
      weight: Float64Array.from([0, 1, 1, 1]),
    };
    const persistence = {
      sizes: Float64Array.from([3, 4, 5, 7, 8]),
      total: Float64Array.from([0, 5, 1, 3, 0]),
    };
    const sizes = (similarity: number, most: number): number[] =>
      diversePeaks(barcode, persistence, { similarity, most }).map(({ size }) => size);
    expect(sizes(0.2, 9)).toEqual([4, 7]);
    expect(sizes(0.2, 1)).toEqual([4]);
    const same = {
      ...barcode,
      birth: Float64Array.from([9, 3, 3, 3]),
      death: Float64Array.from([20, 9, 9, 9]),
    };
    expect(diversePeaks(same, persistence, { similarity: 0.2, most: 9 }).map(({ size }) => size)).toEqual([
      4,
    ]);
    expect(diversePeaks(same, persistence, { similarity: 1, most: 9 }).map(({ size }) => size)).toEqual([
      4, 7,
    ]);
  });

  test('where nothing splits, all rows are one cluster; where rows are too few, none is', () => {
    const whole = clusterLayers(linkage, { minClusterSize: 9 });
    expect(whole.layers).toHaveLength(1);
    expect(new Set(whole.layers[0]!.labels)).toEqual(new Set([0]));
    const few = clusterLayers(linkage, { minClusterSize: 17 });
    expect(few.layers[0]!.count).toBe(0);
    expect(new Set(few.layers[0]!.labels)).toEqual(new Set([-1]));
  });

  test.each([
    [{ minClusterSize: 1 }, 'minClusterSize must be a whole number of at least 2; got 1'],
    [{ maxLayers: 0 }, 'maxLayers must be a whole number of at least 1; got 0'],
    [{ similarity: 1.5 }, 'similarity must lie between 0 and 1; got 1.5'],
  ])('%j is refused', (options, message) => {
    expect(() => clusterLayers(linkage, options)).toThrow(message);
  });
});

describe('evoc', () => {
  test('finds the groups that are there, in layers one inside the other', async () => {
    const { points, truth } = blobs(600, 12, 32);
    const found = await evoc(points);
    const { layers, best } = found;
    const kept = Array.from(truth.keys()).filter((row) => layers[best]!.labels[row]! >= 0);
    expect(kept.length).toBeGreaterThan(300);
    const rand = Math.max(
      ...layers.map(({ labels }) => {
        const rows = Array.from(truth.keys()).filter((row) => labels[row]! >= 0);
        return adjustedRandIndex(
          Int32Array.from(rows, (row) => truth[row]!),
          Int32Array.from(rows, (row) => labels[row]!),
        );
      }),
    );
    expect(rand).toBeGreaterThan(0.9);
    expectNested(found);
  });

  test('the same bytes for 1, 2, 3 and 8 threads, and in every run', async () => {
    const { points } = blobs(400, 8, 6);
    const alone = await evoc(points, { seed: 7 });
    for (const threads of [2, 3, 8]) {
      const pool = await createPool(threads);
      pools.push(pool);
      const found = await evoc(points, { seed: 7, pool });
      expect(found.layout).toEqual(alone.layout);
      expect(found.layers).toEqual(alone.layers);
    }
  });

  test('the order in which linked rows come changes nothing but names', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 60 }),
        fc.integer(),
        (values, seed) => {
          const order = Array.from(values.keys()).sort(
            (a, b) => random(seed >>> 0, 'order').bits(a) - random(seed >>> 0, 'order').bits(b),
          );
          const straight = clusterLayers(lineLinkage(values), { minClusterSize: 3 });
          const shuffled = clusterLayers(lineLinkage(order.map((row) => values[row]!)), {
            minClusterSize: 3,
          });
          expect(shuffled.layers.length).toBe(straight.layers.length);
          shuffled.layers.forEach(({ labels }, at) => {
            const back = new Int32Array(labels.length);
            order.forEach((row, place) => (back[row] = labels[place]!));
            expect(partition(back)).toEqual(partition(straight.layers[at]!.labels));
          });
          expectNested(straight);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('any few rows, equal ones too, are clustered or noise', async () => {
    for (let rows = 0; rows <= 20; rows++) {
      const { points } = blobs(rows, 2, 3);
      const found = await evoc(points);
      expect(found.layers[0]!.labels).toHaveLength(rows);
      expectNested(found);
      const same = await evoc({ data: new Float32Array(rows * 3).fill(1), rows, cols: 3 });
      expect(same.layers).toHaveLength(1);
      expect(same.layers[0]!.count).toBe(rows >= 5 ? 1 : 0);
      expect(same.duplicates.map((group) => group.length)).toEqual(rows >= 2 ? [rows] : []);
    }
  });

  test('tells rows that are the same', async () => {
    const { points } = blobs(60, 3, 8);
    points.data.copyWithin(8 * 50, 0, 8);
    points.data.copyWithin(8 * 51, 8 * 20, 8 * 21);
    const { duplicates } = await evoc(points, { metric: 'euclidean' });
    expect(duplicates.map((group) => [...group])).toEqual([
      [0, 50],
      [20, 51],
    ]);
  });

  test('a value that is not finite is told with its row and column; so is an option out of range', async () => {
    const { points } = blobs(30, 2, 4);
    points.data[4 * 7 + 2] = NaN;
    await expect(evoc(points)).rejects.toThrow(/row 7, column 2/);
    await expect(evoc(blobs(9, 1, 2).points, { neighbors: 1 })).rejects.toThrow(
      'neighbors must be an integer',
    );
    await expect(evoc(blobs(9, 1, 2).points, { maxLayers: 0 })).rejects.toThrow('maxLayers must be');
  });

  test('stops when it is told to, and tells how far it is', async () => {
    const { points } = blobs(200, 4, 6);
    const shares: number[] = [];
    const graph = await nearestNeighbors(points, { k: 14, metric: 'cosine', seed: 42 });
    const whole = await evoc(points, { onProgress: (share) => shares.push(share) });
    expect((await graphLayers(graph)).layers).toEqual(whole.layers);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    await expect(evoc(points, { signal: AbortSignal.abort() })).rejects.toThrow('stopped');
  });
});

function* gapsOf(sorted: readonly number[]): Generator<{ at: number; gap: number }> {
  const gaps = sorted.slice(1).map((value, at) => ({ at, gap: value - sorted[at]! }));
  yield* gaps.sort((a, b) => a.gap - b.gap || a.at - b.at);
}

/** Single linkage of distinct numbers whose gaps are all different: the tree is one of values, not of order. */
function lineLinkage(values: readonly number[]) {
  const spread = values.map((value, row) => ({ value: value ** 2, row }));
  spread.sort((a, b) => a.value - b.value || a.row - b.row);
  const edges = spread.slice(1).map(({ value, row }, at) => ({
    gap: value - spread[at]!.value,
    from: value,
    low: Math.min(row, spread[at]!.row),
    high: Math.max(row, spread[at]!.row),
  }));
  edges.sort((a, b) => a.gap - b.gap || a.from - b.from);
  return mergeEdges(
    {
      low: Uint32Array.from(edges, ({ low }) => low),
      high: Uint32Array.from(edges, ({ high }) => high),
      reach: Float64Array.from(edges, ({ gap }) => gap),
    },
    values.length,
  );
}

function blobs(rows: number, groups: number, cols: number): { points: Matrix; truth: Int32Array } {
  const draws = random(1, 'evoc.test');
  const truth = Int32Array.from({ length: rows }, (_, i) => i % groups);
  const data = Float32Array.from({ length: rows * cols }, (_, at) => {
    const group = truth[Math.floor(at / cols)]!;
    return draws.normal(1e6 + group * cols + (at % cols)) + 0.12 * draws.normal(at);
  });
  return { points: { data, rows, cols }, truth };
}

/** Every cluster lies within its parent, and clusters of two layers are one inside the other or apart. */
function expectNested({ layers, best }: ClusterLayers): void {
  expect(best).toBeLessThan(layers.length);
  layers.forEach(({ labels, count, probabilities, parents }, at) => {
    expect(parents).toHaveLength(count);
    const next = layers[at + 1];
    labels.forEach((label, row) => {
      expect(label).toBeLessThan(count);
      expect(probabilities[row]).toBeGreaterThanOrEqual(0);
      expect(probabilities[row]).toBeLessThanOrEqual(1);
      if (label < 0) expect(probabilities[row]).toBe(0);
      if (label >= 0 && next) expect(next.labels[row]).toBe(parents[label]!);
    });
  });
}

/** Rows that lie together, whatever their cluster is called. */
function partition(labels: Int32Array): string[] {
  const groups = new Map<number, number[]>();
  labels.forEach((label, row) => groups.set(label, [...(groups.get(label) ?? []), row]));
  return Array.from(groups, ([label, rows]) => `${label < 0 ? 'noise ' : ''}${rows.join()}`).sort();
}
