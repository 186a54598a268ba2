/**
 * How T topics join, two at a time, into one: what average linkage and HDBSCAN's condensed tree have in common.
 *
 * Nodes 0 … T−1 are the topics. Merge m joins nodes `left[m]` and `right[m]` into node T + m at `height[m]`.
 * There are T − 1 merges (none for T < 2); heights never fall, so that a child comes before its parent.
 */
export interface MergeTree {
  readonly leaves: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** In the units of whatever made the tree; only their order and sums of gaps are read. */
  readonly height: Float64Array;
}

/** A merge of the groups that hold topics `a` and `b`. */
export interface Join {
  a: number;
  b: number;
  height: number;
}

/**
 * Numbers joins given in any order: lowest first, ties in the order given. Every join names one topic of each
 * of the two groups it joins.
 */
export function mergeTree(leaves: number, joins: readonly Join[]): MergeTree {
  const order = joins.map((_, i) => i).sort((i, j) => joins[i]!.height - joins[j]!.height || i - j);
  const merges = Math.max(0, leaves - 1);
  const left = new Int32Array(merges);
  const right = new Int32Array(merges);
  const height = new Float64Array(merges);
  const up = new Int32Array(leaves + merges).map((_, node) => node);
  order.forEach((i, m) => {
    const { a, b, height: at } = joins[i]!;
    const first = top(up, a);
    const second = top(up, b);
    left[m] = Math.min(first, second);
    right[m] = Math.max(first, second);
    height[m] = at;
    up[first] = up[second] = leaves + m;
  });
  return { leaves, left, right, height };
}

/** The node that holds `node` and has not been joined yet; shortens the path behind it. */
function top(up: Int32Array, node: number): number {
  let root = node;
  while (up[root]! !== root) root = up[root]!;
  while (up[node]! !== root) {
    const next = up[node]!;
    up[node] = root;
    node = next;
  }
  return root;
}
