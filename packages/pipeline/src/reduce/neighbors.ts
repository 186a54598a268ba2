import { createPool, exactNeighbors, type Matrix, type NeighborGraph } from '@parallax-map/kernels';
import { decodeJson, decodeTable, encodeJson, encodeTable, tableColumn } from '../store/index.js';
import type { Step } from '../step.js';

/** Section: how many neighbours, the row itself not counted. */
export const neighborsStep: Step<{ k: number }, Matrix, NeighborGraph> = {
  name: 'neighbors',
  version: 1,
  about: 'finding the nearest rows of each row',
  async make({ k }, vectors, { threads, signal, progress }) {
    const pool = await createPool(threads);
    try {
      return await exactNeighbors(vectors, {
        k,
        metric: 'cosine',
        pool,
        signal,
        onProgress: (share) => progress(Math.round(share * vectors.rows), vectors.rows, 'rows'),
      });
    } finally {
      await pool.close();
    }
  },
  save: ({ rows, k, indices, distances }) => ({
    'graph.json': encodeJson({ rows, k }),
    'neighbors.arrow': encodeTable([
      { name: 'neighbor', type: 'uint32', values: indices },
      { name: 'distance', type: 'float32', values: distances },
    ]),
  }),
  load({ files }) {
    const { rows, k } = decodeJson(files['graph.json']!) as { rows: number; k: number };
    const columns = decodeTable(files['neighbors.arrow']!);
    const indices = tableColumn(columns, 'neighbor', 'uint32').values;
    if (indices.length !== rows * k) throw new Error('neighbors.arrow must hold rows × k neighbours');
    return { rows, k, indices, distances: tableColumn(columns, 'distance', 'float32').values };
  },
};
