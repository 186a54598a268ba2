import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { centralRows, classTfIdf } from '@parallax-map/core';
import type { ClassTfIdfOptions } from '@parallax-map/core';
import type { SparseMatrix } from '@parallax-map/kernels';

type Case = { counts: number[][] } & Record<string, { matrix: number[][] }>;
const golden = JSON.parse(readFileSync(new URL('./ctfidf.json', import.meta.url), 'utf8')) as {
  results: Record<string, Case>;
};

const settings: [string, ClassTfIdfOptions][] = [
  ['default', { weighting: 'plain', reduceFrequentWords: false }],
  ['bm25', { weighting: 'bm25', reduceFrequentWords: false }],
  ['reduce_frequent', { weighting: 'plain', reduceFrequentWords: true }],
  ['both', { weighting: 'bm25', reduceFrequentWords: true }],
];

describe('c-TF-IDF', () => {
  for (const [words, result] of Object.entries(golden.results)) {
    for (const [name, options] of settings) {
      it(`gives the reference's numbers: ${words}, ${name}`, () => {
        const weights = dense(classTfIdf(sparse(result.counts), options));
        result[name]!.matrix.forEach((row, topic) =>
          row.forEach((value, term) => expect(Math.abs(weights[topic]![term]! - value)).toBeLessThan(2e-6)),
        );
      });
    }
  }

  it('weighs a term below zero in BM25 form when it fills more than a class', () => {
    const counts = sparse([
      [5, 1],
      [5, 1],
    ]);
    const weights = dense(classTfIdf(counts, { weighting: 'bm25', reduceFrequentWords: false }));
    expect(weights[0]![0]).toBeLessThan(0);
    expect(weights[0]![1]).toBeGreaterThan(0);
  });

  it('bears a class without terms, and no class at all', () => {
    const options: ClassTfIdfOptions = { weighting: 'bm25', reduceFrequentWords: true };
    expect(
      dense(
        classTfIdf(
          sparse([
            [0, 0],
            [1, 0],
          ]),
          options,
        ),
      )[0],
    ).toEqual([0, 0]);
    expect(classTfIdf({ ...sparse([]), cols: 3 }, options).values).toHaveLength(0);
  });
});

describe('central rows', () => {
  it('are those that point as their topic does, seen from the middle of all rows', () => {
    // All share a large third value; without the shift they would look alike.
    const rows = [
      [1, 0, 9],
      [1, 0.6, 9],
      [0.9, -0.1, 9],
      [-1, 0, 9],
      [-1, 0.1, 9],
      [-0.9, -0.6, 9],
    ];
    const vectors = { data: Float32Array.from(rows.flat()), rows: 6, cols: 3 };
    const central = centralRows(vectors, Int32Array.of(0, 0, 0, 1, 1, -1), 2, 2);
    expect(central[0]![0]).toBe(0);
    expect(central.map((found) => found.length)).toEqual([2, 2]);
  });

  it('come in input order where all are the same', () => {
    const vectors = { data: new Float32Array(8).fill(1), rows: 4, cols: 2 };
    expect(centralRows(vectors, new Int32Array(4), 1, 3)).toEqual([[0, 1, 2]]);
  });
});

function sparse(rows: number[][]): SparseMatrix {
  const indptr = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value === 0) return;
      indices.push(column);
      values.push(value);
    });
    indptr.push(indices.length);
  }
  return {
    rows: rows.length,
    cols: rows[0]?.length ?? 0,
    indptr: Uint32Array.from(indptr),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  };
}

function dense({ rows, cols, indptr, indices, values }: SparseMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const line = Array<number>(cols).fill(0);
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) line[indices[at]!] = values[at]!;
    return line;
  });
}
