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
  /** Rows in the child when it leaves. */
  readonly size: Uint32Array;
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
  /** Rows at birth. */
  readonly size: Uint32Array;
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
  const { rows, left, right, distance, size } = linkage;
  const sizeOf = (node: number): number => (node < rows ? 1 : size[node - rows]!);
  const entries = new Entries(2 * rows);
  const clusterOf = new Int32Array(Math.max(rows - 1, 1)).fill(-1);
  let clusters = rows + 1;
  clusterOf[rows - 2] = rows;
  for (let i = rows - 2; i >= 0; i--) {
    const cluster = clusterOf[i]!;
    if (cluster < 0) continue; // its rows have left already
    const lambda = distance[i]! > 0 ? 1 / distance[i]! : Infinity;
    const parts = [left[i]!, right[i]!];
    const large = parts.filter((part) => sizeOf(part) >= minClusterSize);
    for (const part of parts) {
      if (sizeOf(part) < minClusterSize) {
        for (const row of rowsUnder(linkage, part)) entries.add(cluster, row, lambda, 1);
      } else if (large.length === 1) {
        clusterOf[part - rows] = cluster;
      } else {
        clusterOf[part - rows] = clusters;
        entries.add(cluster, clusters++, lambda, sizeOf(part));
      }
    }
  }
  return entries.tree(rows, minClusterSize);
}

/** The condensed tree of given departures, in any order; derives `clusters`. */
export function condensedTree(tree: Omit<CondensedTree, 'clusters'>): CondensedTree {
  const { rows, parent, child, lambda, size } = tree;
  const count = child.reduce((most, id) => Math.max(most, id - rows + 1), 1);
  const clusters = {
    parent: new Int32Array(count).fill(-1),
    birth: new Float64Array(count),
    size: new Uint32Array(count),
  };
  clusters.size[0] = rows;
  child.forEach((id, i) => {
    if (id < rows) return;
    clusters.parent[id - rows] = parent[i]!;
    clusters.birth[id - rows] = lambda[i]!;
    clusters.size[id - rows] = size[i]!;
  });
  return { ...tree, clusters };
}

function rowsUnder({ rows, left, right }: LinkageTree, node: number): number[] {
  const found: number[] = [];
  const stack = [node];
  while (stack.length > 0) {
    const next = stack.pop()!;
    if (next < rows) found.push(next);
    else stack.push(right[next - rows]!, left[next - rows]!);
  }
  return found;
}

class Entries {
  #count = 0;
  readonly #parent: Uint32Array;
  readonly #child: Uint32Array;
  readonly #lambda: Float64Array;
  readonly #size: Uint32Array;

  constructor(most: number) {
    this.#parent = new Uint32Array(most);
    this.#child = new Uint32Array(most);
    this.#lambda = new Float64Array(most);
    this.#size = new Uint32Array(most);
  }

  add(parent: number, child: number, lambda: number, size: number): void {
    const at = this.#count++;
    this.#parent[at] = parent;
    this.#child[at] = child;
    this.#lambda[at] = lambda;
    this.#size[at] = size;
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
