// Between two rounds: every component takes the first of its rows' edges, and those they link become one.
import {
  best,
  bound,
  comesBefore,
  component,
  componentAt,
  edgeCount,
  edges,
  first,
  firstLeaf,
  idAt,
  nodeComponent,
  nodes,
  NONE,
  parent,
  plain,
  reach,
  rows,
  target,
  wide,
} from './hdbscan-memory';
import { endOf, startOf } from './hdbscan-tree';

export function joinComponents(): void {
  memory.fill(best, 0xff, (<usize>rows) << 2);
  for (let p: u32 = 0; p < rows; p++) offer(p);
  let count = load<u32>(edgeCount);
  for (let c: u32 = 0; c < rows; c++) {
    const p = load<u32>(best + ((<usize>c) << 2));
    if (p == NONE) continue;
    const q = targetOf(p);
    const a = find(p),
      b = find(q);
    if (a == b) continue;
    // A set goes by its lowest place; paths are cut to length 1 below.
    store<u32>(parent + ((<usize>max(a, b)) << 2), min(a, b));
    write(edges + <usize>count * 24, p, q);
    count++;
  }
  store<u32>(edgeCount, count);
  for (let p: u32 = 0; p < rows; p++) {
    const root = find(p);
    store<u32>(component + ((<usize>p) << 2), root);
    store<u32>(parent + ((<usize>p) << 2), root);
    store<f64>(bound + ((<usize>p) << 3), Infinity);
  }
  for (let p: u32 = 0; p < rows; p++) {
    const q = targetOf(p),
      c = componentAt(p);
    if (q == NONE || componentAt(q) == c) continue;
    const at = bound + ((<usize>c) << 3);
    store<f64>(at, min(load<f64>(at), load<f64>(reach + ((<usize>p) << 3))));
  }
  if (!wide) labelNodes();
}

function targetOf(p: u32): u32 {
  return load<u32>(target + ((<usize>p) << 2));
}

/** Lets the component of p take p's edge if it comes before what it has. */
function offer(p: u32): void {
  const q = targetOf(p),
    c = componentAt(p);
  if (q == NONE || componentAt(q) == c) return;
  const now = load<u32>(best + ((<usize>c) << 2));
  if (
    now == NONE ||
    comesBefore(
      load<f64>(reach + ((<usize>p) << 3)),
      load<f64>(plain + ((<usize>p) << 3)),
      idAt(p),
      idAt(q),
      load<f64>(reach + ((<usize>now) << 3)),
      load<f64>(plain + ((<usize>now) << 3)),
      idAt(now),
      idAt(targetOf(now)),
    )
  ) {
    store<u32>(best + ((<usize>c) << 2), p);
  }
}

function find(p: u32): u32 {
  let up = load<u32>(parent + ((<usize>p) << 2));
  while (up != p) {
    const above = load<u32>(parent + ((<usize>up) << 2));
    store<u32>(parent + ((<usize>p) << 2), above);
    p = above;
    up = load<u32>(parent + ((<usize>p) << 2));
  }
  return p;
}

/** An edge between input rows. */
function write(at: usize, p: u32, q: u32): void {
  const a = load<u32>(first + ((<usize>idAt(p)) << 2)),
    b = load<u32>(first + ((<usize>idAt(q)) << 2));
  store<f64>(at, load<f64>(reach + ((<usize>p) << 3)));
  store<f64>(at, load<f64>(plain + ((<usize>p) << 3)), 8);
  store<u32>(at, min(a, b), 16);
  store<u32>(at, max(a, b), 20);
}

/** The component of each node's rows, where they share one. */
function labelNodes(): void {
  for (let t = <i32>nodes - 1; t >= 0; t--) {
    let common: u32;
    if (<u32>t < firstLeaf) {
      common = load<u32>(nodeComponent + ((<usize>(2 * t + 1)) << 2));
      if (common != load<u32>(nodeComponent + ((<usize>(2 * t + 2)) << 2))) common = NONE;
    } else {
      const end = endOf(t);
      common = componentAt(startOf(t));
      for (let p = startOf(t) + 1; p < end; p++) if (componentAt(p) != common) common = NONE;
    }
    store<u32>(nodeComponent + ((<usize>t) << 2), common);
  }
}
