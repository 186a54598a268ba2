import { createPool, umapLayout, type Matrix, type NeighborGraph } from '@parallax-map/kernels';
import { decodeMatrix, encodeMatrix } from '../store/index.js';
import type { Step } from '../step.js';

export interface LayoutSection {
  dimensions: number;
  minDist: number;
  /** Resolved: never null here. */
  epochs: number;
  seed: number;
}

/** UMAP of a neighbour graph; used for what is clustered, for the map, and for the refit. */
export const layoutStep: Step<LayoutSection, NeighborGraph, Matrix> = {
  name: 'layout',
  version: 2,
  about: 'laying the rows out',
  async make(section, graph, { threads, signal, progress }) {
    const pool = await createPool(threads);
    try {
      return await umapLayout(graph, {
        ...section,
        pool,
        signal,
        onProgress: (share) => progress(Math.round(share * section.epochs), section.epochs, 'epochs'),
      });
    } finally {
      await pool.close();
    }
  },
  save: (layout) => ({ 'layout.arrow': encodeMatrix(layout) }),
  load: ({ files }) => decodeMatrix(files['layout.arrow']!),
};
