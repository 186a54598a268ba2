import { KernelInputError } from '../matrix/index.js';
import type { CondensedTree } from './condense.js';

export interface SelectionOptions {
  /**
   * 'eom' keeps the clusters with most excess of mass, few and uneven; 'leaf' keeps the last to split, many and
   * alike. Default 'eom'.
   */
  selection?: 'eom' | 'leaf' | undefined;
  /** Clusters split off below this distance are merged back (Malzer & Baum 2020); ≥ 0, default 0: none. */
  epsilon?: number | undefined;
  /** Whether the root, all rows in one, may be chosen. Default false. */
  allowSingleCluster?: boolean | undefined;
  /** Eom prefers the parts of a cluster with more rows than this at birth; default no limit. */
  maxClusterSize?: number | undefined;
}

export interface Selection {
  /** Chosen clusters, ascending ids; none holds another. */
  readonly selected: Uint32Array;
  /** Stability of each cluster of the tree (id − rows), as selection left it: of a cluster passed over by eom,
   * the sum of the best below it. */
  readonly stability: Float64Array;
}

/** Chooses the flat clusters of a condensed tree (Campello, Moulavi & Sander 2013, §5). */
export function selectClusters(
  condensed: CondensedTree,
  {
    selection = 'eom',
    epsilon = 0,
    allowSingleCluster = false,
    maxClusterSize = Infinity,
  }: SelectionOptions = {},
): Selection {
  if (!(epsilon >= 0)) throw new KernelInputError(`epsilon must be at least 0; got ${epsilon}`);
  if (!(maxClusterSize >= 1))
    throw new KernelInputError(`maxClusterSize must be at least 1; got ${maxClusterSize}`);
  const { parent } = condensed.clusters;
  const stability = stabilities(condensed);
  const children = childrenOf(parent, condensed.rows);
  const rootAllowed = allowSingleCluster && condensed.clusters.size[0]! >= condensed.minClusterSize;
  let chosen =
    selection === 'eom'
      ? mostExcessOfMass(condensed, children, stability, rootAllowed, maxClusterSize)
      : leaves(children, rootAllowed);
  if (epsilon > 0 && !(chosen.length === 1 && chosen[0] === 0)) {
    chosen = mergeBelow(condensed, chosen, epsilon, rootAllowed);
  }
  return {
    selected: Uint32Array.from(
      chosen.sort((a, b) => a - b),
      (c) => c + condensed.rows,
    ),
    stability,
  };
}

/** Σ (lambda at departure − lambda at birth) × rows, for each cluster (§5, equation 3). */
function stabilities({ rows, parent, lambda, size, clusters }: CondensedTree): Float64Array {
  const stability = new Float64Array(clusters.parent.length);
  for (let i = 0; i < parent.length; i++) {
    const c = parent[i]! - rows;
    stability[c]! += (lambda[i]! - clusters.birth[c]!) * size[i]!;
  }
  return stability;
}

function childrenOf(parent: Int32Array, rows: number): number[][] {
  const children: number[][] = Array.from(parent, () => []);
  parent.forEach((id, c) => id >= 0 && children[id - rows]!.push(c));
  return children;
}

/** Places of the clusters that are at least as stable as the best below them; changes stability where not. */
function mostExcessOfMass(
  { clusters }: CondensedTree,
  children: number[][],
  stability: Float64Array,
  rootAllowed: boolean,
  maxClusterSize: number,
): number[] {
  const keeps = new Uint8Array(children.length);
  for (let c = children.length - 1; c >= (rootAllowed ? 0 : 1); c--) {
    const below = children[c]!.reduce((sum, child) => sum + stability[child]!, 0);
    if (below > stability[c]! || clusters.size[c]! > maxClusterSize) stability[c] = below;
    else keeps[c] = 1;
  }
  const chosen: number[] = [];
  const stack = [0];
  while (stack.length > 0) {
    const c = stack.pop()!;
    if (keeps[c]) chosen.push(c);
    else stack.push(...children[c]!);
  }
  return chosen;
}

/** Places of the clusters that do not split; the root only where it is allowed. */
function leaves(children: number[][], rootAllowed: boolean): number[] {
  const found: number[] = [];
  children.forEach((below, c) => below.length === 0 && (c > 0 || rootAllowed) && found.push(c));
  return found;
}

/**
 * Climbs from each chosen cluster born at a distance below epsilon to its first ancestor born above, or the last
 * one below the root where the root is not allowed.
 */
function mergeBelow(
  { rows, clusters }: CondensedTree,
  chosen: number[],
  epsilon: number,
  rootAllowed: boolean,
): number[] {
  const { parent, birth } = clusters;
  const above = (c: number): number => parent[c]! - rows;
  const merged = new Set<number>();
  for (let c of chosen) {
    if (1 / birth[c]! < epsilon) {
      do {
        if (above(c) === 0 && !rootAllowed) break;
        c = above(c);
      } while (c > 0 && 1 / birth[c]! <= epsilon);
    }
    merged.add(c);
  }
  const insideAnother = (c: number): boolean => {
    for (let up = c; up > 0;) if (merged.has((up = above(up)))) return true;
    return false;
  };
  return [...merged].filter((c) => !insideAnother(c));
}
