import { expect, test } from 'vitest';
import {
  createPool,
  nearestNeighbors,
  random,
  refits,
  singleLinkage,
  umapLayout,
  type Matrix,
} from '@parallax-map/kernels';

const draws = random(9, 'test.refits');
const points: Matrix = {
  data: Float32Array.from({ length: 240 * 6 }, (_, i) => 3 * (Math.floor(i / 480) % 3) + draws.normal(i)),
  rows: 240,
  cols: 6,
};
const options = { dimensions: 5, minDist: 0, epochs: 60, minSamples: 3, metric: 'manhattan' as const };
const graph = await nearestNeighbors(points, { k: 10, metric: 'euclidean', seed: 1 });

test.each([1, 2, 3])('many refits on %i threads are what each would be by itself', async (threads) => {
  const pool = await createPool(threads);
  const shares: number[] = [];
  const found = [];
  const seeds = [4, 5, 4, 9, 7];
  for await (const refit of refits(graph, { ...options, seeds, pool, onProgress: (s) => shares.push(s) })) {
    found.push(refit);
  }
  pool.close();
  expect(found.map(({ seed }) => seed)).toEqual(seeds);
  for (const { seed, layout, linkage } of found) {
    const alone = await umapLayout(graph, { ...options, seed });
    expect(layout).toEqual(alone);
    expect(linkage).toEqual(await singleLinkage(alone, options));
  }
  expect(found[2]!.layout).toEqual(found[0]!.layout);
  expect(found[1]!.layout).not.toEqual(found[0]!.layout);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test.each([1, 2])('refits on %i threads stop when told to, and leave the pool to others', async (threads) => {
  const pool = await createPool(threads);
  const stop = new AbortController();
  const turns = refits(graph, { ...options, seeds: [1, 2, 3, 4, 5, 6], signal: stop.signal, pool });
  expect((await turns.next()).done).toBe(false);
  stop.abort();
  await expect(
    (async () => {
      while (!(await turns.next()).done);
    })(),
  ).rejects.toMatchObject({ name: 'AbortError' });
  expect((await turns.next()).done).toBe(true);
  expect(await umapLayout(graph, { ...options, seed: 1, pool })).toEqual(
    await umapLayout(graph, { ...options, seed: 1 }),
  );
  pool.close();
});

test('who leaves early leaves no refit at work', async () => {
  const pool = await createPool(2);
  for await (const { seed } of refits(graph, { ...options, seeds: [1, 2, 3, 4], pool })) {
    expect(seed).toBe(1);
    break;
  }
  await expect(
    refits(graph, { ...options, seeds: [1, 2], signal: AbortSignal.abort(), pool }).next(),
  ).rejects.toMatchObject({ name: 'AbortError' });
  await expect(refits(graph, { ...options, seeds: [1, -2], pool, minSamples: 0 }).next()).rejects.toThrow(
    'minSamples',
  );
  expect((await refits(graph, { ...options, seeds: [], pool }).next()).done).toBe(true);
  pool.close();
});
