import { contingency, type Labels } from './contingency.js';

export interface ClusterMatches {
  /** For each cluster of a: the cluster of b that overlaps it most (ties: the lower), −1 where none does. */
  match: Int32Array;
  /** Rows in both over rows in either, 0 to 1. */
  jaccard: Float64Array;
}

/**
 * Best counterpart of each cluster of one labelling in another of the same rows. Noise (−1) is not a cluster: it
 * is never matched, but a cluster's rows that are noise in the other count against the overlap. Against all noise every
 * cluster is unmatched, with overlap 0; of all noise there is nothing to match.
 *
 * @param a @param b labels 0, 1, …, −1 for noise; the result has a place for each from 0 to the highest of a
 */
export function matchClusters(a: Labels, b: Labels): ClusterMatches {
  const { cells } = contingency(a, b);
  const sizes = { a: rowsOf(a), b: rowsOf(b) };
  const match = new Int32Array(sizes.a.length).fill(-1);
  const jaccard = new Float64Array(sizes.a.length);
  for (const { firstRow, rows } of cells) {
    const [mine, other] = [a[firstRow]!, b[firstRow]!];
    if (mine < 0 || other < 0) continue;
    const overlap = rows / (sizes.a[mine]! + sizes.b[other]! - rows);
    if (overlap > jaccard[mine]! || (overlap === jaccard[mine] && other < match[mine]!)) {
      jaccard[mine] = overlap;
      match[mine] = other;
    }
  }
  return { match, jaccard };
}

function rowsOf(labels: Labels): Uint32Array {
  let highest = -1;
  for (let i = 0; i < labels.length; i++) highest = Math.max(highest, labels[i]!);
  const rows = new Uint32Array(highest + 1);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) rows[labels[i]!]!++;
  return rows;
}
