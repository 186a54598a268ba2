import type { Work } from '../matrix/index.js';
import type { CellMemory } from './cell-memory.js';
import { searchExactly } from './exact-search.js';
import { gatherRows } from './gather-rows.js';
import type { Recall } from './graph.js';

/** The true distances of sampled rows. */
export interface Truth {
  rows: Uint32Array;
  /** Of the k-th neighbour of each. */
  distances: Float32Array;
}

/** Finds the k nearest rows of sampled rows by brute force. */
export async function findTruth(cells: CellMemory, rows: Uint32Array, work: Work): Promise<Truth> {
  const { points, metric, k, threads: pool } = cells;
  const queries = gatherRows(points, rows);
  const answers = await searchExactly({ points, queries, self: rows, k, metric, pool }, work);
  return { rows, distances: Float32Array.from(rows, (_, q) => answers.distances[(q + 1) * k - 1]!) };
}

/** The share of sampled rows' neighbours that are no farther than the k-th true one. */
export function measureRecall({ rows, distances }: Truth, found: Float32Array, k: number): Recall {
  const shares = Array.from(rows, (row, q) => {
    let hits = 0;
    for (let t = 0; t < k; t++) if (found[row * k + t]! <= distances[q]!) hits++;
    return hits / k;
  });
  const value = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const variance =
    shares.reduce((sum, share) => sum + (share - value) ** 2, 0) / Math.max(1, shares.length - 1);
  const margin = 1.96 * Math.sqrt(variance / shares.length);
  return {
    value,
    low: Math.max(0, value - margin),
    high: Math.min(1, value + margin),
    sampled: rows.length,
  };
}
