import { describe, expect, test } from 'vitest';
import * as kernels from '@parallax-map/kernels';
import type { Matrix } from '@parallax-map/kernels';

const LABELS = Int32Array.from({ length: 30 }, (_, row) => row % 3);
const whole = cloud(30, 2);
const fitted = await kernels.hdbscan(whole, { minClusterSize: 4 });
const model = await kernels.logisticRegression(whole, LABELS);
const index = await kernels.neighborIndex(whole, { k: 3, metric: 'euclidean', seed: 1 });
const laid = await kernels.umap(whole, { epochs: 5 });

/** Whatever takes rows of numbers. */
const ENTRIES: Record<string, (points: Matrix) => unknown> = {
  exactNeighbors: (points) => kernels.exactNeighbors(points, { k: 3, metric: 'cosine' }),
  approximateNeighbors: (points) => kernels.approximateNeighbors(points, { k: 3, metric: 'cosine', seed: 1 }),
  nearestNeighbors: (points) => kernels.nearestNeighbors(points, { k: 3, metric: 'euclidean', seed: 1 }),
  neighborIndex: (points) => kernels.neighborIndex(points, { k: 3, metric: 'euclidean', seed: 1 }),
  'neighborIndex, asked': (points) => index.query(points),
  umap: (points) => kernels.umap(points, { epochs: 5 }),
  'umap, new rows': (points) => laid.transform(points),
  pca: (points) => kernels.pca(points, { dimensions: 2, seed: 1 }),
  mutualReachabilityTree: (points) => kernels.mutualReachabilityTree(points),
  'mutualReachabilityTree, manhattan': (points) =>
    kernels.mutualReachabilityTree(points, { metric: 'manhattan' }),
  singleLinkage: (points) => kernels.singleLinkage(points),
  hdbscan: (points) => kernels.hdbscan(points, { minClusterSize: 4 }),
  membershipVectors: (points) => kernels.membershipVectors(points, fitted),
  clusterPredictor: (points) => kernels.clusterPredictor(points, fitted),
  'clusterPredictor, new rows': (points) => kernels.clusterPredictor(whole, fitted)(points),
  evoc: (points) => kernels.evoc(points),
  densityClusters: (points) => kernels.densityClusters(points, { minClusterSize: 4 }),
  agglomerate: (points) => kernels.agglomerate(points),
  kmeans: (points) => kernels.kmeans(points, { k: 3, seed: 1 }),
  logisticRegression: (points) => kernels.logisticRegression(points, LABELS),
  classProbabilities: (points) => kernels.classProbabilities(model, points),
  faithfulness: (points) => kernels.faithfulness(points, whole, { k: 3 }),
  'faithfulness, layout': (points) => kernels.faithfulness(whole, points, { k: 3 }),
  silhouette: (points) => kernels.silhouette(points, LABELS),
  calinskiHarabasz: (points) => kernels.calinskiHarabasz(points, LABELS),
  daviesBouldin: (points) => kernels.daviesBouldin(points, LABELS),
  densityValidity: (points) => kernels.densityValidity(points, LABELS),
  hopkins: (points) => kernels.hopkins(points, { seed: 1 }),
};

describe.each(Object.entries(ENTRIES))('%s', (_, entry) => {
  test.each([NaN, Infinity, -Infinity])('tells row and column of %f', async (value) => {
    const points = cloud(30, 2);
    points.data[2 * 17 + 1] = value;
    await expect((async () => entry(points))()).rejects.toThrow(/row 17, column 1/);
  });

  test('takes the same rows where all are finite', async () => {
    await entry(cloud(30, 2));
  });
});

describe.each(Array.from({ length: 20 }, (_, i) => i + 1))('%i rows', (rows) => {
  const METHODS: Record<string, (points: Matrix) => Promise<ArrayLike<number>> | ArrayLike<number>> = {
    manhattan: async (points) =>
      (await kernels.hdbscan(points, { minClusterSize: 2, metric: 'manhattan' })).labels,
    'k-means': async (points) => (await kernels.kmeans(points, { k: 3, seed: 1 })).labels,
    ward: async (points) => kernels.cutTree(await kernels.agglomerate(points), { clusters: 2 }),
    density: async (points) => (await kernels.densityClusters(points, { minClusterSize: 2 })).labels,
  };
  test.each(Object.keys(METHODS))('are each in a cluster or noise by %s', async (method) => {
    const labels = Array.from(await METHODS[method]!(cloud(rows, 2)));
    expect(labels).toHaveLength(rows);
    expect(labels.every((label) => Number.isInteger(label) && label >= -1 && label < rows)).toBe(true);
  });

  test('that are all the same are never parted', async () => {
    const points = { data: new Float32Array(2 * rows).fill(0.3), rows, cols: 2 };
    for (const method of Object.values(METHODS).filter((_, at) => at !== 2)) {
      expect(new Set(Array.from(await method(points))).size).toBe(1);
    }
  });
});

function cloud(rows: number, cols: number): Matrix {
  const draws = kernels.random(11, 'entries.test');
  const data = Float32Array.from(
    { length: rows * cols },
    (_, at) => 6 * (Math.floor(at / cols) % 3) + draws.normal(at),
  );
  return { data, rows, cols };
}
