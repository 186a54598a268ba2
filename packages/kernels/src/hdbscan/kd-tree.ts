/** Points per leaf. */
const LEAF = 16;

/**
 * A balanced KD-tree over row-major float64 points (Bentley 1975). Node 0 is the root; node t has the children
 * 2t + 1 and 2t + 2 unless it is a leaf, and holds the points order[start[t] … end[t]).
 */
export interface KdTree {
  readonly order: Uint32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  /** Nodes from this one on are leaves. */
  readonly firstLeaf: number;
  /** Bounding box of node t: low and high of column j at t × cols + j. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function kdTree(data: Float64Array, rows: number, cols: number): KdTree {
  let depth = 0;
  while (rows / 2 ** depth > LEAF) depth++;
  const nodes = 2 ** (depth + 1) - 1;
  const firstLeaf = 2 ** depth - 1;
  const order = Uint32Array.from({ length: rows }, (_, i) => i);
  const start = new Uint32Array(nodes);
  const end = new Uint32Array(nodes);
  const low = new Float64Array(nodes * cols).fill(Infinity);
  const high = new Float64Array(nodes * cols).fill(-Infinity);
  end[0] = rows;
  for (let t = 0; t < nodes; t++) {
    const box = t * cols;
    for (let p = start[t]!; p < end[t]!; p++) {
      for (let j = 0; j < cols; j++) {
        const value = data[order[p]! * cols + j]!;
        if (value < low[box + j]!) low[box + j] = value;
        if (value > high[box + j]!) high[box + j] = value;
      }
    }
    if (t >= firstLeaf) continue;
    let widest = 0;
    for (let j = 1; j < cols; j++) {
      if (high[box + j]! - low[box + j]! > high[box + widest]! - low[box + widest]!) widest = j;
    }
    order
      .subarray(start[t]!, end[t]!)
      .sort((a, b) => data[a * cols + widest]! - data[b * cols + widest]! || a - b);
    const middle = (start[t]! + end[t]!) >> 1;
    start[2 * t + 1] = start[t]!;
    end[2 * t + 1] = middle;
    start[2 * t + 2] = middle;
    end[2 * t + 2] = end[t]!;
  }
  return { order, start, end, firstLeaf, low, high };
}

/**
 * Squared distance from a point to the nearest place of a node's box: never more than to any point inside.
 * Sums in the order of `squaredDistance`, so rounding keeps that true.
 */
export function boxDistance(
  tree: KdTree,
  node: number,
  data: Float64Array,
  cols: number,
  point: number,
): number {
  const { low, high } = tree;
  const box = node * cols;
  const row = point * cols;
  const whole = cols & ~3;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let j = 0; j < cols; j++) {
    const value = data[row + j]!;
    const below = low[box + j]! - value;
    const above = value - high[box + j]!;
    const out = below > 0 ? below : above > 0 ? above : 0;
    if (out === 0) continue;
    const lane = j < whole ? j & 3 : 0;
    if (lane === 0) s0 += out * out;
    else if (lane === 1) s1 += out * out;
    else if (lane === 2) s2 += out * out;
    else s3 += out * out;
  }
  return s0 + s1 + (s2 + s3);
}
