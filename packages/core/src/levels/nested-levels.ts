import { LEVELS } from '../contract/topics.js';
import type { MergeTree } from './merge-tree.js';

/** How much sizes count: 0 cuts across by distance alone and leaves crumbs beside giants, 1 is Ward's cost. */
const BALANCE = 0.5;

/** Five nested levels, coarsest first: index 0 is level 1, index 4 is level 5, the topics themselves. */
export interface NestedLevels {
  /** Per level, the topic of each row, −1 for noise. */
  levels: Int32Array[];
  /** Per level, by topic id, the topic of the next coarser level that holds it; −1 at level 1. */
  parents: Int32Array[];
}

/** Most topics at level 1, unless halving a giant takes more: what an eye can hold at once. */
const MOST_AT_LEVEL_1 = 9;

/**
 * Cuts a merge tree into five levels. Level 1 has about √T topics, 2 to 9; the counts grow geometrically to the
 * T topics of level 5. With few topics levels repeat.
 *
 * Every level starts from the one above and parts the group whose two halves lie farthest apart for their sizes, save
 * that a group over half of the clustered rows is always parted first. So no topic of any level holds over half of the
 * clustered rows, unless one topic of level 5 does.
 *
 * @param labels topic of each row, ids 0 … T−1, −1 for noise; not modified, and level 5 of the answer
 * @param tree over those T topics
 * @returns ids by size, largest first; ties: the topic that holds the earliest row
 */
export function nestedLevels(labels: Int32Array, tree: MergeTree): NestedLevels {
  const topics = tree.leaves;
  const { sizes, firstRow } = sizesOf(labels, topics);
  const nodes = weighNodes(tree, sizes, firstRow);
  const clustered = sizes.reduce((sum, size) => sum + size, 0);

  let groups = topics > 0 ? [2 * topics - 2] : [];
  const topicMaps: Int32Array[] = [];
  let coarsest = Math.min(topics, Math.max(2, Math.min(MOST_AT_LEVEL_1, Math.round(Math.sqrt(topics)))));
  for (let level = 0; level < LEVELS - 1; level++) {
    const wanted = Math.round(coarsest * (topics / Math.max(1, coarsest)) ** (level / (LEVELS - 1)));
    groups = part(groups, wanted, tree, nodes.size, clustered);
    if (level === 0) coarsest = groups.length;
    topicMaps.push(groupOfTopic(groups, tree, nodes));
  }
  topicMaps.push(new Int32Array(topics).map((_, topic) => topic));

  return {
    levels: topicMaps.map((map) => labels.map((topic) => (topic < 0 ? -1 : map[topic]!))),
    parents: topicMaps.map((map, level) => parentsOf(map, topicMaps[level - 1])),
  };
}

function sizesOf(labels: Int32Array, topics: number): { sizes: Float64Array; firstRow: Float64Array } {
  const sizes = new Float64Array(topics);
  const firstRow = new Float64Array(topics).fill(Infinity);
  labels.forEach((topic, row) => {
    if (topic < 0) return;
    sizes[topic]!++;
    firstRow[topic] = Math.min(firstRow[topic]!, row);
  });
  return { sizes, firstRow };
}

interface Nodes {
  size: Float64Array;
  firstRow: Float64Array;
}

/** Size and earliest row of every node of the tree. */
function weighNodes(tree: MergeTree, sizes: Float64Array, firstRow: Float64Array): Nodes {
  const { leaves, left, right } = tree;
  const size = new Float64Array(leaves + left.length);
  const first = new Float64Array(leaves + left.length);
  size.set(sizes);
  first.set(firstRow);
  for (let m = 0; m < left.length; m++) {
    size[leaves + m] = size[left[m]!]! + size[right[m]!]!;
    first[leaves + m] = Math.min(first[left[m]!]!, first[right[m]!]!);
  }
  return { size, firstRow: first };
}

/** Parts groups until there are `wanted`, and none that could be parted is over half. */
function part(
  groups: readonly number[],
  wanted: number,
  tree: MergeTree,
  size: Float64Array,
  clustered: number,
): number[] {
  const parted = [...groups];
  for (;;) {
    const giant = parted.findIndex((node) => node >= tree.leaves && size[node]! * 2 > clustered);
    if (giant < 0 && parted.length >= wanted) return parted;
    const at = giant >= 0 ? giant : widest(parted, tree, size);
    const merge = parted[at]! - tree.leaves;
    parted.splice(at, 1, tree.left[merge]!, tree.right[merge]!);
  }
}

/** Where the group stands whose halves are farthest apart. */
function widest(groups: readonly number[], tree: MergeTree, size: Float64Array): number {
  let best = -1;
  let most = -Infinity;
  groups.forEach((node, at) => {
    if (node < tree.leaves) return;
    const gap = spread(node, tree, size);
    if (gap > most) {
      most = gap;
      best = at;
    }
  });
  return best;
}

/** What a merge costs in Ward's sense: how far apart its halves lie, times how many rows that concerns. */
function spread(node: number, tree: MergeTree, size: Float64Array): number {
  const merge = node - tree.leaves;
  const a = size[tree.left[merge]!]!;
  const b = size[tree.right[merge]!]!;
  return tree.height[merge]! * ((a * b) / (a + b)) ** BALANCE;
}

/** By level-5 topic, the id of its group. */
function groupOfTopic(groups: readonly number[], tree: MergeTree, nodes: Nodes): Int32Array {
  const ordered = [...groups].sort(
    (a, b) => nodes.size[b]! - nodes.size[a]! || nodes.firstRow[a]! - nodes.firstRow[b]!,
  );
  const map = new Int32Array(tree.leaves);
  ordered.forEach((group, id) => {
    const open = [group];
    while (open.length > 0) {
      const node = open.pop()!;
      if (node < tree.leaves) map[node] = id;
      else open.push(tree.left[node - tree.leaves]!, tree.right[node - tree.leaves]!);
    }
  });
  return map;
}

function parentsOf(map: Int32Array, coarser: Int32Array | undefined): Int32Array {
  let count = 0;
  for (const id of map) count = Math.max(count, id + 1);
  const parents = new Int32Array(count).fill(-1);
  if (coarser) map.forEach((id, topic) => (parents[id] = coarser[topic]!));
  return parents;
}
