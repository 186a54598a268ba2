import type { SparseMatrix } from '../matrix/index.js';

/** A weighted graph without direction; weights of an edge are the same from both ends. */
export interface Graph {
  readonly size: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
  /** Sum of each row's weights. */
  readonly degrees: Float64Array;
}

/** A graph, and which row of the next coarser one each of its rows became part of. */
export interface Level {
  readonly graph: Graph;
  /** Absent at the coarsest level. */
  readonly parents?: Uint32Array;
}

/** Rows that are merged into one at most, unless they have no other place to go. */
const FAMILY = 8;
/** An edge this strong beside the row's strongest makes two rows one. */
const STRONG = 0.5;

/** The part of the graph on these rows; `place` holds room for as many numbers as the graph has rows. */
export function subgraph(graph: SparseMatrix, rows: Uint32Array, place: Uint32Array): Graph {
  const size = rows.length;
  const whole = size === graph.rows;
  if (whole) return withDegrees(size, graph.indptr, graph.indices, graph.values);
  const indptr = new Uint32Array(size + 1);
  for (let i = 0; i < size; i++) {
    place[rows[i]!] = i;
    indptr[i + 1] = indptr[i]! + graph.indptr[rows[i]! + 1]! - graph.indptr[rows[i]!]!;
  }
  const indices = new Uint32Array(indptr[size]!);
  const values = new Float32Array(indptr[size]!);
  for (let i = 0; i < size; i++) {
    const start = graph.indptr[rows[i]!]!;
    for (let e = indptr[i]!, from = start; e < indptr[i + 1]!; e++, from++) {
      indices[e] = place[graph.indices[from]!]!;
      values[e] = graph.values[from]!;
    }
  }
  return withDegrees(size, indptr, indices, values);
}

/**
 * Smaller and smaller pictures of a graph, finest first: rows joined by strong edges become one row (as in algebraic
 * multigrid: Brandt, McCormick & Ruge 1985), until at most `smallest` are left or the graph no longer shrinks.
 *
 * Rows are renumbered so that those with a common parent follow each other at every level: neighbours lie near each
 * other in memory, which on 100,000 rows makes a product several times faster.
 *
 * @returns order: the row of `graph` that each row of the finest level is
 */
export function graphLevels(graph: Graph, smallest: number): { levels: Level[]; order: Uint32Array } {
  const levels: Level[] = [];
  let coarsest = graph;
  while (coarsest.size > smallest) {
    const { parents, count } = families(coarsest);
    if (count > coarsest.size / 2) break;
    levels.push({ graph: coarsest, parents });
    coarsest = merged(coarsest, parents, count);
  }
  levels.push({ graph: coarsest });
  let order: Uint32Array = Uint32Array.from({ length: coarsest.size }, (_, i) => i);
  for (let l = levels.length - 2; l >= 0; l--) {
    const { graph: here, parents } = levels[l]!;
    const ranks = new Uint32Array(order.length);
    for (let i = 0; i < order.length; i++) ranks[order[i]!] = i;
    const ranked = parents!.map((parent) => ranks[parent]!);
    order = groupBy(ranked, ranks.length).members;
    levels[l] = { graph: renumbered(here, order), parents: order.map((row) => ranked[row]!) };
  }
  return { levels, order };
}

/** Row i of the result is row order[i] of the graph. */
function renumbered({ size, indptr, indices, values, degrees }: Graph, order: Uint32Array): Graph {
  const ranks = new Uint32Array(size);
  for (let i = 0; i < size; i++) ranks[order[i]!] = i;
  const starts = new Uint32Array(size + 1);
  const ends = new Uint32Array(indices.length);
  const weights = new Float32Array(indices.length);
  const sums = new Float64Array(size);
  let at = 0;
  for (let i = 0; i < size; i++) {
    const row = order[i]!;
    sums[i] = degrees[row]!;
    for (let e = indptr[row]!, end = indptr[row + 1]!; e < end; e++) {
      ends[at] = ranks[indices[e]!]!;
      weights[at++] = values[e]!;
    }
    starts[i + 1] = at;
  }
  return {
    size,
    indptr: starts,
    indices: ends,
    values: weights,
    degrees: sums,
  };
}

/** The members of each group, ascending, one group after the other. */
function groupBy(groups: Uint32Array, count: number): { firsts: Uint32Array; members: Uint32Array } {
  const firsts = new Uint32Array(count + 1);
  for (let i = 0; i < groups.length; i++) firsts[groups[i]! + 1]!++;
  for (let g = 0; g < count; g++) firsts[g + 1]! += firsts[g]!;
  const members = new Uint32Array(groups.length);
  const next = firsts.slice();
  for (let i = 0; i < groups.length; i++) members[next[groups[i]!]!++] = i;
  return { firsts, members };
}

const NONE = 0xffffffff;

/** Gathers rows around each row not yet taken, in order. A row left alone joins its strongest neighbour's family. */
function families({ size, indptr, indices, values }: Graph): { parents: Uint32Array; count: number } {
  const parents = new Uint32Array(size).fill(NONE);
  const alone: number[] = [];
  let count = 0;
  for (let i = 0; i < size; i++) {
    if (parents[i] !== NONE) continue;
    let strongest = 0;
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) {
      if (indices[e] !== i && values[e]! > strongest) strongest = values[e]!;
    }
    let members = 1;
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end && members < FAMILY; e++) {
      const other = indices[e]!;
      if (other === i || parents[other] !== NONE || values[e]! < STRONG * strongest) continue;
      parents[other] = count;
      members++;
    }
    if (members === 1) {
      alone.push(i);
      continue;
    }
    parents[i] = count++;
  }
  for (const i of alone) {
    if (parents[i] !== NONE) continue;
    let nearest = NONE;
    let strongest = 0;
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) {
      const family = parents[indices[e]!]!;
      if (family === NONE || values[e]! <= strongest) continue;
      nearest = family;
      strongest = values[e]!;
    }
    parents[i] = nearest === NONE ? count++ : nearest;
  }
  return { parents, count };
}

/** The graph of families: weights between two families are summed, those within one become an edge to itself. */
function merged({ indptr, indices, values }: Graph, parents: Uint32Array, count: number): Graph {
  const { firsts, members } = groupBy(parents, count);
  const sums = new Float64Array(count);
  const seenBy = new Uint32Array(count).fill(NONE);
  const starts = new Uint32Array(count + 1);
  const ends = new Uint32Array(indices.length);
  const weights = new Float32Array(indices.length);
  let edges = 0;
  for (let f = 0; f < count; f++) {
    for (let m = firsts[f]!; m < firsts[f + 1]!; m++) {
      const i = members[m]!;
      for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) {
        const other = parents[indices[e]!]!;
        if (seenBy[other] !== f) {
          seenBy[other] = f;
          sums[other] = 0;
          ends[edges++] = other;
        }
        sums[other]! += values[e]!;
      }
    }
    for (let e = starts[f]!; e < edges; e++) weights[e] = sums[ends[e]!]!;
    starts[f + 1] = edges;
  }
  return withDegrees(count, starts, ends.slice(0, edges), weights.slice(0, edges));
}

function withDegrees(size: number, indptr: Uint32Array, indices: Uint32Array, values: Float32Array): Graph {
  const degrees = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let e = indptr[i]!, end = indptr[i + 1]!; e < end; e++) sum += values[e]!;
    degrees[i] = sum;
  }
  return { size, indptr, indices, values, degrees };
}
