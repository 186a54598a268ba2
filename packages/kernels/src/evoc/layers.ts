import {
  condenseTree,
  labelRows,
  probabilities,
  type CondensedTree,
  type LinkageTree,
} from '../hdbscan/index.js';
import { KernelInputError } from '../matrix/index.js';
import { diversePeaks, isThere, sizeBarcode, totalPersistence } from './barcode.js';

export interface LayerOptions {
  /** Least rows of a cluster of the finest layer; a whole number ≥ 2, default 5. */
  minClusterSize?: number | undefined;
  /** Layers wanted at most, the finest counted; a whole number ≥ 1, default 10. */
  maxLayers?: number | undefined;
  /** Two layers above the finest share at most this part of their clusters (Jaccard index), 0 to 1; default 0.2. */
  similarity?: number | undefined;
}

export interface ClusterLayer {
  /** Cluster of each row, 0 the largest (ties: the one with the earliest row); −1 is noise. */
  readonly labels: Int32Array;
  /** Number of clusters. */
  readonly count: number;
  /** How firmly each row belongs to its cluster, 0 to 1; 0 for noise, and beside a heart of equal rows. */
  readonly probabilities: Float64Array;
  /** How much the clusters outlast other least sizes: rows, summed over clusters. 0 for the finest layer. */
  readonly persistence: number;
  /** Id in the condensed tree of each cluster. */
  readonly selected: Uint32Array;
  /** For each cluster, the cluster of the next layer that holds it; −1: none does, or this is the last layer. */
  readonly parents: Int32Array;
}

export interface ClusterLayers {
  /** Finest first. Clusters of two layers are one inside the other, or have no row in common. */
  readonly layers: readonly ClusterLayer[];
  /** Place of the layer of most persistence (ties: the finer). */
  readonly best: number;
  readonly condensed: CondensedTree;
}

/**
 * Layers of clusters of a linkage tree, as EVoC takes them: the finest are the leaves of the condensed tree; further
 * ones are cut at the least cluster sizes where the clusters last longest. Where nothing splits, one cluster holds all
 * rows, if there are enough.
 *
 * @throws KernelInputError for an option out of range
 */
export function clusterLayers(linkage: LinkageTree, options: LayerOptions = {}): ClusterLayers {
  const { minClusterSize, maxLayers, similarity } = checkedLayers(options);
  const condensed = condenseTree(linkage, { minClusterSize });
  const { rows, clusters } = condensed;
  const barcode = sizeBarcode(clusters, rows, minClusterSize);
  const above = diversePeaks(barcode, totalPersistence(barcode), { similarity, most: maxLayers - 1 });
  above.sort((a, b) => a.size - b.size);

  const found = [{ ...layer(condensed, leaves(condensed)), persistence: 0 }];
  for (const { size, persistence } of above) {
    const there = Array.from(clusters.parent.keys()).filter((c) => isThere(barcode, c, size));
    found.push({ ...layer(condensed, there), persistence });
  }
  const layers = found.map((own, at) => ({ ...own, parents: parentsOf(own, found[at + 1], condensed) }));
  const best = layers.reduce(
    (top, { persistence }, at) => (persistence > layers[top]!.persistence ? at : top),
    0,
  );
  return { layers, best, condensed };
}

/** @throws KernelInputError for an option out of range */
export function checkedLayers(options: LayerOptions): Required<{ [K in keyof LayerOptions]: number }> {
  const { minClusterSize = 5, maxLayers = 10, similarity = 0.2 } = options;
  if (!Number.isInteger(minClusterSize) || minClusterSize < 2) {
    throw new KernelInputError(`minClusterSize must be a whole number of at least 2; got ${minClusterSize}`);
  }
  if (!Number.isInteger(maxLayers) || maxLayers < 1) {
    throw new KernelInputError(`maxLayers must be a whole number of at least 1; got ${maxLayers}`);
  }
  if (!(similarity >= 0 && similarity <= 1)) {
    throw new KernelInputError(`similarity must lie between 0 and 1; got ${similarity}`);
  }
  return { minClusterSize, maxLayers, similarity };
}

/** Places of the clusters that do not split; none where there are too few rows for any. */
function leaves({ rows, minClusterSize, clusters }: CondensedTree): number[] {
  const splits = new Uint8Array(clusters.parent.length);
  for (const id of clusters.parent) if (id >= 0) splits[id - rows] = 1;
  return Array.from(splits.keys()).filter((c) => !splits[c] && clusters.size[c]! >= minClusterSize);
}

function layer(condensed: CondensedTree, places: readonly number[]) {
  const ids = Uint32Array.from(places, (c) => c + condensed.rows);
  const selected = largestFirst(labelsOf(condensed, ids), ids);
  const labels = labelsOf(condensed, selected);
  return {
    labels,
    count: selected.length,
    probabilities: probabilities(condensed, selected, labels),
    selected,
  };
}

function labelsOf(condensed: CondensedTree, ids: Uint32Array): Int32Array {
  // Of a root, `labelRows` keeps the last to leave alone, which would be fewer rows than a cluster needs.
  return ids[0] === condensed.rows ? new Int32Array(condensed.rows) : labelRows(condensed, ids);
}

function largestFirst(labels: Int32Array, ids: Uint32Array): Uint32Array {
  const size = new Uint32Array(ids.length);
  const earliest = new Uint32Array(ids.length);
  labels.forEach((label, row) => {
    if (label >= 0 && size[label]!++ === 0) earliest[label] = row;
  });
  const order = Array.from(ids.keys()).sort((a, b) => size[b]! - size[a]! || earliest[a]! - earliest[b]!);
  return Uint32Array.from(order, (at) => ids[at]!);
}

/** Climbs from each cluster to the first that the next layer has. */
function parentsOf(
  own: { selected: Uint32Array },
  next: { selected: Uint32Array } | undefined,
  { rows, clusters }: CondensedTree,
): Int32Array {
  const place = new Map(Array.from(next?.selected ?? [], (id, label) => [id, label]));
  return Int32Array.from(own.selected, (id) => {
    for (let up = id; up >= rows; up = clusters.parent[up - rows]!) {
      const label = place.get(up);
      if (label !== undefined) return label;
    }
    return -1;
  });
}
