import {
  adjustedRandIndex,
  createPool,
  kmeans,
  placeNewRows,
  trustworthiness,
  umap,
  type Matrix,
} from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';
import {
  blobs,
  bytes,
  cloud,
  expectDistinct,
  fixture,
  matrixOf,
  nearestAmong,
  rowsOf,
  someRows,
} from './support.js';

const { points: measurements, species } = fixture<{ points: number[][]; species: number[] }>('iris.json');
const iris = matrixOf(measurements);
const options = { neighbors: 10, minDist: 0.01, epochs: 200 };

/** Median distance between the same rows of two layouts. */
function moved(a: Matrix, b: Matrix): number {
  const others = rowsOf(b);
  const distances = rowsOf(a).map((row, i) => Math.hypot(...row.map((x, d) => x - others[i]![d]!)));
  return distances.sort((x, y) => x - y)[Math.floor(distances.length / 2)]!;
}

describe('UMAP from rows of numbers', () => {
  it('keeps the neighbours of the irises, from every start', async () => {
    for (const init of ['spectral', 'random', 'pca'] as const) {
      const { layout, start } = await umap(iris, { ...options, init });
      expect(await trustworthiness(iris, layout, { k: 10, metric: 'euclidean' })).toBeGreaterThan(0.97);
      expect(start?.kind).toBe(init === 'pca' ? undefined : init);
    }
  });

  it('finds blobs that are far apart, in any number of dimensions', async () => {
    const truth = Array.from({ length: 200 }, (_, i) => i % 4);
    for (const dimensions of [1, 2, 3, 5, 4]) {
      const { layout } = await umap(blobs(200, 5, 4), { dimensions, epochs: 100 });
      const { labels } = await kmeans(layout, { k: 4, seed: 1 });
      expect(adjustedRandIndex(labels, truth)).toBe(1);
    }
  });

  it('keeps labels apart that were given, and more so the more they count', async () => {
    const found = async (targetWeight: number): Promise<number> => {
      const { layout } = await umap(iris, { ...options, y: species, targetWeight });
      return adjustedRandIndex((await kmeans(layout, { k: 3, seed: 1 })).labels, species);
    };
    expect(await found(0.5)).toBeGreaterThan(0.95);
    expect(await found(0.99)).toBe(1);
  });

  it('takes labels for some rows only, −1 or NaN for the others', async () => {
    const y = species.map((label, i) => (i % 3 === 0 ? label : i % 3 === 1 ? -1 : NaN));
    const { layout } = await umap(iris, { ...options, y });
    expect(await trustworthiness(iris, layout, { k: 10, metric: 'euclidean' })).toBeGreaterThan(0.95);
  });

  it('takes rows of one column, columns that are all equal, the same row many times, and far outliers', async () => {
    expectDistinct((await umap(cloud(60, 1), options)).layout);
    const constant = cloud(60, 3);
    for (let i = 0; i < 60; i++) constant.data[i * 3 + 1] = 7;
    expectDistinct((await umap(constant, { ...options, init: 'pca' })).layout);
    const twice = cloud(60, 2);
    twice.data.copyWithin(20, 0, 80);
    expectDistinct((await umap(twice, options)).layout);
    const extremes = cloud(60, 2);
    extremes.data.set([1e38, -1e38, 1e-38, -1e-45], 4);
    for (const metric of ['euclidean', 'cosine'] as const) {
      const { layout } = await umap(extremes, { ...options, metric });
      expect(layout.data.every(Number.isFinite)).toBe(true);
    }
    // Farther apart than a float32 can say.
    extremes.data.set([3e38, -3e38], 4);
    await expect(umap(extremes, options)).rejects.toThrow(/distances must be finite/);
  });

  it('takes more neighbours than there are rows, and no rows at all', async () => {
    for (let rows = 0; rows <= 5; rows++) {
      for (const init of ['spectral', 'random', 'pca'] as const) {
        const { layout, neighbors } = await umap(cloud(rows, 3), { neighbors: 15, init });
        expect([layout.rows, layout.cols, neighbors.k]).toEqual([rows, 2, Math.max(0, rows - 1)]);
        expectDistinct(layout);
      }
    }
  });

  it('refuses values and options it cannot work with, and says which', async () => {
    const broken = cloud(5, 3);
    broken.data[7] = NaN;
    await expect(umap(broken)).rejects.toThrow(/NaN at row 2, column 1/);
    await expect(umap(iris, { neighbors: 1 })).rejects.toThrow(
      /neighbors must be an integer, 2 or more; got 1/,
    );
    await expect(umap(iris, { learningRate: 0 })).rejects.toThrow(
      /learningRate must be a positive number; got 0/,
    );
    await expect(umap(iris, { repulsion: -1 })).rejects.toThrow(/repulsion must be 0 or more; got -1/);
    await expect(umap(iris, { snapshotEvery: 0 })).rejects.toThrow(
      /snapshotEvery must be a positive integer/,
    );
    await expect(umap(iris, { y: [1] })).rejects.toThrow(/one label for each of 150 rows; got 1/);
  });
});

describe('new rows', () => {
  const training = Array.from({ length: 150 }, (_, i) => i).filter((i) => i % 4 !== 0);
  const rest = Array.from({ length: 150 }, (_, i) => i).filter((i) => i % 4 === 0);

  it('come to lie among the rows that are like them', async () => {
    const fitted = await umap(someRows(iris, training), options);
    const fresh = someRows(iris, rest);
    const placed = await placeNewRows(fitted, nearestAmong(someRows(iris, training), fresh, 9));
    expect(await trustworthiness(fresh, placed, { k: 10, metric: 'euclidean' })).toBeGreaterThan(0.85);
    // Each among its own species: the nearest row laid out is of the same.
    const nearest = nearestAmong(fitted.layout, placed, 1);
    const right = rest.filter((row, i) => species[training[nearest.indices[i]!]!] === species[row]);
    expect(right.length / rest.length).toBeGreaterThan(0.9);
  });

  it('are placed in one call, each by itself, on any number of threads', async () => {
    const points = cloud(400, 4);
    const fresh = cloud(70, 4, 2);
    const fitted = await umap(points, { epochs: 60 });
    const placed = await fitted.transform(fresh);
    const neighbors = nearestAmong(points, fresh, 15);
    expect(bytes(placed).equals(bytes(await placeNewRows(fitted, neighbors)))).toBe(true);
    const pool = await createPool(2);
    expect(bytes(await fitted.transform(fresh, { pool })).equals(bytes(placed))).toBe(true);
    await pool.close();
    for (const row of [0, 41, 69]) {
      const alone = await fitted.transform(someRows(fresh, [row]));
      expect([...alone.data]).toEqual([...placed.data.subarray(row * 2, row * 2 + 2)]);
    }
    await expect(fitted.transform(cloud(3, 5))).rejects.toThrow(/queries must have 4 columns/);
    const stopped = AbortSignal.abort();
    await expect(fitted.transform(fresh, { signal: stopped })).rejects.toMatchObject({ name: 'AbortError' });
    expect((await fitted.transform(cloud(0, 4))).rows).toBe(0);
  });

  it('are placed alike whatever else is placed with them, on any number of threads', async () => {
    const points = cloud(500, 4);
    const fresh = cloud(130, 4, 2);
    const fitted = await umap(points, { epochs: 60, dimensions: 3 });
    const neighbors = nearestAmong(points, fresh, 14);
    const placed = await placeNewRows(fitted, neighbors);
    for (const threads of [2, 3]) {
      const pool = await createPool(threads);
      expect(bytes(await placeNewRows(fitted, neighbors, { pool })).equals(bytes(placed))).toBe(true);
      pool.close();
    }
    for (const row of [0, 63, 64, 129]) {
      const alone = await placeNewRows(fitted, nearestAmong(points, someRows(fresh, [row]), 14));
      expect([...alone.data]).toEqual([...placed.data.subarray(row * 3, row * 3 + 3)]);
    }
  });

  it('that were laid out before land near their places', async () => {
    for (const dimensions of [2, 4]) {
      const fitted = await umap(iris, { ...options, dimensions });
      const placed = await placeNewRows(fitted, nearestAmong(iris, iris, 9));
      const span = Math.max(...fitted.layout.data) - Math.min(...fitted.layout.data);
      expect(moved(placed, fitted.layout)).toBeLessThan(0.05 * span);
    }
  });

  it('may be none; a graph that names rows not laid out, or none for a row, is refused', async () => {
    const fitted = await umap(cloud(20, 2), { epochs: 10 });
    const none = { rows: 0, k: 3, indices: new Uint32Array(0), distances: new Float32Array(0) };
    expect(await placeNewRows(fitted, none)).toMatchObject({ rows: 0, cols: 2 });
    const beyond = { rows: 1, k: 1, indices: Uint32Array.of(20), distances: Float32Array.of(1) };
    await expect(placeNewRows(fitted, beyond)).rejects.toThrow(/rows below 20; got 20 at row 0, neighbour 0/);
    await expect(placeNewRows(fitted, { ...none, rows: 1, k: 0 })).rejects.toThrow(
      /at least one row for each/,
    );
    const itself = { rows: 1, k: 1, indices: Uint32Array.of(0), distances: Float32Array.of(0) };
    const [x, y] = (await placeNewRows(fitted, itself, { epochs: 0 })).data;
    expect([x, y]).toEqual([...fitted.layout.data.subarray(0, 2)]);
  });
});
