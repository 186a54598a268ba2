import { singleLinkage, type LinkageTree, type Matrix } from '@parallax-map/kernels';
import { decodeTable, encodeTable, tableColumn } from '../store/index.js';
import type { Step } from '../step.js';
import { withPool } from '../with-pool.js';

export interface LinkageSection {
  minSamples: number;
  metric: 'euclidean' | 'manhattan' | 'chebyshev';
}

/** One linkage tree serves every minClusterSize, so it is an artifact of its own. */
export const linkageStep: Step<LinkageSection, Matrix, LinkageTree> = {
  name: 'linkage',
  version: 1,
  about: 'linking rows by density',
  make(section, points, { signal, progress, threads }) {
    const onProgress = (share: number): void =>
      progress(Math.round(share * points.rows), points.rows, 'rows');
    return withPool(threads, (pool) => singleLinkage(points, { ...section, pool, signal, onProgress }));
  },
  save: ({ left, right, distance, size }) => ({
    'linkage.arrow': encodeTable([
      { name: 'left', type: 'uint32', values: left },
      { name: 'right', type: 'uint32', values: right },
      { name: 'distance', type: 'float64', values: distance },
      { name: 'size', type: 'uint32', values: size },
    ]),
  }),
  load({ files }) {
    const columns = decodeTable(files['linkage.arrow']!);
    const distance = tableColumn(columns, 'distance', 'float64').values;
    return {
      rows: distance.length + 1,
      left: tableColumn(columns, 'left', 'uint32').values,
      right: tableColumn(columns, 'right', 'uint32').values,
      distance,
      size: tableColumn(columns, 'size', 'uint32').values,
    };
  },
};
