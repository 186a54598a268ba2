import type { SparseMatrix } from '@parallax-map/kernels';

export interface ClassCounts {
  /** Classes × terms: occurrences. */
  readonly counts: SparseMatrix;
  /** Texts of the class that use the term, cell by cell as in `counts`. */
  readonly texts: Float32Array;
}

/**
 * Adds texts up by class. Noise (−1) is a class of its own, the last: what noise talks about too tells less of a
 * topic.
 *
 * @param counts texts × terms
 * @param labels class of each text, −1 for noise
 * @returns topics + 1 classes
 */
export function countByClass(counts: SparseMatrix, labels: Int32Array, topics: number): ClassCounts {
  const rowsOf: number[][] = Array.from({ length: topics + 1 }, () => []);
  labels.forEach((topic, row) => rowsOf[topic < 0 ? topics : topic]!.push(row));
  const total = new Float64Array(counts.cols);
  const used = new Float64Array(counts.cols);
  const indptr = new Uint32Array(topics + 2);
  const indices: number[] = [];
  const values: number[] = [];
  const texts: number[] = [];
  rowsOf.forEach((rows, topic) => {
    const touched: number[] = [];
    for (const row of rows) {
      for (let at = counts.indptr[row]!; at < counts.indptr[row + 1]!; at++) {
        const term = counts.indices[at]!;
        if (used[term] === 0) touched.push(term);
        total[term]! += counts.values[at]!;
        used[term]!++;
      }
    }
    touched.sort((a, b) => a - b);
    for (const term of touched) {
      indices.push(term);
      values.push(total[term]!);
      texts.push(used[term]!);
      total[term] = used[term] = 0;
    }
    indptr[topic + 1] = indices.length;
  });
  return {
    counts: {
      rows: topics + 1,
      cols: counts.cols,
      indptr,
      indices: Uint32Array.from(indices),
      values: Float32Array.from(values),
    },
    texts: Float32Array.from(texts),
  };
}
