import { createPool, fuzzySet, spectralStart, type Matrix, type Start } from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';
import {
  blobs,
  bytes,
  cloud,
  expectDistinct,
  fixture,
  graphOf,
  matrixOf,
  neighbors,
  rowsOf,
} from './support.js';

describe('the spectral start', () => {
  const start = async (points: Matrix, dimensions = 2, seed = 1): Promise<Start> =>
    spectralStart(await fuzzySet(await neighbors(points)), { dimensions, seed });

  it('lays a path out in its order', async () => {
    const rows = 300;
    const path = graphOf(
      rows,
      Array.from({ length: rows - 1 }, (_, i) => [i, i + 1] as const),
    );
    const { positions, kind, parts } = await spectralStart(path, { dimensions: 1, seed: 1 });
    expect({ kind, parts }).toEqual({ kind: 'spectral', parts: 1 });
    const order = [...positions.data.keys()].sort((i, j) => positions.data[i]! - positions.data[j]!);
    // The two ends have half the degree of the others, which draws them inwards.
    const misplaced = order
      .filter((row) => row > 0 && row < rows - 1)
      .map((row, place) => Math.min(Math.abs(row - 1 - place), Math.abs(rows - 2 - row - place)));
    expect(Math.max(...misplaced)).toBeLessThan(8);
  });

  it('spans 0 to 10 on every axis, is the same for the same seed, and says it is spectral', async () => {
    const found = await start(cloud(400, 6), 3);
    expect(found.kind).toBe('spectral');
    for (let d = 0; d < 3; d++) {
      const axis = rowsOf(found.positions).map((row) => row[d]!);
      expect(Math.min(...axis)).toBe(0);
      expect(Math.max(...axis)).toBeCloseTo(10, 5);
    }
    expect(bytes((await start(cloud(400, 6), 3)).positions).equals(bytes(found.positions))).toBe(true);
  });

  it('keeps disconnected parts in rooms of their own', async () => {
    const { positions, kind, parts } = await start(blobs(120, 5, 4));
    expect({ kind, parts }).toEqual({ kind: 'spectral', parts: 4 });
    expectDistinct(positions);
  });

  it('is random, and says why, for too few rows', async () => {
    const found = await start(cloud(3, 4), 5);
    expect(found.kind).toBe('random');
    expect(found.reason).toContain('7 rows that 5 eigenvectors need');
    expectDistinct(found.positions);
  });

  it('refuses dimensions below 1 and above 50', async () => {
    await expect(start(cloud(9, 2), 0)).rejects.toMatchObject({ name: 'KernelInputError' });
    await expect(start(cloud(9, 2), 51)).rejects.toMatchObject({ name: 'KernelInputError' });
  });

  it('spans the space of the eigenvectors that a dense solver finds', async () => {
    interface Ring {
      points: number[][];
      n_neighbors: number;
      vectors: [number, number][];
    }
    const { ring } = fixture<{ ring: Ring }>('umap-graph.json');
    const set = await fuzzySet(await neighbors(matrixOf(ring.points), ring.n_neighbors - 1));
    const { positions } = await spectralStart(set, { dimensions: 2, seed: 3 });
    const axes = [0, 1].map((d) => rowsOf(positions).map((row) => row[d]!));
    const truth = [0, 1].map((d) => ring.vectors.map((row) => row[d]!));
    // Each true vector, as far as the two axes and a constant explain it.
    for (const vector of truth) expect(explained(vector, axes)).toBeGreaterThan(0.999);
  });

  it('lays a torus of rows out as sines of its two angles, whatever the number of threads', async () => {
    const [long, short] = [64, 24];
    const at = (u: number, v: number): number => (u % long) * short + (v % short);
    const edges: [number, number][] = [];
    for (let u = 0; u < long; u++) {
      for (let v = 0; v < short; v++) edges.push([at(u, v), at(u + 1, v)], [at(u, v), at(u, v + 1)]);
    }
    const torus = graphOf(long * short, edges);
    const alone = await spectralStart(torus, { dimensions: 2, seed: 1 });
    const axes = [0, 1].map((d) => rowsOf(alone.positions).map((row) => row[d]!));
    for (const wave of [Math.sin, Math.cos]) {
      const truth = Array.from({ length: long * short }, (_, i) =>
        wave((2 * Math.PI * Math.floor(i / short)) / long),
      );
      expect(explained(truth, axes)).toBeGreaterThan(0.99);
    }
    // Large enough for the threads to be used.
    const wide = await fuzzySet(await neighbors(cloud(9000, 2), 10));
    const single = await spectralStart(wide, { dimensions: 3, seed: 1 });
    for (const threads of [2, 3]) {
      const pool = await createPool(threads);
      const found = await spectralStart(wide, { dimensions: 3, seed: 1, pool });
      expect(bytes(found.positions).equals(bytes(single.positions))).toBe(true);
      pool.close();
    }
  });

  it('takes many parts of every size, rows without a neighbour, and equal rows', async () => {
    const edges: [number, number][] = [];
    let rows = 0;
    for (let size = 1; size <= 60; size++) {
      for (let i = 1; i < size; i++) edges.push([rows + i - 1, rows + i], [rows, rows + i]);
      rows += size;
    }
    rows += 5;
    const { positions, kind, parts } = await spectralStart(graphOf(rows, edges), { dimensions: 3, seed: 1 });
    expect(kind).toBe('spectral');
    expect(parts).toBe(65);
    expectDistinct(positions);
    const twice = cloud(300, 4);
    twice.data.copyWithin(150 * 4, 0, 150 * 4);
    expectDistinct((await start(twice)).positions);
  });
});

/** Share of a vector's variance that a linear combination of the axes and a constant gives. */
function explained(vector: readonly number[], axes: readonly (readonly number[])[]): number {
  const centred = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const dot = (u: readonly number[], v: readonly number[]): number =>
    u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  const target = centred(vector);
  const basis: number[][] = [];
  for (const axis of axes) {
    let rest = centred(axis);
    for (const other of basis) {
      const along = dot(rest, other);
      rest = rest.map((value, i) => value - along * other[i]!);
    }
    const length = Math.sqrt(dot(rest, rest));
    basis.push(rest.map((value) => value / length));
  }
  return basis.reduce((sum, axis) => sum + dot(target, axis) ** 2, 0) / dot(target, target);
}
