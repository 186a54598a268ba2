import { condenseTree, rowMasses, type CondensedTree } from './condense.js';
import { labelRows } from './labels.js';
import { exemplars, outlierScores, probabilities } from './membership.js';
import { selectClusters, type Selection, type SelectionOptions } from './select.js';
import type { LinkageTree } from './single-linkage.js';

export interface ClusterOptions extends SelectionOptions {
  /** Least rows of a cluster, or least weight of them; a whole number ≥ 2. */
  minClusterSize: number;
}

export interface Clusters {
  /** Cluster of each row, 0 the largest, by weight if rows are weighted (ties: the one with the earliest row); −1 is noise. */
  readonly labels: Int32Array;
  /** Number of clusters. */
  readonly count: number;
  /** How firmly each row belongs to its cluster, 0 to 1; 0 for noise. */
  readonly probabilities: Float64Array;
  /** GLOSH: how far each row lies outside its densest neighbourhood, 0 to 1. */
  readonly outlierScores: Float64Array;
  /** Of each cluster: its stability over its rows and the highest lambda of all; 1 where that is infinite. */
  readonly persistence: Float64Array;
  /** Of each cluster: the rows at its heart, ascending. */
  readonly exemplars: Uint32Array[];
  readonly condensed: CondensedTree;
  /** Id in the condensed tree of each cluster. */
  readonly selected: Uint32Array;
}

/** Flat clusters of a linkage tree: milliseconds, so that options can be turned like knobs. */
export function clusterTree(linkage: LinkageTree, options: ClusterOptions): Clusters {
  return clusterCondensed(condenseTree(linkage, options), options);
}

/** Flat clusters of a condensed tree. */
export function clusterCondensed(condensed: CondensedTree, options: SelectionOptions = {}): Clusters {
  const selection = selectClusters(condensed, options);
  const selected = largestFirst(condensed, selection.selected, options.epsilon);
  const labels = labelRows(condensed, selected, options.epsilon);
  return {
    labels,
    count: selected.length,
    probabilities: probabilities(condensed, selected, labels),
    outlierScores: outlierScores(condensed),
    persistence: persistence(condensed, selection, selected, labels),
    exemplars: exemplars(condensed, selected),
    condensed,
    selected,
  };
}

/** Without a root that epsilon leaves no row to. */
function largestFirst(condensed: CondensedTree, selected: Uint32Array, epsilon?: number): Uint32Array {
  const labels = labelRows(condensed, selected, epsilon);
  const size = massByLabel(condensed, labels, selected.length);
  const earliest = new Uint32Array(selected.length);
  for (let row = labels.length - 1; row >= 0; row--) if (labels[row]! >= 0) earliest[labels[row]!] = row;
  const order = Array.from(selected.keys())
    .filter((label) => size[label]! > 0)
    .sort((a, b) => size[b]! - size[a]! || earliest[a]! - earliest[b]!);
  return Uint32Array.from(order, (label) => selected[label]!);
}

function persistence(
  condensed: CondensedTree,
  { stability }: Selection,
  selected: Uint32Array,
  labels: Int32Array,
): Float64Array {
  let highest = 0;
  for (const lambda of condensed.lambda) if (lambda > highest) highest = lambda;
  const size = massByLabel(condensed, labels, selected.length);
  return Float64Array.from(selected, (id, label) =>
    highest === Infinity || highest === 0 || size[label] === 0
      ? 1
      : stability[id - condensed.rows]! / (size[label]! * highest),
  );
}

/** Rows with each label, or their weight. */
function massByLabel(condensed: CondensedTree, labels: Int32Array, count: number): Float64Array {
  const masses = rowMasses(condensed);
  const size = new Float64Array(count);
  for (let row = 0; row < labels.length; row++) if (labels[row]! >= 0) size[labels[row]!]! += masses[row]!;
  return size;
}
