// Core distances: each row's nearest others, by the tree or by a sweep over all rows.
import {
  core,
  counts,
  firstLeaf,
  idAt,
  k,
  nearIds,
  nearSquares,
  rows,
  scratch,
  samples,
  scratchBytes,
  seeds,
  squaredDistance,
} from './hdbscan-memory';
import { mayBeWithin, sweepGroup } from './hdbscan-sweep';
import { boxDistance, endOf, startOf } from './hdbscan-tree';

// In the scratch of a worker: products, then a stack of 64 nodes and their bounds, then lists.
export const STACK: usize = 128;
const LISTS: usize = 896;

export function coreByTree(from: u32, to: u32, worker: u32): void {
  const own = scratch + <usize>worker * scratchBytes;
  const list = own + LISTS;
  for (let p = from; p < to; p++) {
    clear(list);
    searchNearest(p, list, own + STACK);
    settle(p, list);
  }
}

export function coreBySweep(from: u32, to: u32, worker: u32): void {
  const own = scratch + <usize>worker * scratchBytes;
  const lists = own + LISTS;
  for (let p = from; p < to; p += 4) {
    const end = min(p + 4, to);
    for (let r = p; r < end; r++) clear(listOf(lists, r - p));
    for (let group: u32 = 0; group < rows; group += 8) {
      sweepGroup(p, min(p + 1, end - 1), min(p + 2, end - 1), min(p + 3, end - 1), group, own);
      const last = min(group + 8, rows);
      for (let r = p; r < end; r++) {
        const list = listOf(lists, r - p);
        for (let q = group; q < last; q++) {
          if (
            q == r ||
            !mayBeWithin(r, q, own + ((<usize>(r - p)) << 5) + ((<usize>(q - group)) << 2), worst(list))
          )
            continue;
          insert(list, squaredDistance(r, q), q);
        }
      }
    }
    for (let r = p; r < end; r++) settle(r, listOf(lists, r - p));
  }
}

/** A list: k float64, then k places. */
function listOf(lists: usize, place: u32): usize {
  return lists + <usize>place * ((<usize>k * 12 + 15) & ~15);
}

function clear(list: usize): void {
  for (let t: usize = 0; t < k; t++) store<f64>(list + (t << 3), Infinity);
}

function worst(list: usize): f64 {
  return load<f64>(list + ((<usize>(k - 1)) << 3));
}

function insert(list: usize, squared: f64, q: u32): void {
  let at = k - 1;
  if (squared >= worst(list)) return;
  const places = list + ((<usize>k) << 3);
  for (; at > 0 && load<f64>(list + ((<usize>(at - 1)) << 3)) > squared; at--) {
    store<f64>(list + ((<usize>at) << 3), load<f64>(list + ((<usize>(at - 1)) << 3)));
    store<u32>(places + ((<usize>at) << 2), load<u32>(places + ((<usize>(at - 1)) << 2)));
  }
  store<f64>(list + ((<usize>at) << 3), squared);
  store<u32>(places + ((<usize>at) << 2), q);
}

function searchNearest(p: u32, list: usize, stack: usize): void {
  const bounds = stack + 256;
  let top: u32 = 1;
  store<u32>(stack, 0);
  store<f64>(bounds, 0);
  while (top > 0) {
    top--;
    if (load<f64>(bounds + ((<usize>top) << 3)) >= worst(list)) continue;
    let node = load<u32>(stack + ((<usize>top) << 2));
    // Down to the nearest leaf; the others wait.
    while (node < firstLeaf) {
      const left = boxDistance(2 * node + 1, p),
        right = boxDistance(2 * node + 2, p);
      const near = left <= right ? 1 : 2;
      const far = max(left, right);
      if (far < worst(list)) {
        store<u32>(stack + ((<usize>top) << 2), 2 * node + 3 - near);
        store<f64>(bounds + ((<usize>top) << 3), far);
        top++;
      }
      node = 2 * node + near;
    }
    for (let q = startOf(node); q < endOf(node); q++) if (q != p) insert(list, squaredDistance(p, q), q);
  }
}

/** Less weight than this is none missing: what adding up fractions may leave. */
const NOTHING: f64 = 1e-9;

/** Writes the core distance, neighbours counted by their weight, and the nearest places. */
function settle(p: u32, list: usize): void {
  const places = list + ((<usize>k) << 3);
  let missing = <f64>samples - (load<f64>(counts + ((<usize>idAt(p)) << 3)) - 1);
  let squared: f64 = 0;
  for (let t: u32 = 0; t < k && missing > NOTHING; t++) {
    squared = load<f64>(list + ((<usize>t) << 3));
    if (squared == Infinity) break;
    missing -= load<f64>(counts + ((<usize>idAt(load<u32>(places + ((<usize>t) << 2)))) << 3));
  }
  store<f64>(core + ((<usize>p) << 3), squared);
  memory.copy(nearSquares + <usize>p * seeds * 8, list, (<usize>seeds) << 3);
  memory.copy(nearIds + <usize>p * seeds * 4, places, (<usize>seeds) << 2);
}
