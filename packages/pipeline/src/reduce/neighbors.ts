import { nearestNeighbors, type Matrix, type NeighborGraph, type Recall } from '@parallax-map/kernels';
import { decodeJson, decodeTable, encodeJson, encodeTable, tableColumn } from '../store/index.js';
import type { Step } from '../step.js';
import { withPool } from '../with-pool.js';

/** Of approximate neighbours. One graph serves every seed of a perspective, so it has its own. */
const SEED = 0;

/** Section: how many neighbours, the row itself not counted. Exact for as many rows as is quick, then approximate. */
export const neighborsStep: Step<{ k: number }, Matrix, NeighborGraph> = {
  name: 'neighbors',
  version: 2,
  about: 'finding the nearest rows of each row',
  make({ k }, vectors, { threads, signal, progress }) {
    const onProgress = (share: number): void =>
      progress(Math.round(share * vectors.rows), vectors.rows, 'rows');
    return withPool(threads, (pool) =>
      nearestNeighbors(vectors, { k, metric: 'cosine', seed: SEED, pool, signal, onProgress }),
    );
  },
  save: ({ rows, k, indices, distances, recall = null }) => ({
    'graph.json': encodeJson({ rows, k, recall }),
    'neighbors.arrow': encodeTable([
      { name: 'neighbor', type: 'uint32', values: indices },
      { name: 'distance', type: 'float32', values: distances },
    ]),
  }),
  load({ files }) {
    const { rows, k, recall } = decodeJson(files['graph.json']!) as Saved;
    const columns = decodeTable(files['neighbors.arrow']!);
    const indices = tableColumn(columns, 'neighbor', 'uint32').values;
    if (indices.length !== rows * k) throw new Error('neighbors.arrow must hold rows × k neighbours');
    const distances = tableColumn(columns, 'distance', 'float32').values;
    return { rows, k, indices, distances, ...(recall && { recall }) };
  },
};

interface Saved {
  rows: number;
  k: number;
  /** Null where the neighbours are exact. */
  recall: Recall | null;
}
