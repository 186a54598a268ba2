import { umapLayout, type Matrix, type NeighborGraph } from '@parallax-map/kernels';
import { decodeMatrix, encodeMatrix } from '../store/index.js';
import type { Step } from '../step.js';
import { withPool } from '../with-pool.js';

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
  make(section, graph, { threads, signal, progress }) {
    const onProgress = (share: number): void =>
      progress(Math.round(share * section.epochs), section.epochs, 'epochs');
    return withPool(threads, (pool) => umapLayout(graph, { ...section, pool, signal, onProgress }));
  },
  save: (layout) => ({ 'layout.arrow': encodeMatrix(layout) }),
  load: ({ files }) => decodeMatrix(files['layout.arrow']!),
};
