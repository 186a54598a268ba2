import { nearestNeighbors, type NeighborGraph } from '../knn/index.js';
import { pca } from '../linear/index.js';
import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';
import { forcesOf, umapLayout, type LayoutOptions } from './layout.js';
import type { FittedLayout } from './new-rows.js';
import { meanDistance } from './smooth-distances.js';
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
}

/** Share of the work that is finding neighbours, for progress. */
const NEIGHBOR_SHARE = 0.3;

/**
 * From rows of numbers to a layout, by UMAP (McInnes, Healy & Melville 2018): neighbours, exact up to 25,000 rows, the
 * fuzzy set, a spectral start and the layout. The same bytes for the same seed, whatever the threads.
 *
 * @param points rows × columns; not modified
 * @returns the layout, with what `placeNewRows` needs
 * @throws KernelInputError for a value that is not finite (naming row and column), or an option out of range
 */
export async function umap(points: Matrix, options: UmapOptions = {}): Promise<UmapModel> {
  const { dimensions = 2, seed = 42, neighbors = 15, metric = 'euclidean', init } = options;
  const { pool, signal, onProgress, localConnectivity = 1 } = options;
  checkMatrix(points);
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
    init: init === 'pca' ? principalStart(points, dimensions, seed) : init,
    onStart: (found) => {
      start = found;
      options.onStart?.(found);
    },
    onProgress: onProgress && ((share) => onProgress(NEIGHBOR_SHARE + (1 - NEIGHBOR_SHARE) * share)),
  });
  return {
    ...{ layout, neighbors: graph, forces, localConnectivity },
    meanDistance: meanDistance(graph.distances, graph.k),
    ...(start && { start }),
  };
}

/** The rows along their principal components, each axis from 0 to 10, with noise; axes that are missing at 0. */
function principalStart(points: Matrix, dimensions: number, seed: number): Matrix {
  const { rows } = points;
  if (rows === 0) return { data: new Float32Array(0), rows, cols: dimensions };
  const { scores } = pca(points, { dimensions, seed });
  const values = new Float64Array(rows * dimensions);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < scores.cols; c++) values[i * dimensions + c] = scores.data[i * scores.cols + c]!;
  }
  return jitter(spanAxes(values, rows, dimensions), seed);
}
