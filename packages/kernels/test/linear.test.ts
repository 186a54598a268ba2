import { createPool, pca, random, truncatedSvd, type Matrix, type SparseMatrix } from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';

const sparse = (rows: number[][]): SparseMatrix => {
  const entries = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [{ column, value }])));
  const indptr = new Uint32Array(rows.length + 1);
  entries.forEach((row, i) => (indptr[i + 1] = indptr[i]! + row.length));
  return {
    ...{ rows: rows.length, cols: rows[0]!.length, indptr },
    indices: Uint32Array.from(entries.flat(), ({ column }) => column),
    values: Float32Array.from(entries.flat(), ({ value }) => value),
  };
};
const product = (a: Matrix, b: Matrix): number[][] =>
  Array.from({ length: a.rows }, (_, i) =>
    Array.from({ length: b.cols }, (_, j) => {
      let sum = 0;
      for (let c = 0; c < a.cols; c++) sum += a.data[i * a.cols + c]! * b.data[c * b.cols + j]!;
      return sum;
    }),
  );

describe('the truncated singular value decomposition', () => {
  it('of a diagonal matrix is its diagonal, with positive components', async () => {
    const { singularValues, components } = await truncatedSvd(
      sparse([
        [0, 3, 0],
        [-2, 0, 0],
        [0, 0, 1],
      ]),
      { rank: 2, seed: 1 },
    );
    expect(singularValues[0]).toBeCloseTo(3, 10);
    expect(singularValues[1]).toBeCloseTo(2, 10);
    expect([...components.data].map((value) => Math.round(value * 1e6) / 1e6 + 0)).toEqual([
      0, 1, 0, 1, 0, 0,
    ]);
  });

  it('at full rank gives the matrix back', async () => {
    const draws = random(1, 'test.svd');
    const rows = Array.from({ length: 12 }, (_, i) =>
      Array.from({ length: 9 }, (_, j) => (draws.bits(i * 9 + j) % 3 ? 0 : draws.normal(i * 9 + j))),
    );
    const { scores, components, singularValues } = await truncatedSvd(sparse(rows), { rank: 50, seed: 3 });
    expect(singularValues).toHaveLength(9);
    product(scores, components).forEach((row, i) => {
      row.forEach((value, j) => expect(value).toBeCloseTo(rows[i]![j]!, 5));
    });
  });

  it('of a matrix of lower rank ends in zeros, and is the same each time', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => [i, 2 * i, 1, 0, i + 1]);
    const one = await truncatedSvd(sparse(rows), { rank: 5, seed: 1 });
    expect([...one.singularValues].map((value) => value > 0)).toEqual([true, true, false, false, false]);
    expect(one.scores.data.every(Number.isFinite)).toBe(true);
    expect(await truncatedSvd(sparse(rows), { rank: 5, seed: 1 })).toEqual(one);
    const nothing = sparse([
      [0, 0],
      [0, 0],
    ]);
    const { singularValues } = await truncatedSvd(nothing, { rank: 2, seed: 1 });
    expect(singularValues).toEqual(Float64Array.of(0, 0));
  });

  it('finds the hundred largest values of a slowly falling spectrum within a hundredth', async () => {
    // Diagonal, so that they are known: 1 / √1, 1 / √2, …
    const rows = Array.from({ length: 400 }, (_, i) =>
      Array.from({ length: 300 }, (_, j) => (i === j ? 1 / Math.sqrt(i + 1) : 0)),
    );
    const { singularValues } = await truncatedSvd(sparse(rows), { rank: 100, seed: 1 });
    singularValues.forEach((value, i) => expect(value * Math.sqrt(i + 1)).toBeGreaterThan(0.98));
    expect(singularValues[0]).toBeCloseTo(1, 8);
  });

  it('is the same bytes on 1, 2, 3 and 8 threads, tells how far it is, and stops when told to', async () => {
    const draws = random(2, 'test.svd');
    const matrix = sparse(
      Array.from({ length: 150 }, (_, i) =>
        Array.from({ length: 70 }, (_, j) => (draws.bits(i * 70 + j) % 4 ? 0 : draws.normal(i * 70 + j))),
      ),
    );
    const alone = await truncatedSvd(matrix, { rank: 9, seed: 1 });
    const points: Matrix = {
      data: Float32Array.from({ length: 150 * 7 }, (_, i) => draws.normal(i)),
      rows: 150,
      cols: 7,
    };
    const axes = await pca(points, { dimensions: 3, seed: 1 });
    for (const threads of [2, 3, 8]) {
      const pool = await createPool(threads);
      expect(await truncatedSvd(matrix, { rank: 9, seed: 1, pool })).toEqual(alone);
      expect(await pca(points, { dimensions: 3, seed: 1, pool })).toEqual(axes);
      await pool.close();
    }
    const shares: number[] = [];
    await truncatedSvd(matrix, { rank: 9, seed: 1, onProgress: (share) => shares.push(share) });
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    const stopped = truncatedSvd(matrix, { rank: 9, seed: 1, signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses what it cannot work with', async () => {
    const one = { rank: 1, seed: 1 };
    await expect(truncatedSvd(sparse([[1, NaN]]), one)).rejects.toThrow(/NaN at row 0, column 1/);
    await expect(truncatedSvd(sparse([[1]]), { rank: 0, seed: 1 })).rejects.toThrow(
      /rank must be a positive integer/,
    );
    const astray = { ...sparse([[1, 2]]), indices: Uint32Array.of(0, 7) };
    await expect(truncatedSvd(astray, one)).rejects.toThrow(/got 7 in row 0/);
  });
});

describe('principal components', () => {
  it('find the direction in which points vary, wherever they lie', async () => {
    const data = Float32Array.from(
      { length: 50 * 3 },
      (_, e) => [100, -7, 3][e % 3]! + Math.floor(e / 3) * [3, 4, 0][e % 3]!,
    );
    const { scores, components, mean, variances } = await pca(
      { data, rows: 50, cols: 3 },
      { dimensions: 2, seed: 1 },
    );
    expect(components.data[0]).toBeCloseTo(0.6, 6);
    expect(components.data[1]).toBeCloseTo(0.8, 6);
    expect(mean[1]).toBeCloseTo(-7 + 4 * 24.5, 6);
    expect(variances[0]).toBeCloseTo((25 * (50 * 51)) / 12, 3);
    expect(variances[1]! / variances[0]!).toBeLessThan(1e-6);
    expect(scores.data[0]).toBeCloseTo(-24.5 * 5, 3);
  });

  it('of one row, or of equal rows, are zero', async () => {
    const options = { dimensions: 2, seed: 1 };
    const one = { data: Float32Array.of(1, 2), rows: 1, cols: 2 };
    expect((await pca(one, options)).variances).toEqual(Float64Array.of(0));
    const equal = { data: new Float32Array(8).fill(3), rows: 4, cols: 2 };
    expect((await pca(equal, options)).variances).toEqual(Float64Array.of(0, 0));
    await expect(pca({ data: new Float32Array(0), rows: 0, cols: 2 }, options)).rejects.toThrow(/one row/);
  });
});
