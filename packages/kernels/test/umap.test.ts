import { readFileSync } from 'node:fs';
import {
  createPool,
  exactNeighbors,
  fitAB,
  fuzzySet,
  random,
  spectralStart,
  umapLayout,
  type Matrix,
  type NeighborGraph,
  type SparseMatrix,
  type Start,
} from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';

const cloud = (rows: number, cols: number, seed = 1): Matrix => {
  const draws = random(seed, 'test.cloud');
  return { data: Float32Array.from({ length: rows * cols }, (_, i) => draws.normal(i)), rows, cols };
};
/** `blobs` groups of rows, far apart. */
const blobs = (rows: number, cols: number, groups: number): Matrix => {
  const points = cloud(rows, cols);
  for (let i = 0; i < rows; i++) points.data[i * cols + ((i % groups) % cols)]! += 40 * (1 + (i % groups));
  return points;
};
const neighbors = (points: Matrix, k = 14): Promise<NeighborGraph> =>
  exactNeighbors(points, { k, metric: 'euclidean' });
const bytes = ({ data }: Matrix): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
const rowsOf = ({ data, rows, cols }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);
const weight = (graph: SparseMatrix, i: number, j: number): number => {
  for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++)
    if (graph.indices[e] === j) return graph.values[e]!;
  return 0;
};
function expectDistinct(layout: Matrix): void {
  expect(layout.data.every(Number.isFinite)).toBe(true);
  expect(new Set(rowsOf(layout).map((row) => row.join())).size).toBe(layout.rows);
}

describe('the curve of similarity', () => {
  const fixture = JSON.parse(readFileSync(new URL('fixtures/umap_ab.json', import.meta.url), 'utf8')) as {
    rows: { spread: number; min_dist: number; a: number; b: number }[];
  };

  it.each(fixture.rows)('for minDist $min_dist and spread $spread is the reference one', (row) => {
    const { a, b } = fitAB(row.min_dist, row.spread);
    expect(Math.abs(a / row.a - 1)).toBeLessThan(1e-5);
    expect(Math.abs(b / row.b - 1)).toBeLessThan(1e-5);
  });

  it('refuses a minDist above the spread and a spread of nothing', () => {
    expect(() => fitAB(1.5, 1)).toThrow(/minDist must lie between 0 and spread/);
    expect(() => fitAB(0, 0)).toThrow(/spread must be a positive number/);
    expect(() => fitAB(NaN, 1)).toThrow(/minDist/);
  });
});

describe('the fuzzy set', () => {
  it('of three rows with two neighbours each is the one solved by hand', () => {
    // Row 0: distances 1 and 2, rho 1, so 1 + e^(−1/sigma) = log2 3. Rows 1 and 2 likewise, each with gap 1.
    const graph: NeighborGraph = {
      rows: 3,
      k: 2,
      indices: Uint32Array.of(1, 2, 0, 2, 1, 0),
      distances: Float32Array.of(1, 2, 1, 2, 2, 3),
    };
    const far = Math.log2(3) - 1;
    const set = fuzzySet(graph);
    expect([...set.indptr]).toEqual([0, 2, 4, 6]);
    expect([...set.indices]).toEqual([1, 2, 0, 2, 0, 1]);
    expect(weight(set, 0, 1)).toBe(1);
    expect(weight(set, 0, 2)).toBeCloseTo(2 * far - far * far, 4);
    expect(weight(set, 1, 2)).toBe(1);
    const both = fuzzySet(graph, { setOpMixRatio: 0 });
    expect(weight(both, 0, 2)).toBeCloseTo(far * far, 4);
  });

  it('is symmetric, with weights in (0, 1] and no diagonal', async () => {
    const set = fuzzySet(await neighbors(cloud(200, 4), 7));
    for (let i = 0; i < 200; i++) {
      for (let e = set.indptr[i]!; e < set.indptr[i + 1]!; e++) {
        const j = set.indices[e]!;
        expect(j).not.toBe(i);
        expect(set.values[e]).toBeGreaterThan(0);
        expect(set.values[e]).toBeLessThanOrEqual(1);
        expect(weight(set, j, i)).toBe(set.values[e]);
        if (e > set.indptr[i]!) expect(j).toBeGreaterThan(set.indices[e - 1]!);
      }
    }
  });

  it('gives each row weights that sum to log2(k + 1) before directions are joined', async () => {
    // Rows whose neighbours do not name them back keep their own weights: a hub seen by all shows only theirs.
    const k = 7;
    const graph = await neighbors(cloud(100, 4), k);
    const set = fuzzySet(graph);
    const both = fuzzySet(graph, { setOpMixRatio: 0 });
    // For weights p and q of the two directions, union + intersection = p + q; summed over all, each row's target.
    const total = [...set.values, ...both.values].reduce((sum, value) => sum + value, 0);
    expect(total / 2 / 100).toBeCloseTo(Math.log2(k + 1), 3);
  });

  it('of equal rows has every edge at weight 1', async () => {
    const points = { data: new Float32Array(20 * 3).fill(2), rows: 20, cols: 3 };
    expect(fuzzySet(await neighbors(points, 5)).values.every((value) => value === 1)).toBe(true);
  });

  it('refuses a graph that names rows it does not have, and distances that are not numbers', () => {
    const graph = { rows: 2, k: 1, indices: Uint32Array.of(1, 5), distances: Float32Array.of(1, 1) };
    expect(() => fuzzySet(graph)).toThrow(/got 5 at row 1, neighbour 0/);
    const unknown = { ...graph, indices: Uint32Array.of(1, 0), distances: Float32Array.of(1, NaN) };
    expect(() => fuzzySet(unknown)).toThrow(/NaN at row 1/);
  });
});

describe('the spectral start', () => {
  const start = async (points: Matrix, dimensions = 2, seed = 1): Promise<Start> =>
    spectralStart(fuzzySet(await neighbors(points)), { dimensions, seed });

  it('lays a path out in its order', async () => {
    const rows = 300;
    const path: SparseMatrix = {
      ...{ rows, cols: rows },
      indptr: Uint32Array.from({ length: rows + 1 }, (_, i) =>
        i === 0 ? 0 : i === rows ? 2 * rows - 2 : 2 * i - 1,
      ),
      indices: Uint32Array.from({ length: 2 * rows - 2 }, (_, e) => (e % 2 ? (e - 1) / 2 : e / 2 + 1)),
      values: new Float32Array(2 * rows - 2).fill(1),
    };
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
});

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
});
