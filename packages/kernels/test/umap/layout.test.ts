import { createPool, umapLayout, type Matrix, type NeighborGraph, type Start } from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';
import { blobs, bytes, cloud, expectDistinct, neighbors, rowsOf } from './support.js';

describe('the layout', () => {
  it('keeps groups of rows together and apart from each other', async () => {
    const groups = 3;
    const layout = await umapLayout(await neighbors(blobs(150, 5, groups)), { dimensions: 2, seed: 1 });
    const points = rowsOf(layout);
    const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((x, d) => x - b[d]!));
    for (let i = 0; i < layout.rows; i++) {
      const nearest = points
        .map((point, j) => ({ j, d: distance(points[i]!, point) }))
        .sort((a, b) => a.d - b.d)
        .slice(1, 6);
      expect(nearest.every(({ j }) => j % groups === i % groups)).toBe(true);
    }
  });

  it.each([2, 3, 5, 7])('in %i dimensions is the same bytes for 1, 2 and 8 threads', async (dimensions) => {
    const graph = await neighbors(cloud(333, 8));
    const options = { dimensions, seed: 7, epochs: 41 };
    const alone = await umapLayout(graph, options);
    expect(alone).toMatchObject({ rows: 333, cols: dimensions });
    expectDistinct(alone);
    for (const threads of [2, 8]) {
      const pool = await createPool(threads);
      expect(bytes(await umapLayout(graph, { ...options, pool })).equals(bytes(alone))).toBe(true);
      pool.close();
    }
    expect(bytes(await umapLayout(graph, { ...options, seed: 8 })).equals(bytes(alone))).toBe(false);
  });

  it('places 1 to 20 rows at distinct, finite positions', async () => {
    for (let rows = 1; rows <= 20; rows++) {
      for (const dimensions of [2, 5]) {
        const layout = await umapLayout(await neighbors(cloud(rows, 3)), { dimensions, seed: 1 });
        expect(layout.rows).toBe(rows);
        expectDistinct(layout);
      }
    }
    const none = await umapLayout(await neighbors(cloud(0, 3)), { dimensions: 2, seed: 1 });
    expect(none).toMatchObject({ rows: 0, cols: 2 });
  });

  it('places rows that are all equal, and rows in 50 dimensions', async () => {
    const equal = { data: new Float32Array(40 * 3).fill(1), rows: 40, cols: 3 };
    expectDistinct(await umapLayout(await neighbors(equal), { dimensions: 2, seed: 1 }));
    expectDistinct(await umapLayout(await neighbors(cloud(80, 60)), { dimensions: 50, seed: 1, epochs: 30 }));
  });

  it('holds a star together: a hub that every row names does not fly off', async () => {
    const rows = 2000;
    const graph: NeighborGraph = {
      ...{ rows, k: 2 },
      indices: Uint32Array.from({ length: rows * 2 }, (_, e) => {
        const row = Math.floor(e / 2);
        return e % 2 === 0 ? (row === 0 ? 1 : 0) : row === rows - 1 ? rows - 2 : row + (row === 0 ? 2 : 1);
      }),
      distances: Float32Array.from({ length: rows * 2 }, (_, e) => 1 + (e % 2)),
    };
    const { data } = await umapLayout(graph, { dimensions: 2, seed: 1 });
    expect(data.every(Number.isFinite)).toBe(true);
    expect(Math.max(...data) - Math.min(...data)).toBeLessThan(200);
  });

  it('takes a start of ones own, and with no epochs gives it back', async () => {
    const graph = await neighbors(cloud(30, 4));
    const init = cloud(30, 2, 5);
    const same = await umapLayout(graph, { dimensions: 2, seed: 1, epochs: 0, init });
    expect(bytes(same).equals(bytes(init))).toBe(true);
    expect(same.data).not.toBe(init.data);
    await expect(umapLayout(graph, { dimensions: 3, seed: 1, init })).rejects.toThrow(/init must be 30 × 3/);
  });

  it('tells how it began', async () => {
    const starts: string[] = [];
    const onStart = (start: Start): void => void starts.push(start.kind);
    await umapLayout(await neighbors(cloud(30, 4)), { dimensions: 2, seed: 1, epochs: 3, onStart });
    await umapLayout(await neighbors(cloud(3, 4)), { dimensions: 2, seed: 1, epochs: 3, onStart });
    expect(starts).toEqual(['spectral', 'random']);
  });

  it('stops when told to', async () => {
    const graph = await neighbors(cloud(300, 4));
    const work = umapLayout(graph, {
      dimensions: 2,
      seed: 1,
      epochs: 1_000_000,
      signal: AbortSignal.timeout(50),
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('shows itself on the way, every so many epochs, without another result', async () => {
    const graph = await neighbors(cloud(100, 4));
    const options = { dimensions: 2, seed: 3, epochs: 25 };
    const alone = await umapLayout(graph, options);
    for (const threads of [1, 2]) {
      const pool = await createPool(threads);
      const shares: number[] = [];
      const seen: [number, Matrix][] = [];
      const layout = await umapLayout(graph, {
        ...{ ...options, pool, snapshotEvery: 10 },
        onSnapshot: (snapshot, epoch) => void seen.push([epoch, snapshot]),
        onProgress: (share) => void shares.push(share),
      });
      expect(bytes(layout).equals(bytes(alone))).toBe(true);
      expect(seen.map(([epoch]) => epoch)).toEqual([10, 20, 25]);
      expect(bytes(seen[2]![1]).equals(bytes(alone))).toBe(true);
      expect(bytes(seen[0]![1]).equals(bytes(seen[1]![1]))).toBe(false);
      expect(shares.at(-1)).toBe(1);
      expect(shares.every((share, i) => i === 0 || share >= shares[i - 1]!)).toBe(true);
      pool.close();
    }
  });

  it('warm started from a layout stays nearer to it the smaller the first step', async () => {
    const graph = await neighbors(cloud(150, 4));
    const init = await umapLayout(graph, { dimensions: 2, seed: 1, epochs: 150 });
    const drift = async (learningRate: number): Promise<number> => {
      const layout = await umapLayout(graph, { dimensions: 2, seed: 2, epochs: 50, init, learningRate });
      return layout.data.reduce((sum, value, i) => sum + Math.abs(value - init.data[i]!), 0);
    };
    expect(await drift(0.05)).toBeLessThan(0.5 * (await drift(1)));
  });
});
