import { KernelInputError } from '../matrix/index.js';
import { condenseTree } from './condense.js';
import { selectClusters, type SelectionOptions } from './select.js';
import type { LinkageTree } from './single-linkage.js';

/**
 * The minClusterSize that gives the number of clusters nearest to a wanted one; of equally near ones, the
 * largest. Tries every size up to 50, then steps of 3 % up to half the rows.
 *
 * @param options.topics wanted clusters, ≥ 1
 */
export function minClusterSizeFor(
  linkage: LinkageTree,
  { topics, ...options }: { topics: number } & SelectionOptions,
): { minClusterSize: number; topics: number } {
  if (!Number.isInteger(topics) || topics < 1) {
    throw new KernelInputError(`topics must be a whole number of at least 1; got ${topics}`);
  }
  const largest = Math.max(2, Math.floor(linkage.rows / 2));
  let best = { minClusterSize: 2, topics: 0 };
  let miss = Infinity;
  for (let size = 2; size <= largest; size = size < 50 ? size + 1 : Math.ceil(size * 1.03)) {
    const found = selectClusters(condenseTree(linkage, { minClusterSize: size }), options).selected.length;
    if (Math.abs(found - topics) > miss) continue;
    miss = Math.abs(found - topics);
    best = { minClusterSize: size, topics: found };
  }
  return best;
}
