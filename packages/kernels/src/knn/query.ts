import { checkMatrix, KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import { callerPool } from '../threads/index.js';
import { CellMemory, NEW, NONE } from './cell-memory.js';
import { quantiseQueries, quantiseRows } from './cell-rows.js';
import { descendForQueries } from './descent.js';
import { searchExactly, type Answers } from './exact-search.js';
import { gatherRows } from './gather-rows.js';
import { checkNeighborOptions, type NeighborGraph } from './graph.js';
import { EXACT_ROWS, type NearestOptions } from './nearest.js';
import { partition } from './partition.js';
import { portion } from '../portion.js';
import { probeForQueries } from './probing.js';

export interface IndexOptions extends Omit<NearestOptions, 'target' | 'provider' | 'onProgress'> {
  /**
   * Neighbours of the points among each other, as `nearestNeighbors` gives them: queries then also look at the
   * neighbours of what they found. Default: none.
   */
  graph?: NeighborGraph | undefined;
}

/** The nearest points of queries, row by row, nearest first, equal distances by ascending index. */
export interface QueryNeighbors extends Answers {
  readonly rows: number;
  /** `k` of the index, or the number of points where that is less. */
  readonly k: number;
}

/** Answers for which points are nearest to rows that are none of them. */
export interface NeighborIndex {
  /** Whether all points are compared with each query. */
  readonly exact: boolean;
  readonly k: number;
  /**
   * The answer to a query depends on the query and the index alone, not on what is asked with it. Queries asked while
   * others are being answered wait for their turn.
   *
   * @param queries m × d, of as many columns as the points; not modified
   * @throws KernelInputError for a value that is not finite (naming row and column), or other columns
   */
  query(queries: Matrix, work?: Work): Promise<QueryNeighbors>;
}

/** Queries answered at a time. */
const BATCH = 2048;
const EFFORT = { probes: 32, patience: 4 };
const ROUNDS = 2;

/**
 * Prepares points to be asked for the nearest of new rows. Up to `exactUpTo` points all are compared with each query.
 * Above, the points are put into cells, as `approximateNeighbors` does: each query looks through those whose centers
 * are nearest until several in a row bring it nothing, then at neighbours of what it found.
 *
 * @param points n × d; kept, and not to be changed while the index is in use
 * @param options the pool stays open as long as the index is in use
 * @throws KernelInputError as `nearestNeighbors` does, and for a graph of other rows
 */
export async function neighborIndex(points: Matrix, options: IndexOptions): Promise<NeighborIndex> {
  const { metric, graph, exactUpTo = EXACT_ROWS, pool = callerPool() } = options;
  checkNeighborOptions(options.k, metric);
  checkMatrix(points);
  if (graph && graph.rows !== points.rows) {
    throw new KernelInputError(
      `graph must have a row for each of the ${points.rows} points; got ${graph.rows}`,
    );
  }
  const k = Math.min(options.k, points.rows);
  if (points.rows <= exactUpTo || points.rows < 2) {
    return inTurn(points.cols, { k, exact: true }, (queries, work) =>
      searchExactly({ points, queries, k, metric, pool }, work),
    );
  }
  const room = { queries: BATCH, graphWidth: graph?.k, floatBytes: options.floatBytes };
  const cells = new CellMemory(points, metric, k, pool, room);
  if (graph) cells.words(cells.at.graph, graph.indices.length).set(graph.indices);
  const work = { signal: options.signal };
  await quantiseRows(cells, work);
  const count = await partition(cells, options.seed, work);
  const rounds = graph ? ROUNDS : 0;
  return inTurn(points.cols, { k, exact: false }, (queries, asked) =>
    search(cells, count, rounds, queries, asked),
  );
}

/** Checks queries, and lets them wait for those before. */
function inTurn(
  cols: number,
  shape: Pick<NeighborIndex, 'k' | 'exact'>,
  search: (queries: Matrix, work: Work) => Promise<Answers>,
): NeighborIndex {
  const { k } = shape;
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...shape,
    async query(queries, work = {}) {
      checkMatrix(queries, 'queries');
      if (queries.cols !== cols) {
        throw new KernelInputError(
          `queries must have ${cols} columns, as the points do; got ${queries.cols}`,
        );
      }
      if (queries.rows === 0 || k === 0) {
        return { rows: queries.rows, k, indices: new Uint32Array(0), distances: new Float32Array(0) };
      }
      const turn = last.then(() => search(queries, work));
      last = turn.catch(() => {});
      return { rows: queries.rows, k, ...(await turn) };
    },
  };
}

async function search(
  cells: CellMemory,
  cellCount: number,
  rounds: number,
  queries: Matrix,
  work: Work,
): Promise<Answers> {
  const { k } = cells;
  const { rows, cols, data } = queries;
  const indices = new Uint32Array(rows * k);
  const distances = new Float32Array(rows * k);
  for (let first = 0; first < rows; first += BATCH) {
    const count = Math.min(BATCH, rows - first);
    const batch = { data: data.subarray(first * cols, (first + count) * cols), rows: count, cols };
    const part = portion(work, first / rows, (first + count) / rows);
    const answers = await searchBatch(cells, cellCount, rounds, batch, { signal: work.signal });
    indices.set(answers.indices, first * k);
    distances.set(answers.distances, first * k);
    part.onProgress?.(1);
  }
  return { indices, distances };
}

async function searchBatch(
  cells: CellMemory,
  cellCount: number,
  rounds: number,
  queries: Matrix,
  work: Work,
): Promise<Answers> {
  const { at, sizes, points, metric, k, threads: pool } = cells;
  const count = queries.rows;
  await quantiseQueries(cells, queries, work);
  await probeForQueries(cells, cellCount, count, EFFORT, work);
  await descendForQueries(cells, cellCount, count, rounds, work);
  const half = count * sizes.length;
  const rows = cells.words(at.lists + half * 4, half).map((id) => (id === NONE ? NONE : id & ~NEW));
  const proposed = { rows, width: sizes.length };
  const answers = await searchExactly({ points, queries, k, metric, pool, proposed }, work);
  await searchRest(cells, queries, answers, work);
  return answers;
}

/**
 * Queries that met fewer than k points, and for cosine those without a direction, to which all points are equally
 * near, are compared with all points.
 */
async function searchRest(cells: CellMemory, queries: Matrix, answers: Answers, work: Work): Promise<void> {
  const { points, metric, k, threads: pool } = cells;
  const { data, rows, cols } = queries;
  const rest = Uint32Array.from({ length: rows }, (_, q) => q).filter(
    (q) =>
      answers.indices[(q + 1) * k - 1] === NONE ||
      (metric === 'cosine' && data.subarray(q * cols, (q + 1) * cols).every((value) => value === 0)),
  );
  if (rest.length === 0) return;
  const found = await searchExactly({ points, queries: gatherRows(queries, rest), k, metric, pool }, work);
  rest.forEach((q, r) => {
    answers.indices.set(found.indices.subarray(r * k, (r + 1) * k), q * k);
    answers.distances.set(found.distances.subarray(r * k, (r + 1) * k), q * k);
  });
}
