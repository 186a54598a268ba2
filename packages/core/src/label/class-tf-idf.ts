import { log } from '@parallax-map/kernels';
import type { SparseMatrix } from '@parallax-map/kernels';

export interface ClassTfIdfOptions {
  /** `plain`: ln(1 + A / F). `bm25`: ln(1 + (A − F + ½) / (F + ½)), which falls below zero for F > A. */
  weighting: 'plain' | 'bm25';
  /** Square root of the term frequency. */
  reduceFrequentWords: boolean;
}

/**
 * Class-based TF-IDF (Grootendorst 2022, §3.3): how telling a term is of a class, all texts of a class read as
 * one. A term's frequency is its share of the terms of its class; A is the mean number of terms per class,
 * rounded down, and F the term's count in all classes.
 *
 * @param counts classes × terms, non-negative
 * @returns the same cells, weighted
 */
export function classTfIdf(counts: SparseMatrix, options: ClassTfIdfOptions): SparseMatrix {
  const { rows, cols, indptr, indices } = counts;
  const classTotal = new Float64Array(rows);
  const termTotal = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      classTotal[row]! += counts.values[at]!;
      termTotal[indices[at]!]! += counts.values[at]!;
    }
  }
  const mean = Math.floor(classTotal.reduce((sum, total) => sum + total, 0) / Math.max(1, rows));
  const rarity = termTotal.map((total) =>
    options.weighting === 'bm25'
      ? log(1 + (mean - total + 0.5) / (total + 0.5))
      : log(1 + mean / Math.max(1, total)),
  );

  const values = new Float32Array(counts.values.length);
  for (let row = 0; row < rows; row++) {
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) {
      const share = classTotal[row]! > 0 ? counts.values[at]! / classTotal[row]! : 0;
      values[at] = (options.reduceFrequentWords ? Math.sqrt(share) : share) * rarity[indices[at]!]!;
    }
  }
  return { rows, cols, indptr, indices, values };
}
