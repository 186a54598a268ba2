import { float64Rows, type Metric, type Points } from '../distance/points.js';
import type { LinkageTree } from '../hdbscan/index.js';
import type { NeighborGraph } from '../knn/index.js';
import { KernelInputError, type Work } from '../matrix/index.js';
import { mergeAlongGraph } from './along-graph.js';
import { Merges } from './merges.js';
import { chainMerges } from './nearest-neighbor-chain.js';
import { METHODS, type LinkageMethod } from './update.js';

export interface AgglomerateOptions extends Work {
  /** Default 'ward'. */
  method?: LinkageMethod | undefined;
  /** Default 'euclidean'; `ward` takes no other, but of rows scaled to length 1 where it is 'cosine'. */
  metric?: Metric | undefined;
  /**
   * Only clusters that an edge of this graph connects are joined: memory then grows with rows × k, not rows². Of the rows
   * of two clusters the least distance is then that of the edges between them, the mean the root of the mean square (by
   * cosine still the mean itself), and the largest that of two balls that hold them; `ward` measures as ever. Parts that
   * no edge connects are joined last: `ward` measures them too, the others go by the distance of their middles.
   */
  graph?: NeighborGraph | undefined;
}

/** Rows of which all distances are kept: 1.6 GB. */
const MOST_ROWS = 20_000;

/**
 * Agglomerative clustering: every row a cluster, the two nearest joined until there is one. Without a graph by
 * nearest-neighbour chains (Murtagh 1983): rows² time, and 4 rows² bytes for the distances. Of equally near clusters
 * those come first that hold, at their last place, the earlier row.
 *
 * @param points rows × columns, finite; not modified
 * @returns what `cutTree` cuts, in the form of HDBSCAN's linkage
 * @throws KernelInputError for more than 20,000 rows without a graph, a graph of other rows, a value that is not finite,
 * or a row of zeros under the cosine metric
 */
export async function agglomerate(points: Points, options: AgglomerateOptions = {}): Promise<LinkageTree> {
  const { method = 'ward', metric = 'euclidean', graph } = options;
  const { rows, cols } = points;
  if (!METHODS.includes(method)) {
    throw new KernelInputError(`method must be one of ${METHODS.join(', ')}; got ${String(method)}`);
  }
  if (graph && graph.rows !== rows) {
    throw new KernelInputError(`graph must be of the ${rows} points; it is of ${graph.rows}`);
  }
  if (!graph && rows > MOST_ROWS) {
    const gigabytes = ((rows * rows * 4) / 1e9).toFixed(1);
    throw new KernelInputError(
      `points must be at most ${MOST_ROWS} rows where no graph is given; the distances of ${rows} rows take ${gigabytes} GB: give a neighbour graph, along which rows are joined`,
    );
  }
  const merges = new Merges(rows);
  const input = { data: float64Rows(points, metric), rows, cols, cosine: metric === 'cosine' };
  if (graph) await mergeAlongGraph(input, method, graph, merges, options);
  else await chainMerges(input, method, merges, options);
  return merges.tree();
}
