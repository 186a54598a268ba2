import {
  nearestNeighbors,
  neighborIndex,
  type IndexOptions,
  type NeighborGraph,
  type NeighborIndex,
} from '../knn/index.js';
import { pca, type PcaOptions } from '../linear/index.js';
import { KernelInputError, type Matrix } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { meanDistance } from './edge-weights.js';
import { forcesOf, umapLayout, type LayoutOptions } from './layout.js';
import { placeNewRows, type FittedLayout, type NewRowsOptions } from './new-rows.js';
import { jitter, spanAxes, type Start } from './spectral.js';

export interface UmapOptions extends Partial<Omit<LayoutOptions, 'init'>> {
  /** Axes of the layout, 1 to 50; default 2. */
  dimensions?: number | undefined;
  /** Integer, 0 to 2³² − 1; default 42. */
  seed?: number | undefined;
  /** Rows in each row's neighbourhood, itself counted, ≥ 2; default 15. umap-learn's n_neighbors. */
  neighbors?: number | undefined;
  /** Distance between rows; default `euclidean`. */
  metric?: 'euclidean' | 'cosine' | undefined;
  /** As for `umapLayout`; or `pca`: along the rows' principal components. */
  init?: LayoutOptions['init'] | 'pca';
}

export interface UmapModel extends FittedLayout {
  readonly neighbors: NeighborGraph;
  /** Where the layout began; absent when it began from positions given. */
  readonly start?: Start;
  /**
   * Places new rows in the layout, which stays as it is: their nearest rows among the points, then `placeNewRows`. A
   * row's place depends on the model and the row alone. The first call prepares the points to be asked, and so does one
   * with another pool; the points must not be changed meanwhile.
   *
   * @param rows of as many columns as the points; not modified
   * @throws KernelInputError for a value that is not finite (naming row and column), other columns, or a model of no rows
   */
  transform(rows: Matrix, options?: NewRowsOptions): Promise<Matrix>;
}

/** Share of the work that is finding neighbours, for progress. */
const NEIGHBOR_SHARE = 0.3;

/**
 * From rows of numbers to a layout, by UMAP (McInnes, Healy & Melville 2018): neighbours, exact up to 25,000 rows, the
 * fuzzy set, a spectral start and the layout. The same bytes for the same seed, whatever the threads.
 *
 * @param points rows × columns; not modified, and kept for `transform`
 * @returns the layout, and `transform` for new rows
 * @throws KernelInputError for a value that is not finite (naming row and column), or an option out of range
 */
export async function umap(points: Matrix, options: UmapOptions = {}): Promise<UmapModel> {
  const { dimensions = 2, seed = 42, neighbors = 15, metric = 'euclidean', init } = options;
  const { pool, signal, onProgress, localConnectivity = 1 } = options;
  if (!Number.isInteger(neighbors) || neighbors < 2) {
    throw new KernelInputError(`neighbors must be an integer, 2 or more; got ${neighbors}`);
  }
  const forces = forcesOf({ ...options, seed });
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new KernelInputError(`metric must be euclidean or cosine; got ${String(metric)}`);
  }
  const graph = await nearestNeighbors(points, {
    ...{ k: neighbors - 1, metric, seed, pool, signal },
    onProgress: onProgress && ((share) => onProgress(NEIGHBOR_SHARE * share)),
  });
  let start: Start | undefined;
  const layout = await umapLayout(graph, {
    ...options,
    ...{ dimensions, seed },
    init: init === 'pca' ? await principalStart(points, { dimensions, seed, pool, signal }) : init,
    onStart: (found) => {
      start = found;
      options.onStart?.(found);
    },
    onProgress: onProgress && ((share) => onProgress(NEIGHBOR_SHARE + (1 - NEIGHBOR_SHARE) * share)),
  });
  const fitted = {
    ...{ layout, forces, localConnectivity },
    meanDistance: meanDistance(graph.distances, graph.k),
  };
  const findNearest = indexFor(points, { k: neighbors, metric, seed, graph });
  return {
    ...fitted,
    neighbors: graph,
    ...(start && { start }),
    async transform(rows, options = {}) {
      return placeNewRows(fitted, await findNearest(rows, options), options);
    },
  };
}

/** Asks an index of the points, which is built when first needed, and kept for as long as the pool is the same. */
function indexFor(points: Matrix, options: Omit<IndexOptions, 'pool' | 'signal'>) {
  let kept: { pool: Pool | undefined; index: Promise<NeighborIndex> } | undefined;

  async function indexOn({ pool, signal }: NewRowsOptions): Promise<NeighborIndex> {
    const own =
      kept && kept.pool === pool
        ? kept
        : { pool, index: neighborIndex(points, { ...options, pool, signal }) };
    const building = own !== kept;
    kept = own;
    try {
      return await own.index;
    } catch (error) {
      if (kept === own) kept = undefined;
      // Whoever had it built may have stopped it, which is nothing to those who wait for it too.
      if (building || signal?.aborted) throw error;
      return indexOn({ pool, signal });
    }
  }

  return async (rows: Matrix, work: NewRowsOptions): Promise<NeighborGraph> =>
    (await indexOn(work)).query(rows, { signal: work.signal });
}

/** The rows along their principal components, each axis from 0 to 10, with noise; axes that are missing at 0. */
async function principalStart(points: Matrix, options: PcaOptions): Promise<Matrix> {
  const { dimensions, seed } = options;
  const { rows } = points;
  if (rows === 0) return { data: new Float32Array(0), rows, cols: dimensions };
  const { scores } = await pca(points, options);
  const values = new Float64Array(rows * dimensions);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < scores.cols; c++) values[i * dimensions + c] = scores.data[i * scores.cols + c]!;
  }
  return jitter(spanAxes(values, rows, dimensions), seed);
}
