import { symmetricEigen } from '../linear/symmetric-eigen.js';
import type { SparseMatrix } from '../matrix/index.js';
import { random } from '../random/index.js';
import type { Slices } from '../threads/caller.js';

/** A connected graph scaled by its degrees: entry (i, j) is w_ij / √(degree_i degree_j). */
export interface Affinity {
  readonly size: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
  /** √degree, of length 1: the eigenvector of eigenvalue 1, which says nothing about shape. */
  readonly trivial: Float64Array;
}

/** Components up to this size are solved whole. */
const DENSE = 96;
const GUARD = 4;
const DEGREE = 32;
const ROUNDS = 30;
/** Largest residual, and its largest share of the Laplacian's eigenvalue: long thin graphs have tiny ones. */
const TOLERANCE = 1e-3;
const TOLERANCE_SHARE = 0.1;

/** The part of the graph on these rows, scaled. */
export function affinity(graph: SparseMatrix, rows: Uint32Array): Affinity {
  const size = rows.length;
  const place = new Uint32Array(graph.rows);
  rows.forEach((row, i) => (place[row] = i));
  const indptr = new Uint32Array(size + 1);
  rows.forEach((row, i) => (indptr[i + 1] = indptr[i]! + graph.indptr[row + 1]! - graph.indptr[row]!));
  const indices = new Uint32Array(indptr[size]!);
  const values = new Float64Array(indptr[size]!);
  const degree = new Float64Array(size);
  let total = 0;
  rows.forEach((row, i) => {
    for (let e = graph.indptr[row]!, out = indptr[i]!; e < graph.indptr[row + 1]!; e++, out++) {
      indices[out] = place[graph.indices[e]!]!;
      values[out] = graph.values[e]!;
      degree[i]! += graph.values[e]!;
    }
    total += degree[i]!;
  });
  for (let i = 0; i < size; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      values[e]! /= Math.sqrt(degree[i]! * degree[indices[e]!]!);
    }
  }
  return { size, indptr, indices, values, trivial: degree.map((d) => Math.sqrt(d / total)) };
}

/**
 * The eigenvectors of the affinity's largest eigenvalues after the trivial one, which are those of the normalised
 * Laplacian's smallest (von Luxburg 2007, §3.2).
 *
 * @returns size × dimensions, row-major; the largest entry of each column positive
 */
export async function eigenvectors(
  graph: Affinity,
  dimensions: number,
  seed: number,
  slices: Slices,
): Promise<Float64Array> {
  return graph.size <= Math.max(DENSE, 2 * (dimensions + GUARD))
    ? dense(graph, dimensions)
    : filtered(graph, dimensions, seed, slices);
}

function dense(graph: Affinity, dimensions: number): Float64Array {
  const { size, indptr, indices, values, trivial } = graph;
  const full = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) full[i * size + indices[e]!] = values[e]!;
    // Takes the trivial eigenvector below every other: from eigenvalue 1 to −2.
    for (let j = 0; j < size; j++) full[i * size + j]! -= 3 * trivial[i]! * trivial[j]!;
  }
  const { vectors } = symmetricEigen(full, size);
  return firstColumns(vectors, size, size, dimensions);
}

/**
 * Subspace iteration with a Chebyshev polynomial that shrinks the unwanted end of the spectrum (Zhou, Saad, Tiago &
 * Chelikowsky 2006). Only a start for a layout: it stops at small residuals, or after 30 rounds.
 */
async function filtered(
  graph: Affinity,
  dimensions: number,
  seed: number,
  slices: Slices,
): Promise<Float64Array> {
  const width = dimensions + GUARD;
  const draws = random(seed, 'umap.spectral');
  let block = Float64Array.from({ length: graph.size * width }, (_, i) => draws.uniform(i) - 0.5);
  let spare = new Float64Array(block.length);
  let before = new Float64Array(block.length);
  orthonormalise(block, graph, width);
  for (let round = 0; ; round++) {
    const { values, converged } = rayleighRitz(block, spare, graph, width, dimensions);
    if (converged || round === ROUNDS) break;
    // Eigenvalues in [−1, cut] are damped, those above it grow.
    const cut = Math.max(-0.5, values[width - 1]!);
    const center = (cut - 1) / 2;
    const radius = (cut + 1) / 2;
    // T₀ = X, T₁ = (A − c) X / r, T₂ = 2 (A − c) T₁ / r − T₀, …
    multiply(graph, block, spare, width, center, 1 / radius, undefined);
    [before, block, spare] = [block, spare, before];
    for (let step = 1; step < DEGREE; step++) {
      multiply(graph, block, spare, width, center, 2 / radius, before);
      [before, block, spare] = [block, spare, before];
      if (slices.due()) await slices.pause(0);
    }
    orthonormalise(block, graph, width);
  }
  return firstColumns(block, graph.size, width, dimensions);
}

/** out = scale · (A − center) X − minus */
function multiply(
  graph: Affinity,
  x: Float64Array,
  out: Float64Array,
  width: number,
  center: number,
  scale: number,
  minus: Float64Array | undefined,
): void {
  const { size, indptr, indices, values } = graph;
  const sum = new Float64Array(width);
  for (let i = 0; i < size; i++) {
    const row = i * width;
    for (let c = 0; c < width; c++) sum[c] = -center * x[row + c]!;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const weight = values[e]!;
      const other = indices[e]! * width;
      for (let c = 0; c < width; c++) sum[c]! += weight * x[other + c]!;
    }
    for (let c = 0; c < width; c++) out[row + c] = scale * sum[c]! - (minus ? minus[row + c]! : 0);
  }
}

/** Gram and Schmidt, twice, against the trivial eigenvector and the columns before. */
function orthonormalise(x: Float64Array, { size, trivial }: Affinity, width: number): void {
  for (let c = 0; c < width; c++) {
    for (let pass = 0; pass < 2; pass++) {
      let dot = 0;
      for (let i = 0; i < size; i++) dot += trivial[i]! * x[i * width + c]!;
      for (let i = 0; i < size; i++) x[i * width + c]! -= dot * trivial[i]!;
      for (let b = 0; b < c; b++) {
        dot = 0;
        for (let i = 0; i < x.length; i += width) dot += x[i + b]! * x[i + c]!;
        for (let i = 0; i < x.length; i += width) x[i + c]! -= dot * x[i + b]!;
      }
      let squares = 0;
      for (let i = c; i < x.length; i += width) squares += x[i]! * x[i]!;
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      for (let i = c; i < x.length; i += width) x[i]! *= scale;
    }
  }
}

/** Turns the block to the best approximate eigenvectors in its span, largest eigenvalue first. */
function rayleighRitz(
  x: Float64Array,
  spare: Float64Array,
  graph: Affinity,
  width: number,
  wanted: number,
): { values: Float64Array; converged: boolean } {
  multiply(graph, x, spare, width, 0, 1, undefined);
  const small = new Float64Array(width * width);
  for (let i = 0; i < x.length; i += width) {
    for (let r = 0; r < width; r++) {
      for (let c = r; c < width; c++) small[r * width + c]! += x[i + r]! * spare[i + c]!;
    }
  }
  for (let r = 0; r < width; r++) for (let c = 0; c < r; c++) small[r * width + c] = small[c * width + r]!;
  const { values, vectors } = symmetricEigen(small, width);
  turn(x, vectors, width);
  turn(spare, vectors, width);
  let converged = true;
  for (let c = 0; c < wanted; c++) {
    let squares = 0;
    for (let i = c; i < x.length; i += width) squares += (spare[i]! - values[c]! * x[i]!) ** 2;
    const enough = Math.min(TOLERANCE, Math.max(1e-7, TOLERANCE_SHARE * (1 - values[c]!)));
    converged &&= Math.sqrt(squares) <= enough;
  }
  return { values, converged };
}

/** x ← x · vectors, row by row. */
function turn(x: Float64Array, vectors: Float64Array, width: number): void {
  const row = new Float64Array(width);
  for (let i = 0; i < x.length; i += width) {
    row.fill(0);
    for (let r = 0; r < width; r++) {
      const value = x[i + r]!;
      for (let c = 0; c < width; c++) row[c]! += value * vectors[r * width + c]!;
    }
    x.set(row, i);
  }
}

function firstColumns(x: Float64Array, size: number, width: number, count: number): Float64Array {
  const out = new Float64Array(size * count);
  for (let c = 0; c < count; c++) {
    let largest = 0;
    for (let i = 0; i < size; i++) {
      const value = x[i * width + c]!;
      if (Math.abs(value) > Math.abs(largest)) largest = value;
    }
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < size; i++) out[i * count + c] = sign * x[i * width + c]!;
  }
  return out;
}
