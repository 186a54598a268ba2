import { singleLinkage, type LinkageTree } from '../hdbscan/index.js';
import { EXACT_ROWS, nearestNeighbors, type NeighborGraph } from '../knn/index.js';
import { KernelInputError, type Matrix, type Work } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { umapLayout } from '../umap/index.js';
import { duplicateRows } from './duplicate-rows.js';
import { checkedLayers, clusterLayers, type ClusterLayers, type LayerOptions } from './layers.js';

export interface GraphLayersOptions extends LayerOptions, Work {
  /** Integer, 0 to 2³² − 1; default 42. */
  seed?: number | undefined;
  /** Axes of the layout that is clustered, 1 to 50; default 5. */
  dimensions?: number | undefined;
  /** Steps of the layout, ≥ 0; default 50. */
  epochs?: number | undefined;
  /** Rows whose nearness makes a place dense, ≥ 1; default 5. */
  minSamples?: number | undefined;
  /** Threads to use; default: the calling thread. The result is the same bytes whatever it is. */
  pool?: Pool | undefined;
}

export interface EvocOptions extends GraphLayersOptions {
  /** Rows in each row's neighbourhood, itself counted, ≥ 2; default 15. */
  neighbors?: number | undefined;
  /** Distance between rows; default `cosine`. */
  metric?: 'euclidean' | 'cosine' | undefined;
  /** Recall of the neighbours from which on no more is spent on them, above 25,000 rows, 0 to 1; default 0.9. */
  recall?: number | undefined;
}

export interface EvocResult extends ClusterLayers {
  /** Where the rows were laid out to be clustered; not made to be looked at. */
  readonly layout: Matrix;
  /** One tree for every other `clusterLayers` of the same layout. */
  readonly linkage: LinkageTree;
  readonly neighbors: NeighborGraph;
  /** Rows, ascending, that lie at the same place as others, by groups in the order of their first rows. */
  readonly duplicates: readonly Uint32Array[];
}

/** Steps of the layout, where none are asked for. */
export const EVOC_EPOCHS = 50;
/** UMAP's forces with a fifth of its pushes: rows gather instead of filling the room between groups evenly. */
const GATHERING = { minDist: 0, negativeSampleRate: 1 };
/** Shares of the work, for progress. */
const NEIGHBORS_DONE = 0.4;
const LAYOUT_DONE = 0.8;

/**
 * From vectors to layers of clusters in one stage, after EVoC (Healy & McInnes 2025): neighbours, exact up to 25,000
 * rows; a layout of their graph in a few dimensions; its linkage tree; layers cut from it. Unlike the authors' code it
 * shares UMAP's graph, start and forces, and gives the same bytes for the same seed, whatever the threads. Above
 * 25,000 rows fewer neighbours than UMAP needs will do, and a coarser start.
 *
 * @param points rows × columns; not modified
 * @throws KernelInputError for a value that is not finite (naming row and column), or an option out of range
 * @example const { layers, best } = await evoc(vectors, { pool }); // layers[best].labels
 */
export async function evoc(points: Matrix, options: EvocOptions = {}): Promise<EvocResult> {
  const { neighbors = 15, metric = 'cosine', recall = 0.9, seed = 42, pool, signal, onProgress } = options;
  checkedLayers(options);
  if (!Number.isInteger(neighbors) || neighbors < 2) {
    throw new KernelInputError(`neighbors must be an integer, 2 or more; got ${neighbors}`);
  }
  if (metric !== 'euclidean' && metric !== 'cosine') {
    throw new KernelInputError(`metric must be euclidean or cosine; got ${String(metric)}`);
  }
  if (!(recall >= 0 && recall <= 1)) {
    throw new KernelInputError(`recall must lie between 0 and 1; got ${recall}`);
  }
  const graph = await nearestNeighbors(points, {
    ...{ k: neighbors - 1, metric, target: recall, seed, pool, signal },
    onProgress: onProgress && ((share) => onProgress(NEIGHBORS_DONE * share)),
  });
  return graphLayers(graph, {
    ...options,
    onProgress: onProgress && ((share) => onProgress(NEIGHBORS_DONE + (1 - NEIGHBORS_DONE) * share)),
  });
}

/**
 * `evoc` from its neighbours on.
 *
 * @param graph k neighbours of every row, the row itself left out
 * @throws KernelInputError for an option out of range, or a graph that names rows it does not have
 */
export async function graphLayers(
  graph: NeighborGraph,
  options: GraphLayersOptions = {},
): Promise<EvocResult> {
  const {
    seed = 42,
    dimensions = 5,
    epochs = EVOC_EPOCHS,
    minSamples = 5,
    pool,
    signal,
    onProgress,
  } = options;
  checkedLayers(options);
  const init = graph.rows > EXACT_ROWS ? ('coarse' as const) : ('spectral' as const);
  const layout = await umapLayout(graph, {
    ...{ dimensions, seed, epochs, init, ...GATHERING, pool, signal },
    onProgress: onProgress && ((share) => onProgress(LAYOUT_DONE * share)),
  });
  const linkage = await singleLinkage(layout, {
    minSamples,
    pool,
    signal,
    onProgress: onProgress && ((share) => onProgress(LAYOUT_DONE + (1 - LAYOUT_DONE) * share)),
  });
  const layers = clusterLayers(linkage, options);
  onProgress?.(1);
  return { ...layers, layout, linkage, neighbors: graph, duplicates: duplicateRows(graph) };
}
