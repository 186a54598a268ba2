import { expect, test } from 'vitest';
import {
  createPool,
  hdbscan,
  nearestNeighbors,
  random,
  refits,
  umapLayout,
  type Matrix,
} from '@parallax-map/kernels';

const draws = random(9, 'test.refits');
const points: Matrix = {
  data: Float32Array.from({ length: 240 * 6 }, (_, i) => 3 * (Math.floor(i / 480) % 3) + draws.normal(i)),
  rows: 240,
  cols: 6,
};
const options = { dimensions: 5, minDist: 0, epochs: 60, minClusterSize: 8, minSamples: 3 };

test('many refits are what each would be by itself, whatever the threads', async () => {
  const graph = await nearestNeighbors(points, { k: 10, metric: 'euclidean', seed: 1 });
  const pool = await createPool(2);
  const shares: number[] = [];
  const found = [];
  for await (const refit of refits(graph, {
    ...options,
    seeds: [4, 5, 4],
    pool,
    onProgress: (s) => shares.push(s),
  })) {
    found.push(refit);
  }
  pool.close();
  expect(found.map(({ seed }) => seed)).toEqual([4, 5, 4]);
  for (const { seed, layout, clusters } of found) {
    const alone = await umapLayout(graph, { ...options, seed });
    expect(layout).toEqual(alone);
    expect(clusters.labels).toEqual((await hdbscan(alone, options)).labels);
  }
  expect(found[2]!.layout).toEqual(found[0]!.layout);
  expect(found[1]!.layout).not.toEqual(found[0]!.layout);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test('refits stop when told to', async () => {
  const graph = await nearestNeighbors(points, { k: 10, metric: 'euclidean', seed: 1 });
  const stop = new AbortController();
  const turns = refits(graph, { ...options, seeds: [1, 2], signal: stop.signal });
  expect((await turns.next()).done).toBe(false);
  stop.abort();
  await expect(turns.next()).rejects.toThrow('stopped');
});
