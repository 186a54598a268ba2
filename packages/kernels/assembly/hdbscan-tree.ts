// A balanced KD-tree (Bentley 1975). Node t has the children 2t + 1 and 2t + 2 unless it is a leaf.
import { mix } from './common';
import { withColumn } from './hdbscan-metric';
import {
  boxes,
  cols,
  coreAt,
  firstLeaf,
  ids,
  metric,
  nodeCore,
  nodes,
  points,
  power,
  raw,
  splitLevel,
  starts,
} from './hdbscan-memory';

export function startOf(node: u32): u32 {
  return load<u32>(starts + ((<usize>node) << 3));
}

export function endOf(node: u32): u32 {
  return load<u32>(starts + ((<usize>node) << 3), 4);
}

/** Round r splits the nodes of level r, one to a block; the last round builds all that is below its nodes. */
export function build(block: u32, round: u32): void {
  if (block >= (<u32>1) << round) return;
  const node = ((<u32>1) << round) - 1 + block;
  if (round < splitLevel) split(node);
  else splitAll(node);
}

function splitAll(node: u32): void {
  split(node);
  if (node >= firstLeaf) return;
  splitAll(2 * node + 1);
  splitAll(2 * node + 2);
}

/** Measures the box of a node and halves it at the median of its widest column. */
function split(node: u32): void {
  const from = startOf(node),
    to = endOf(node),
    box = boxes + <usize>node * cols * 16;
  const bytes = (<usize>cols) << 3;
  let widest: u32 = 0;
  let width: f64 = -1;
  for (let j: u32 = 0; j < cols; j++) {
    let low: f64 = Infinity,
      high: f64 = -Infinity;
    for (let p = from; p < to; p++) {
      const value = valueAt(p, j);
      low = min(low, value);
      high = max(high, value);
    }
    store<f64>(box + ((<usize>j) << 3), low);
    store<f64>(box + bytes + ((<usize>j) << 3), high);
    if (high - low > width) {
      width = high - low;
      widest = j;
    }
  }
  if (node >= firstLeaf) return;
  const middle = from + ((to - from) >> 1);
  halve(from, to - 1, middle, widest);
  const left = starts + ((<usize>(2 * node + 1)) << 3);
  store<u32>(left, from);
  store<u32>(left, middle, 4);
  store<u32>(left, middle, 8);
  store<u32>(left, to, 12);
}

function valueAt(p: u32, column: u32): f64 {
  return load<f64>(raw + (<usize>load<u32>(ids + ((<usize>p) << 2)) * cols + column) * 8);
}

/** Brings the places so that none before `middle` is above it in the column and none after it below (Hoare 1961). */
function halve(from: u32, to: u32, middle: u32, column: u32): void {
  let low = <i32>from,
    high = <i32>to;
  while (low < high) {
    // A pivot that no order of rows was made for.
    const pivot = valueAt(low + (mix((<u32>low) ^ ((<u32>high) << 7)) % (<u32>high - <u32>low + 1)), column);
    let i = low,
      j = high;
    while (i <= j) {
      while (valueAt(i, column) < pivot) i++;
      while (valueAt(j, column) > pivot) j--;
      if (i > j) break;
      const a = ids + ((<usize>i) << 2),
        b = ids + ((<usize>j) << 2);
      const kept = load<u32>(a);
      store<u32>(a, load<u32>(b));
      store<u32>(b, kept);
      i++;
      j--;
    }
    if (<i32>middle <= j) high = j;
    else if (<i32>middle >= i) low = i;
    else return;
  }
}

/** The least core distance in each node. */
export function measureNodes(): void {
  for (let t = <i32>nodes - 1; t >= 0; t--) {
    let least: f64 = Infinity;
    if (<u32>t >= firstLeaf) {
      for (let p = startOf(t); p < endOf(t); p++) least = min(least, coreAt(p));
    } else {
      least = min(coreOfNode(2 * t + 1), coreOfNode(2 * t + 2));
    }
    store<f64>(nodeCore + ((<usize>t) << 3), least);
  }
}

export function coreOfNode(node: u32): f64 {
  return load<f64>(nodeCore + ((<usize>node) << 3));
}

/**
 * Squared distance from a place to the nearest point of a node's box: never more than to a row inside, since it is
 * summed in the order of squaredDistance.
 */
export function boxDistance(node: u32, p: u32): f64 {
  if (ANY_METRIC == 1) return otherBoxDistance(node, p);
  const bytes = (<usize>cols) << 3;
  let a = points + <usize>p * bytes,
    low = boxes + <usize>node * bytes * 2;
  const whole = a + ((<usize>(cols & ~3)) << 3),
    end = a + bytes,
    zero = f64x2.splat(0);
  let s0 = zero,
    s2 = zero;
  for (; a < whole; a += 32, low += 32) {
    const x0 = v128.load(a),
      x2 = v128.load(a, 16);
    const d0 = f64x2.max(
      f64x2.max(f64x2.sub(v128.load(low), x0), f64x2.sub(x0, v128.load(low + bytes))),
      zero,
    );
    const d2 = f64x2.max(
      f64x2.max(f64x2.sub(v128.load(low, 16), x2), f64x2.sub(x2, v128.load(low + bytes, 16))),
      zero,
    );
    s0 = f64x2.add(s0, f64x2.mul(d0, d0));
    s2 = f64x2.add(s2, f64x2.mul(d2, d2));
  }
  let s = f64x2.extract_lane(s0, 0);
  for (; a < end; a += 8, low += 8) {
    const x = load<f64>(a);
    const d = max(max(load<f64>(low) - x, x - load<f64>(low + bytes)), <f64>0);
    s += d * d;
  }
  return s + f64x2.extract_lane(s0, 1) + (f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1));
}

function otherBoxDistance(node: u32, p: u32): f64 {
  const bytes = (<usize>cols) << 3;
  let a = points + <usize>p * bytes,
    low = boxes + <usize>node * bytes * 2,
    sum: f64 = 0;
  for (const end = a + bytes; a < end; a += 8, low += 8) {
    const x = load<f64>(a);
    sum = withColumn(metric, power, sum, max(max(load<f64>(low) - x, x - load<f64>(low + bytes)), <f64>0));
  }
  return sum;
}
