import {
  clusterLayers,
  clusterTree,
  minClusterSizeFor,
  outlierScores,
  type CondensedTree,
  type LinkageTree,
} from '@parallax-map/kernels';

/** How a linkage tree is cut into topics: the decisions of `cluster` that need no row moved and no vector read. */
export interface CutSection {
  /** Fewest rows of a topic, 2 or more; not read where `topics` is set. */
  minClusterSize: number;
  selection: 'eom' | 'leaf';
  /** Distance below which clusters are not split further, ≥ 0. */
  epsilon: number;
  /** Most rows of a topic that excess of mass may choose; null for no limit. */
  maxClusterSize: number | null;
  allowSingleCluster: boolean;
  /** Wanted number of topics, or null. */
  topics: number | null;
}

/** Topics cut from a linkage tree; one entry per row, or per topic. Topics are numbered by size, largest first. */
export interface Cut {
  /** Topic of each row, −1 for noise. */
  labels: Int32Array;
  topics: number;
  /** How firmly each row belongs to its topic, 0 to 1; 0 for noise. */
  probabilities: Float64Array;
  /** GLOSH, 0 to 1. */
  outlierScores: Float64Array;
  /** Persistence of each topic, 0 to 1; undefined for the layers of EVoC. */
  persistence: Float64Array | undefined;
  condensed: CondensedTree;
  /** Node of the condensed tree that each topic is. */
  selected: Uint32Array;
  /** What was given, or what comes nearest to the wanted number of topics. */
  minClusterSize: number;
}

/** HDBSCAN from its linkage tree on: condense, select, label. Milliseconds, on either side of the wire. */
export function cutLinkage(linkage: LinkageTree, section: CutSection): Cut {
  const options = selectionOf(section);
  const minClusterSize =
    section.topics === null
      ? section.minClusterSize
      : minClusterSizeFor(linkage, { ...options, topics: section.topics }).minClusterSize;
  const { count, ...clusters } = clusterTree(linkage, { ...options, minClusterSize });
  return { ...clusters, topics: count, minClusterSize };
}

/** The finest of EVoC's layers, from its linkage tree. */
export function cutLayers(
  linkage: LinkageTree,
  { topics, minClusterSize: given }: Pick<CutSection, 'topics' | 'minClusterSize'>,
): Cut {
  const minClusterSize =
    topics === null ? given : minClusterSizeFor(linkage, { selection: 'leaf', topics }).minClusterSize;
  const { condensed, layers } = clusterLayers(linkage, { minClusterSize, maxLayers: 1 });
  const { labels, count, probabilities, selected } = layers[0]!;
  return {
    labels,
    topics: count,
    probabilities,
    outlierScores: outlierScores(condensed),
    persistence: undefined,
    condensed,
    selected,
    minClusterSize,
  };
}

/** The section as the kernels' options. */
export function selectionOf({ selection, epsilon, maxClusterSize, allowSingleCluster }: CutSection) {
  return { selection, epsilon, maxClusterSize: maxClusterSize ?? undefined, allowSingleCluster };
}
