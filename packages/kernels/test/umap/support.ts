import { readFileSync } from 'node:fs';
import {
  exactNeighbors,
  random,
  type Matrix,
  type NeighborGraph,
  type SparseMatrix,
} from '@parallax-map/kernels';
import { expect } from 'vitest';

export const cloud = (rows: number, cols: number, seed = 1): Matrix => {
  const draws = random(seed, 'test.cloud');
  return { data: Float32Array.from({ length: rows * cols }, (_, i) => draws.normal(i)), rows, cols };
};

/** `groups` groups of rows, far apart: row i belongs to group i % groups. */
export const blobs = (rows: number, cols: number, groups: number): Matrix => {
  const points = cloud(rows, cols);
  for (let i = 0; i < rows; i++) points.data[i * cols + ((i % groups) % cols)]! += 40 * (1 + (i % groups));
  return points;
};

export const neighbors = (points: Matrix, k = 14): Promise<NeighborGraph> =>
  exactNeighbors(points, { k, metric: 'euclidean' });

export const bytes = ({ data }: { data: ArrayBufferView }): Buffer =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength);

export const rowsOf = ({ data, rows, cols }: Matrix): number[][] =>
  Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]);

export const matrixOf = (rows: readonly (readonly number[])[]): Matrix => ({
  data: Float32Array.from(rows.flat()),
  rows: rows.length,
  cols: rows[0]!.length,
});

export const someRows = ({ data, cols }: Matrix, which: readonly number[]): Matrix => ({
  data: Float32Array.from(which.flatMap((i) => [...data.subarray(i * cols, (i + 1) * cols)])),
  rows: which.length,
  cols,
});

export const weight = (graph: SparseMatrix, i: number, j: number): number => {
  for (let e = graph.indptr[i]!; e < graph.indptr[i + 1]!; e++)
    if (graph.indices[e] === j) return graph.values[e]!;
  return 0;
};

/** The k rows of `points` nearest to each new row, by Euclidean distance. */
export function nearestAmong(points: Matrix, fresh: Matrix, k: number): NeighborGraph {
  const targets = rowsOf(points);
  const found = rowsOf(fresh).map((row) =>
    targets
      .map((other, j) => ({ j, d: Math.fround(Math.hypot(...row.map((x, c) => x - other[c]!))) }))
      .sort((a, b) => a.d - b.d || a.j - b.j)
      .slice(0, k),
  );
  return {
    ...{ rows: fresh.rows, k },
    indices: Uint32Array.from(found.flat(), ({ j }) => j),
    distances: Float32Array.from(found.flat(), ({ d }) => d),
  };
}

/** An unweighted graph from its edges. */
export function graphOf(rows: number, edges: readonly (readonly [number, number])[]): SparseMatrix {
  const ends = Array.from({ length: rows }, () => new Set<number>());
  for (const [i, j] of edges) {
    ends[i]!.add(j);
    ends[j]!.add(i);
  }
  const lists = ends.map((set) => [...set].sort((i, j) => i - j));
  const indptr = new Uint32Array(rows + 1);
  lists.forEach((list, i) => (indptr[i + 1] = indptr[i]! + list.length));
  const indices = Uint32Array.from(lists.flat());
  return { rows, cols: rows, indptr, indices, values: new Float32Array(indices.length).fill(1) };
}

export const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')) as T;

export function expectDistinct(layout: Matrix): void {
  expect(layout.data.every(Number.isFinite)).toBe(true);
  expect(new Set(rowsOf(layout).map((row) => row.join())).size).toBe(layout.rows);
}
