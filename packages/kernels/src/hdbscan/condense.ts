import { KernelInputError } from '../matrix/index.js';
import type { LinkageTree } from './single-linkage.js';

/**
 * The linkage tree with every part smaller than minClusterSize read as points leaving a cluster, not as a split.
 *
 * One entry per departure: `child` leaves `parent` at density `lambda` = 1 / distance (Infinity at distance 0).
 * A child below `rows` is a row (size 1), else a cluster. Cluster `rows` is the root; clusters are numbered as
 * they appear from there, so a parent's number is below its children's. A cluster that splits has exactly two
 * children, at the same lambda.
 */
export interface CondensedTree {
  readonly rows: number;
  readonly minClusterSize: number;
  readonly parent: Uint32Array;
  readonly child: Uint32Array;
  readonly lambda: Float64Array;
  /** Rows in the child when it leaves; their weight, as float64, where rows are weighted. */
  readonly size: Uint32Array | Float64Array;
  /** The clusters alone: cluster `rows + c` at place c. */
  readonly clusters: ClusterNodes;
}

/**
 * Where clusters come from. Two clusters merge, seen from above, at their lowest common ancestor: at the birth
 * of its children on the way to either. Climb with `parent` until the ways meet.
 */
export interface ClusterNodes {
  /** Cluster each splits from (an id, ≥ rows); −1 for the root. */
  readonly parent: Int32Array;
  /** Lambda at which it splits from its parent; 0 for the root. */
  readonly birth: Float64Array;
  /** Rows at birth, or their weight. */
  readonly size: Uint32Array | Float64Array;
}

/**
 * Campello, Moulavi & Sander 2013, §4 (hierarchy simplification).
 *
 * @param options.minClusterSize least rows of a cluster, ≥ 2
 */
export function condenseTree(
  linkage: LinkageTree,
  { minClusterSize }: { minClusterSize: number },
): CondensedTree {
  if (!Number.isInteger(minClusterSize) || minClusterSize < 2) {
    throw new KernelInputError(`minClusterSize must be a whole number of at least 2; got ${minClusterSize}`);
  }
  const { rows, left, right, distance } = linkage;
  const mass = massesOf(linkage);
  const entries = new Entries(3 * rows, mass);
  const clusterOf = new Int32Array(Math.max(rows - 1, 1)).fill(-1);
  let clusters = rows + 1;
  clusterOf[rows - 2] = rows;
  /** A row alone that weighs as much as a cluster lives on until the rows it stands for would part. */
  const follow = (part: number, cluster: number): void => {
    if (part >= rows) clusterOf[part - rows] = cluster;
    else entries.add(cluster, part, inverse(linkage.weighted!.core[part]!), mass[part]!);
  };
  for (let i = rows - 2; i >= 0; i--) {
    const cluster = clusterOf[i]!;
    if (cluster < 0) continue; // its rows have left already
    const lambda = inverse(distance[i]!);
    const [one, other] = [left[i]!, right[i]!];
    const oneStays = mass[one]! >= minClusterSize;
    const otherStays = mass[other]! >= minClusterSize;
    if (oneStays && otherStays) {
      for (const part of [one, other]) {
        entries.add(cluster, clusters, lambda, mass[part]!);
        follow(part, clusters++);
      }
      continue;
    }
    if (!oneStays) entries.addRows(linkage, one, cluster, lambda);
    else follow(one, cluster);
    if (!otherStays) entries.addRows(linkage, other, cluster, lambda);
    else follow(other, cluster);
  }
  if (rows === 1 && linkage.weighted) entries.add(rows, 0, Infinity, mass[0]!);
  return entries.tree(rows, minClusterSize);
}

function inverse(distance: number): number {
  return distance > 0 ? 1 / distance : Infinity;
}

/** Rows under each node, or their weight; the rows themselves come first. */
function massesOf({ rows, left, right, size, weighted }: LinkageTree): Uint32Array | Float64Array {
  if (!weighted) {
    const all = new Uint32Array(rows + size.length).fill(1);
    all.set(size, rows);
    return all;
  }
  const all = new Float64Array(rows + left.length);
  all.set(weighted.weights);
  for (let i = 0; i < left.length; i++) all[rows + i] = all[left[i]!]! + all[right[i]!]!;
  return all;
}

/** The condensed tree of given departures, in any order; derives `clusters`. */
export function condensedTree(tree: Omit<CondensedTree, 'clusters'>): CondensedTree {
  const { rows, parent, child, lambda, size } = tree;
  let count = 1;
  let all = 0;
  for (let i = 0; i < child.length; i++) {
    if (child[i]! < rows) all += size[i]!;
    else count = Math.max(count, child[i]! - rows + 1);
  }
  const clusters = {
    parent: new Int32Array(count).fill(-1),
    birth: new Float64Array(count),
    size: size instanceof Float64Array ? new Float64Array(count) : new Uint32Array(count),
  };
  clusters.size[0] = child.length === 0 ? rows : all;
  for (let i = 0; i < child.length; i++) {
    const c = child[i]! - rows;
    if (c < 0) continue;
    clusters.parent[c] = parent[i]!;
    clusters.birth[c] = lambda[i]!;
    clusters.size[c] = size[i]!;
  }
  return { ...tree, clusters };
}

/** How many rows each row stands for. */
export function rowMasses({ rows, child, size }: CondensedTree): Float64Array {
  const masses = new Float64Array(rows).fill(1);
  for (let i = 0; i < child.length; i++) if (child[i]! < rows) masses[child[i]!] = size[i]!;
  return masses;
}

class Entries {
  #count = 0;
  readonly #mass: Uint32Array | Float64Array;
  readonly #parent: Uint32Array;
  readonly #child: Uint32Array;
  readonly #lambda: Float64Array;
  readonly #size: Uint32Array | Float64Array;
  readonly #stack: number[] = [];

  constructor(most: number, mass: Uint32Array | Float64Array) {
    this.#mass = mass;
    this.#parent = new Uint32Array(most);
    this.#child = new Uint32Array(most);
    this.#lambda = new Float64Array(most);
    this.#size = mass instanceof Float64Array ? new Float64Array(most) : new Uint32Array(most);
  }

  add(parent: number, child: number, lambda: number, size: number): void {
    const at = this.#count++;
    this.#parent[at] = parent;
    this.#child[at] = child;
    this.#lambda[at] = lambda;
    this.#size[at] = size;
  }

  /** All rows under a node leave at once. */
  addRows({ rows, left, right }: LinkageTree, node: number, parent: number, lambda: number): void {
    const stack = this.#stack;
    stack.push(node);
    while (stack.length > 0) {
      const next = stack.pop()!;
      if (next < rows) this.add(parent, next, lambda, this.#mass[next]!);
      else stack.push(right[next - rows]!, left[next - rows]!);
    }
  }

  tree(rows: number, minClusterSize: number): CondensedTree {
    const end = this.#count;
    return condensedTree({
      rows,
      minClusterSize,
      parent: this.#parent.slice(0, end),
      child: this.#child.slice(0, end),
      lambda: this.#lambda.slice(0, end),
      size: this.#size.slice(0, end),
    });
  }
}
