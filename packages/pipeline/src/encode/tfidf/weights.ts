import type { SparseMatrix } from '@parallax-map/kernels';
import { terms } from './terms.js';

/**
 * TF-IDF of texts: (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), rows of unit length (Salton & Buckley 1988).
 *
 * From 50 texts on, a term must stand in two of them: one that stands in a single text ties it to no other.
 * Where no term does, all count.
 *
 * @returns texts × terms, terms in the order they are first met; a row without known terms is empty
 */
export function tfIdf(texts: readonly string[]): SparseMatrix {
  const { counts, frequency } = countTerms(texts);
  const least = texts.length >= RARE_TERMS_FROM ? 2 : 1;
  const column = numberColumns(frequency, least);
  return weigh(counts, frequency, column.size > 0 ? column : numberColumns(frequency, 1));
}

const RARE_TERMS_FROM = 50;

interface Counts {
  /** Per text, term number → occurrences. */
  counts: Map<number, number>[];
  /** Per term number, texts it stands in. */
  frequency: number[];
}

function countTerms(texts: readonly string[]): Counts {
  const numberOf = new Map<string, number>();
  const frequency: number[] = [];
  const counts = texts.map((text) => {
    const count = new Map<number, number>();
    for (const term of terms(text)) {
      let number = numberOf.get(term);
      if (number === undefined) {
        number = frequency.push(0) - 1;
        numberOf.set(term, number);
      }
      count.set(number, (count.get(number) ?? 0) + 1);
    }
    for (const number of count.keys()) frequency[number]! += 1;
    return count;
  });
  return { counts, frequency };
}

/** Term number → column, for terms that stand in at least this many texts. */
function numberColumns(frequency: number[], least: number): Map<number, number> {
  const column = new Map<number, number>();
  frequency.forEach((texts, number) => {
    if (texts >= least) column.set(number, column.size);
  });
  return column;
}

function weigh(
  counts: Map<number, number>[],
  frequency: number[],
  column: Map<number, number>,
): SparseMatrix {
  const n = counts.length;
  const indptr = new Uint32Array(n + 1);
  const indices: number[] = [];
  const values: number[] = [];
  counts.forEach((count, i) => {
    const row: [column: number, weight: number][] = [];
    for (const [number, tf] of count) {
      const j = column.get(number);
      if (j === undefined) continue;
      row.push([j, (1 + Math.log(tf)) * (Math.log((1 + n) / (1 + frequency[number]!)) + 1)]);
    }
    row.sort(([a], [b]) => a - b);
    const length = Math.sqrt(row.reduce((sum, [, weight]) => sum + weight * weight, 0));
    for (const [j, weight] of row) {
      indices.push(j);
      values.push(weight / length);
    }
    indptr[i + 1] = indices.length;
  });
  return {
    rows: n,
    cols: column.size,
    indptr,
    indices: Uint32Array.from(indices),
    values: Float32Array.from(values),
  };
}
