// One round of Boruvka's algorithm: rows whose best edge no longer leaves their component look for another.
import { STACK } from './hdbscan-core';
import {
  atLeast,
  bound,
  comesBefore,
  componentAt,
  coreAt,
  firstLeaf,
  idAt,
  nearIds,
  nearSquares,
  nodeComponent,
  NONE,
  plain,
  reach,
  rows,
  scratch,
  scratchBytes,
  seeds,
  squaredDistance,
  target,
} from './hdbscan-memory';
import { mayBeWithin, sweepGroup } from './hdbscan-sweep';
import { boxDistance, coreOfNode, endOf, startOf } from './hdbscan-tree';

export function searchBlock(from: u32, to: u32, worker: u32): void {
  const stack = scratch + <usize>worker * scratchBytes + STACK;
  for (let p = from; p < to; p++) {
    if (isSettled(p)) continue;
    searchTree(p, stack);
    finish(p);
  }
}

export function sweepBlock(from: u32, to: u32, worker: u32): void {
  const products = scratch + <usize>worker * scratchBytes;
  const asking = products + STACK;
  let waiting: u32 = 0;
  for (let p = from; p < to; p++) {
    if (!isSettled(p)) {
      store<u32>(asking + ((<usize>waiting) << 2), p);
      waiting++;
    }
    if (waiting == 0 || (waiting < 4 && p + 1 < to)) continue;
    sweep(asking, waiting, products);
    waiting = 0;
  }
}

/** No edge out of the component of `p` that is worth knowing reaches more than this. */
function limitOf(p: u32): f64 {
  return min(
    load<f64>(reach + ((<usize>p) << 3)),
    reinterpret<f64>(atomic.load<u64>(bound + ((<usize>componentAt(p)) << 3))),
  );
}

/**
 * Whether nothing is to be looked for: the row's best edge still leaves, or nothing it has could be the first of its
 * component, or its nearest neighbours tell. Else they have left the best edge among them.
 */
function isSettled(p: u32): bool {
  const at = (<usize>p) << 3,
    mine = componentAt(p);
  const other = load<u32>(target + ((<usize>p) << 2));
  if (other != NONE && componentAt(other) != mine) return true;
  store<u32>(target + ((<usize>p) << 2), NONE);
  store<f64>(reach + at, Infinity);
  store<f64>(plain + at, Infinity);
  if (load<f64>(atLeast + at) > limitOf(p)) return true;
  const ids = nearIds + <usize>p * seeds * 4,
    near = nearSquares + <usize>p * seeds * 8;
  for (let t: u32 = 0; t < seeds; t++) {
    const squared = load<f64>(near + ((<usize>t) << 3));
    if (squared == Infinity) break;
    const q = load<u32>(ids + ((<usize>t) << 2));
    if (componentAt(q) != mine) consider(p, q, squared);
  }
  // Rows that are not among them are at least as far as the last.
  const beyond = load<f64>(near + ((<usize>(seeds - 1)) << 3));
  const least = max(coreAt(p), beyond),
    found = load<f64>(reach + at);
  if (found < least || (found == least && load<f64>(plain + at) < beyond)) {
    store<f64>(atLeast + at, max(load<f64>(atLeast + at), found));
    tell(p);
    return true;
  }
  if (least <= limitOf(p)) return false;
  store<f64>(atLeast + at, max(load<f64>(atLeast + at), least));
  store<u32>(target + ((<usize>p) << 2), NONE);
  return true;
}

/** Takes the edge from p to q if it comes before the best that p has. */
function consider(p: u32, q: u32, squared: f64): void {
  const at = (<usize>p) << 3,
    mutual = max(max(coreAt(p), coreAt(q)), squared);
  const other = load<u32>(target + ((<usize>p) << 2));
  if (other != NONE) {
    const now = load<f64>(reach + at);
    if (mutual > now) return;
    const a = idAt(p);
    if (!comesBefore(mutual, squared, a, idAt(q), now, load<f64>(plain + at), a, idAt(other))) return;
  }
  store<u32>(target + ((<usize>p) << 2), q);
  store<f64>(reach + at, mutual);
  store<f64>(plain + at, squared);
}

/** Lowers the bound of p's component to what p has. Distances are not negative, so their bits rank as they do. */
function tell(p: u32): void {
  const at = bound + ((<usize>componentAt(p)) << 3);
  const mine = reinterpret<u64>(load<f64>(reach + ((<usize>p) << 3)));
  for (let now = atomic.load<u64>(at); mine < now;) {
    const seen = atomic.cmpxchg<u64>(at, now, mine);
    if (seen == now) return;
    now = seen;
  }
}

/** What was found above the bound need not be the row's best edge, only not its component's: it is forgotten. */
function finish(p: u32): void {
  const at = atLeast + ((<usize>p) << 3),
    limit = limitOf(p);
  store<f64>(at, max(load<f64>(at), limit));
  if (load<u32>(target + ((<usize>p) << 2)) == NONE) return;
  if (load<f64>(reach + ((<usize>p) << 3)) > limit) store<u32>(target + ((<usize>p) << 2), NONE);
  else tell(p);
}

function searchTree(p: u32, stack: usize): void {
  const mine = componentAt(p),
    own = coreAt(p),
    bounds = stack + 256;
  let limit = limitOf(p);
  let top: u32 = 1;
  store<u32>(stack, 0);
  store<f64>(bounds, 0);
  while (top > 0) {
    top--;
    let distance = load<f64>(bounds + ((<usize>top) << 3)),
      node = load<u32>(stack + ((<usize>top) << 2));
    // Down to the nearest leaf; the others wait.
    for (;;) {
      if (rulesOut(node, p, mine, max(own, distance), distance, limit)) {
        node = NONE;
        break;
      }
      if (node >= firstLeaf) break;
      const left = boxDistance(2 * node + 1, p),
        right = boxDistance(2 * node + 2, p);
      const near = left <= right ? 1 : 2;
      store<u32>(stack + ((<usize>top) << 2), 2 * node + 3 - near);
      store<f64>(bounds + ((<usize>top) << 3), max(left, right));
      top++;
      node = 2 * node + near;
      distance = min(left, right);
    }
    if (node == NONE) continue;
    for (let q = startOf(node); q < endOf(node); q++) {
      if (componentAt(q) == mine || coreAt(q) > limit) continue;
      const squared = squaredDistance(p, q);
      if (squared <= limit) consider(p, q, squared);
    }
    limit = limitOf(p);
  }
}

function rulesOut(node: u32, p: u32, mine: u32, atBest: f64, distance: f64, limit: f64): bool {
  if (load<u32>(nodeComponent + ((<usize>node) << 2)) == mine) return true;
  const least = max(atBest, coreOfNode(node));
  if (least > limit) return true;
  return least == load<f64>(reach + ((<usize>p) << 3)) && distance > load<f64>(plain + ((<usize>p) << 3));
}

/** Compares up to 4 rows with all. */
function sweep(asking: usize, waiting: u32, products: usize): void {
  const last = waiting - 1;
  const a = load<u32>(asking),
    b = load<u32>(asking + ((<usize>min(1, last)) << 2)),
    c = load<u32>(asking + ((<usize>min(2, last)) << 2)),
    d = load<u32>(asking + ((<usize>last) << 2));
  for (let group: u32 = 0; group < rows; group += 8) {
    sweepGroup(a, b, c, d, group, products);
    const end = min(group + 8, rows);
    for (let r: u32 = 0; r < waiting; r++) {
      const p = load<u32>(asking + ((<usize>r) << 2)),
        mine = componentAt(p);
      const limit = limitOf(p);
      const lane = products + ((<usize>r) << 5);
      for (let q = group; q < end; q++) {
        if (componentAt(q) == mine || coreAt(q) > limit) continue;
        if (mayBeWithin(p, q, lane + ((<usize>(q - group)) << 2), limit))
          consider(p, q, squaredDistance(p, q));
      }
    }
  }
  for (let r: u32 = 0; r < waiting; r++) finish(load<u32>(asking + ((<usize>r) << 2)));
}
