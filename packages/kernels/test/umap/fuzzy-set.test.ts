import {
  callerPool,
  createPool,
  fuzzySet,
  type NeighborGraph,
  type SparseMatrix,
} from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';
import { edgeWeights, meanDistance } from '../../src/umap/edge-weights.js';
import { supervise } from '../../src/umap/supervise.js';
import { bytes, cloud, fixture, matrixOf, neighbors, weight } from './support.js';

describe('the fuzzy set', () => {
  it('of three rows with two neighbours each is the one solved by hand', async () => {
    // Row 0: distances 1 and 2, rho 1, so 1 + e^(−1/sigma) = log2 3. Rows 1 and 2 likewise, each with gap 1.
    const graph: NeighborGraph = {
      rows: 3,
      k: 2,
      indices: Uint32Array.of(1, 2, 0, 2, 1, 0),
      distances: Float32Array.of(1, 2, 1, 2, 2, 3),
    };
    const far = Math.log2(3) - 1;
    const set = await fuzzySet(graph);
    expect([...set.indptr]).toEqual([0, 2, 4, 6]);
    expect([...set.indices]).toEqual([1, 2, 0, 2, 0, 1]);
    expect(weight(set, 0, 1)).toBe(1);
    expect(weight(set, 0, 2)).toBeCloseTo(2 * far - far * far, 4);
    expect(weight(set, 1, 2)).toBe(1);
    const both = await fuzzySet(graph, { setOpMixRatio: 0 });
    expect(weight(both, 0, 2)).toBeCloseTo(far * far, 4);
  });

  it('is symmetric, with weights in (0, 1] and no diagonal', async () => {
    const set = await fuzzySet(await neighbors(cloud(200, 4), 7));
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
    const set = await fuzzySet(graph);
    const both = await fuzzySet(graph, { setOpMixRatio: 0 });
    // For weights p and q of the two directions, union + intersection = p + q; summed over all, each row's target.
    const total = [...set.values, ...both.values].reduce((sum, value) => sum + value, 0);
    expect(total / 2 / 100).toBeCloseTo(Math.log2(k + 1), 3);
  });

  it('of equal rows has every edge at weight 1', async () => {
    const points = { data: new Float32Array(20 * 3).fill(2), rows: 20, cols: 3 };
    expect((await fuzzySet(await neighbors(points, 5))).values.every((value) => value === 1)).toBe(true);
  });

  it('refuses a graph that names rows it does not have, and distances that are not numbers', async () => {
    const graph = { rows: 2, k: 1, indices: Uint32Array.of(1, 5), distances: Float32Array.of(1, 1) };
    await expect(fuzzySet(graph)).rejects.toThrow(/got 5 at row 1, neighbour 0/);
    const unknown = { ...graph, indices: Uint32Array.of(1, 0), distances: Float32Array.of(1, NaN) };
    await expect(fuzzySet(unknown)).rejects.toThrow(/NaN at row 1/);
  });

  it('is the same bytes for 1, 2 and 8 threads, and stops when told to', async () => {
    const graph = await neighbors(cloud(2200, 4));
    const parts = ({ indptr, indices, values }: SparseMatrix): Buffer =>
      Buffer.concat([indptr, indices, values].map((data) => bytes({ data })));
    const alone = parts(await fuzzySet(graph));
    for (const threads of [2, 8]) {
      const pool = await createPool(threads);
      expect(parts(await fuzzySet(graph, { pool })).equals(alone)).toBe(true);
      const signal = AbortSignal.abort();
      await expect(fuzzySet(graph, { pool, signal })).rejects.toMatchObject({ name: 'AbortError' });
      pool.close();
    }
  });

  describe('is the reference one', () => {
    interface Case {
      n_neighbors: number;
      local_connectivity: number;
      set_op_mix_ratio: number;
      target_weight?: number;
      sigma: number[];
      rho: number[];
      row: number[];
      col: number[];
      weight: number[];
    }
    const reference = fixture<{ points: number[][]; labels: number[]; cases: Case[] }>('umap-graph.json');

    it.each(reference.cases)(
      'for $n_neighbors neighbours, connectivity $local_connectivity, mix $set_op_mix_ratio, labels $target_weight',
      async (expected) => {
        const graph = await neighbors(matrixOf(reference.points), expected.n_neighbors - 1);
        const options = {
          localConnectivity: expected.local_connectivity,
          overallMean: meanDistance(graph.distances, graph.k),
          sorted: true,
          pool: callerPool(),
        };
        const { rho, sigma } = await edgeWeights(graph, options, {});
        expected.rho.forEach((value, i) => expect(rho[i]).toBeCloseTo(value, 5));
        let set = await fuzzySet(graph, {
          localConnectivity: expected.local_connectivity,
          setOpMixRatio: expected.set_op_mix_ratio,
        });
        if (expected.target_weight !== undefined) {
          set = supervise(set, reference.labels, expected.target_weight);
        }
        // The reference stops at a sum within 1e-5 of its target.
        expected.weight.forEach((value, e) => {
          const own = weight(set, expected.row[e]!, expected.col[e]!);
          expect(Math.abs(own - value), `edge ${expected.row[e]} ${expected.col[e]}`).toBeLessThan(3e-5);
        });
        const heavy = set.values.filter((value) => value > 1e-4).length;
        expect(heavy).toBe(2 * expected.weight.filter((value) => value > 1e-4).length);
        expected.sigma.forEach((value, i) => {
          if (value > 1e-3) expect(Math.abs(sigma[i]! / value - 1), `sigma ${i}`).toBeLessThan(1e-3);
        });
      },
    );
  });

  it('with labels joins no rows of different labels at full weight, and is as before without labels', async () => {
    const graph = await neighbors(cloud(60, 3), 6);
    const labels = Array.from({ length: 60 }, (_, i) => i % 3);
    const set = supervise(await fuzzySet(graph), labels, 1);
    for (let i = 0; i < 60; i++) {
      for (let e = set.indptr[i]!; e < set.indptr[i + 1]!; e++) expect(set.indices[e]! % 3).toBe(i % 3);
    }
    const same = supervise(await fuzzySet(graph), new Array(60).fill(7), 1);
    expect(same.indices).toEqual((await fuzzySet(graph)).indices);
    expect(() => supervise(set, [1, 2], 0.5)).toThrow(/one label for each of 60 rows; got 2/);
    expect(() => supervise(set, labels, 1.5)).toThrow(/targetWeight must lie between 0 and 1; got 1.5/);
  });
});
