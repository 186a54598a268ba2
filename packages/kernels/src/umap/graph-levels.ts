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
 */
export function graphLevels(graph: Graph, smallest: number): Level[] {
  const levels: Level[] = [];
  for (;;) {
    if (graph.size > smallest) {
      const { parents, count } = families(graph);
      if (count <= graph.size / 2) {
        levels.push({ graph, parents });
        graph = merged(graph, parents, count);
        continue;
      }
    }
    levels.push({ graph });
    return levels;
  }
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
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      if (indices[e] !== i && values[e]! > strongest) strongest = values[e]!;
    }
    let members = 1;
    for (let e = indptr[i]!; e < indptr[i + 1]! && members < FAMILY; e++) {
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
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
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
function merged({ size, indptr, indices, values }: Graph, parents: Uint32Array, count: number): Graph {
  const firsts = new Uint32Array(count + 1);
  for (let i = 0; i < size; i++) firsts[parents[i]! + 1]!++;
  for (let f = 0; f < count; f++) firsts[f + 1]! += firsts[f]!;
  const members = new Uint32Array(size);
  const next = firsts.slice();
  for (let i = 0; i < size; i++) members[next[parents[i]!]!++] = i;

  const sums = new Float64Array(count);
  const seenBy = new Uint32Array(count).fill(NONE);
  const starts = new Uint32Array(count + 1);
  const ends = new Uint32Array(indices.length);
  const weights = new Float32Array(indices.length);
  let edges = 0;
  for (let f = 0; f < count; f++) {
    for (let m = firsts[f]!; m < firsts[f + 1]!; m++) {
      const i = members[m]!;
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
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
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) sum += values[e]!;
    degrees[i] = sum;
  }
  return { size, indptr, indices, values, degrees };
}
