import type { Pace } from '../pace.js';
import { comesBefore } from './edges.js';
import { boxDistance, type KdTree } from './kd-tree.js';
import type { DraftEdge } from './minimum-spanning-tree.js';
import type { DistinctPoints } from './distinct-points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import { UnionFind } from './union-find.js';

/**
 * Borůvka's algorithm with a KD-tree (after March, Ram & Gray 2010, with one tree): in each round every
 * component takes its first edge out in canonical order, found by searching from its points. A point keeps its
 * best edge from round to round while the other end stays outside, and what it could not beat as a bound.
 */
export async function boruvka(
  points: DistinctPoints,
  core: Float64Array,
  tree: KdTree,
  pace: Pace,
): Promise<DraftEdge[]> {
  const { rows, cols } = points;
  const search = new OutwardSearch(points, core, tree);
  const edges: DraftEdge[] = [];
  const joined = new UnionFind(rows);
  const component = Uint32Array.from({ length: rows }, (_, i) => i);
  while (edges.length < rows - 1) {
    const best = new Int32Array(rows).fill(-1); // component → the point whose edge it takes
    search.update(component);
    for (let i = 0; i < rows; i++) if (search.stillOutside(i)) search.offer(best, i);
    for (let i = 0; i < rows; i++) {
      if (search.stillOutside(i)) continue;
      const visited = search.find(i, best[component[i]!]!);
      if (search.stillOutside(i)) search.offer(best, i);
      if (pace.spend(visited * 8 * cols)) await pace.rest();
    }
    for (let c = 0; c < rows; c++) {
      const a = best[c]!;
      if (a < 0) continue;
      const b = search.target[a]!;
      if (joined.union(a, b)) edges.push({ a, b, reach: search.reach[a]!, plain: search.plain[a]! });
    }
    for (let i = 0; i < rows; i++) component[i] = joined.find(i);
  }
  return edges;
}

class OutwardSearch {
  /** Other end of each point's best known edge out of its component, −1 for none; its two distances, squared. */
  readonly target: Int32Array;
  readonly reach: Float64Array;
  readonly plain: Float64Array;
  readonly #points: DistinctPoints;
  readonly #core: Float64Array;
  readonly #tree: KdTree;
  /** No edge out of the component of a point has a lower mutual reachability than this. */
  readonly #atLeast: Float64Array;
  /** Least core distance in each node, and the node's component where all its points share one, else −1. */
  readonly #nodeCore: Float64Array;
  readonly #nodeComponent: Int32Array;
  #component: Uint32Array = new Uint32Array(0);
  readonly #stack = new Uint32Array(128);
  readonly #bounds = new Float64Array(128);

  constructor(points: DistinctPoints, core: Float64Array, tree: KdTree) {
    this.#points = points;
    this.#core = core;
    this.#tree = tree;
    this.target = new Int32Array(points.rows).fill(-1);
    this.reach = new Float64Array(points.rows).fill(Infinity);
    this.plain = new Float64Array(points.rows).fill(Infinity);
    this.#atLeast = Float64Array.from(core);
    const nodes = tree.start.length;
    this.#nodeComponent = new Int32Array(nodes);
    this.#nodeCore = new Float64Array(nodes).fill(Infinity);
    for (let t = 0; t < nodes; t++) {
      for (let p = tree.start[t]!; p < tree.end[t]!; p++) {
        this.#nodeCore[t] = Math.min(this.#nodeCore[t]!, core[tree.order[p]!]!);
      }
    }
  }

  /** Takes in the components of a new round. */
  update(component: Uint32Array): void {
    this.#component = component;
    const { order, start, end, firstLeaf } = this.#tree;
    for (let t = start.length - 1; t >= 0; t--) {
      if (t < firstLeaf) {
        const left = this.#nodeComponent[2 * t + 1]!;
        this.#nodeComponent[t] = left === this.#nodeComponent[2 * t + 2]! ? left : -1;
        continue;
      }
      let common = start[t]! < end[t]! ? component[order[start[t]!]!]! : -1;
      for (let p = start[t]! + 1; p < end[t]!; p++) if (component[order[p]!] !== common) common = -1;
      this.#nodeComponent[t] = common;
    }
  }

  /** Whether the best known edge of a point leaves its component. */
  stillOutside(i: number): boolean {
    const other = this.target[i]!;
    return other >= 0 && this.#component[other] !== this.#component[i];
  }

  /** Lets the component of i take i's edge if it comes before what it has. */
  offer(best: Int32Array, i: number): void {
    const c = this.#component[i]!;
    const now = best[c]!;
    if (now < 0 || this.#isBefore(this.reach[i]!, this.plain[i]!, i, this.target[i]!, now)) best[c] = i;
  }

  /**
   * Looks for the first edge from i out of its component, if it comes before the edge of the rival (−1 for
   * none). Returns the nodes visited.
   */
  find(i: number, rival: number): number {
    this.target[i] = -1;
    let limitReach = rival < 0 ? Infinity : this.reach[rival]!;
    let limitPlain = rival < 0 ? Infinity : this.plain[rival]!;
    if (this.#atLeast[i]! > limitReach) return 0;
    const { data, cols } = this.#points;
    const tree = this.#tree;
    const mine = this.#component[i]!;
    const own = this.#core[i]!;
    let visited = 0;
    let top = 1;
    this.#stack[0] = 0;
    this.#bounds[0] = 0;
    while (top > 0) {
      const node = this.#stack[--top]!;
      if (this.#nodeComponent[node] === mine) continue;
      const plainBound = this.#bounds[top]!;
      const reachBound = Math.max(plainBound, own, this.#nodeCore[node]!);
      if (reachBound > limitReach || (reachBound === limitReach && plainBound > limitPlain)) continue;
      visited++;
      if (node >= tree.firstLeaf) {
        for (let p = tree.start[node]!; p < tree.end[node]!; p++) {
          const j = tree.order[p]!;
          if (this.#component[j] === mine) continue;
          const squared = squaredDistance(data, i, data, j, cols);
          const mutual = Math.max(own, this.#core[j]!, squared);
          if (mutual > limitReach || (mutual === limitReach && squared > limitPlain)) continue;
          const holder = this.target[i]! >= 0 ? i : rival;
          if (holder >= 0 && !this.#isBefore(mutual, squared, i, j, holder)) continue;
          this.target[i] = j;
          this.reach[i] = limitReach = mutual;
          this.plain[i] = limitPlain = squared;
        }
        continue;
      }
      const left = boxDistance(tree, 2 * node + 1, data, cols, i);
      const right = boxDistance(tree, 2 * node + 2, data, cols, i);
      const near = left <= right ? 1 : 2;
      this.#stack[top] = 2 * node + 3 - near;
      this.#bounds[top++] = Math.max(left, right);
      this.#stack[top] = 2 * node + near;
      this.#bounds[top++] = Math.min(left, right);
    }
    this.#atLeast[i] = Math.max(this.#atLeast[i]!, limitReach);
    return visited;
  }

  /** Whether edge (a, b) comes before the best edge of the holder. Distinct rows keep the order of input rows. */
  #isBefore(reach: number, plain: number, a: number, b: number, holder: number): boolean {
    const target = this.target[holder]!;
    return comesBefore(reach, plain, a, b, this.reach[holder]!, this.plain[holder]!, holder, target);
  }
}
