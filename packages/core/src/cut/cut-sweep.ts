import { clusterTree, type LinkageTree } from '@parallax-map/kernels';
import { cutLayers, selectionOf, type CutSection } from './cut-linkage.js';

/** What one minClusterSize gives. */
export interface CutOutcome {
  minClusterSize: number;
  topics: number;
  /** Rows without a topic. */
  noise: number;
}

/**
 * Sizes worth trying, ascending: every one while they are small, then steps of the same ratio up to a quarter of the
 * rows, above which there is next to nothing left to part.
 *
 * @param most sizes at most, ≥ 2; default 48
 */
export function cutSizes(rows: number, most = 48): number[] {
  const first = 2;
  const last = Math.max(first, Math.floor(rows / 4));
  const sizes = Array.from({ length: most }, (_, k) =>
    Math.round(first * (last / first) ** (k / (most - 1))),
  );
  return [...new Set(sizes)];
}

/** How many topics and how much noise a size gives, all else as it is. */
export function cutOutcome(
  linkage: LinkageTree,
  method: 'hdbscan' | 'evoc',
  section: CutSection,
  minClusterSize: number,
): CutOutcome {
  const cut =
    method === 'evoc'
      ? cutLayers(linkage, { topics: null, minClusterSize })
      : clusterTree(linkage, { ...selectionOf(section), minClusterSize });
  let noise = 0;
  for (const label of cut.labels) if (label < 0) noise++;
  return { minClusterSize, topics: 'topics' in cut ? cut.topics : cut.count, noise };
}
