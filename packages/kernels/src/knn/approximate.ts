import { checkMatrix, type Matrix, type Work } from '../matrix/index.js';
import { sampleRows } from '../measures/sample-rows.js';
import { callerPool } from '../threads/index.js';
import { CellMemory, NONE } from './cell-memory.js';
import { quantiseRows, rerank } from './cell-rows.js';
import { descend } from './descent.js';
import { exactNeighbors } from './exact.js';
import { searchExactly } from './exact-search.js';
import { gatherRows } from './gather-rows.js';
import { checkNeighborOptions, type NeighborGraph, type NeighborOptions, type Recall } from './graph.js';
import { partition } from './partition.js';
import { portion } from '../portion.js';
import { clearLists, probeCells, type Effort } from './probing.js';
import { findTruth, measureRecall } from './recall.js';

export interface ApproximateOptions extends NeighborOptions {
  /** For the cells, and the sample on which recall is measured. */
  seed: number;
  /**
   * Recall from which on no more work is spent, 0 to 1; default 0.97. At 0.9 or less the first pass looks through half
   * as many cells and follows no neighbours of neighbours, which takes a third less time.
   */
  target?: number | undefined;
  /** Bytes of `points` that are copied into the kernel's memory at a time; default 256 MiB. */
  floatBytes?: number | undefined;
}

interface Pass extends Effort {
  /** Rounds of descent. */
  rounds: number;
}

/** Rows on which recall is measured. */
const SAMPLE = 500;
/** Recall that a light first pass mostly reaches, how that is done, and on how many rows it is measured. */
const LIGHT = { target: 0.9, pass: { probes: 8, patience: 2, rounds: 0 }, sample: 150 };
/**
 * What is done in turn until the recall is enough, each time with other cells: cells that a row looks through at most,
 * and how many in a row may bring it nothing.
 */
const PASSES: readonly Pass[] = [
  { probes: 16, patience: 3, rounds: 2 },
  { probes: 16, patience: 3, rounds: 2 },
  { probes: 32, patience: 6, rounds: 2 },
  { probes: 48, patience: 12, rounds: 2 },
  { probes: 48, patience: 24, rounds: 2 },
  { probes: 48, patience: 48, rounds: 2 },
];
/** Products that may be spent on comparing all rows, where two passes were not enough. */
const EXHAUSTIVE = 5e12;

/**
 * Approximate nearest neighbours: time grows little faster than the number of rows.
 *
 * Rows are kept as int8 in cells of near rows (k-means: an inverted file, Jégou, Douze & Schmid 2011). Each row looks
 * through its own cell and those whose centers are nearest to it, until several in a row bring it nothing new. Two
 * rounds of NN-descent (Dong, Charikar & Li 2011) follow the neighbours of neighbours. The candidates' distances are
 * computed in float64, exactly those of `exactNeighbors`. Then the graph is compared with brute force on 500 rows (150 with a target of 0.9 or less):
 * where its recall is below `target`, the same is done again with cells from other centers, which adds to what was
 * found: that is what data without clusters need. Where two such passes are not enough, and the rows are not too many,
 * all pairs are compared.
 *
 * The result depends on `seed` and on nothing else: not on threads, not on time.
 *
 * @param points n × d; not modified
 * @returns with `recall`, unless all pairs were compared; it may be below `target` where all passes were not enough
 * @throws KernelInputError for a value that is not finite (naming row and column), k < 1, or more rows and columns
 *   than 4 GiB hold (about d + 40 k bytes for each row)
 */
export async function approximateNeighbors(
  points: Matrix,
  options: ApproximateOptions,
): Promise<NeighborGraph> {
  const { metric, pool = callerPool(), seed, target = 0.97 } = options;
  checkNeighborOptions(options.k, metric);
  checkMatrix(points);
  const n = points.rows;
  const k = Math.max(0, Math.min(options.k, n - 1));
  if (k === 0) return { rows: n, k, indices: new Uint32Array(0), distances: new Float32Array(0) };

  const cells = new CellMemory(points, metric, k, pool, { floatBytes: options.floatBytes });
  await quantiseRows(cells, portion(options, 0, 0.05));
  clearLists(cells, n);
  const light = target <= LIGHT.target;
  const sample = sampleRows(n, light ? LIGHT.sample : SAMPLE, seed);
  const truth = await findTruth(cells, sample, portion(options, 0.05, 0.15));
  let recall: Recall | undefined;
  let from = 0.15;
  for (const [p, pass] of (light ? [LIGHT.pass, ...PASSES] : PASSES).entries()) {
    const to = from + 0.8 * (1 - from);
    await searchCells(cells, { ...pass, seed: seed + p }, portion(options, from, to));
    recall = measureRecall(truth, cells.floats(cells.at.outDistances, n * k), k);
    if (recall.value >= target) break;
    if (p >= 1 && n * n * points.cols <= EXHAUSTIVE) {
      return exactNeighbors(points, { ...options, pool, ...portion(options, to, 1) });
    }
    from = to;
  }
  await completeRows(cells, { signal: options.signal });
  options.onProgress?.(1);
  return {
    rows: n,
    k,
    indices: cells.words(cells.at.outIndices, n * k).slice(),
    distances: cells.floats(cells.at.outDistances, n * k).slice(),
    recall,
  };
}

/** Adds to the lists what the cells of one partition have to give. */
async function searchCells(
  cells: CellMemory,
  { seed, rounds, ...effort }: Pass & { seed: number },
  work: Work,
): Promise<void> {
  const count = await partition(cells, seed, portion(work, 0, 0.1));
  await probeCells(cells, count, effort, portion(work, 0.1, 0.6));
  await descend(cells, count, rounds, portion(work, 0.6, 0.9));
  await rerank(cells, count, portion(work, 0.9, 1));
}

/** Rows that met fewer than k others are compared with all. */
async function completeRows(cells: CellMemory, work: Work): Promise<void> {
  const { n, k, at, points, metric, threads: pool } = cells;
  const indices = cells.words(at.outIndices, n * k);
  const distances = cells.floats(at.outDistances, n * k);
  const short = Uint32Array.from({ length: n }, (_, i) => i).filter((i) => indices[i * k + k - 1] === NONE);
  if (short.length === 0) return;
  const queries = gatherRows(points, short);
  const answers = await searchExactly({ points, queries, self: short, k, metric, pool }, work);
  short.forEach((row, q) => {
    indices.set(answers.indices.subarray(q * k, (q + 1) * k), row * k);
    distances.set(answers.distances.subarray(q * k, (q + 1) * k), row * k);
  });
}
