import { symmetricEigen } from '../linear/symmetric-eigen.js';
import { log } from '../math/index.js';
import { random, type Random } from '../random/index.js';
import { graphLevels, type Graph } from './graph-levels.js';
import { gram, orthonormalise, PANEL, residuals, turn } from './panels.js';
import type { Walk } from './walk.js';

/** Eigenvectors beyond those wanted that are improved along with them, at least. */
const GUARD = 3;
/** Panels on the coarser levels: many eigenvalues lie close together there, and the work is small. */
const COARSE_PANELS = 2;
/** Rows of the coarsest graph, at most, for each vector sought. */
const COARSEST = 10;
/** Degrees of the filter: as high as it takes to damp what is not wanted a thousandfold, within these. */
const DEGREE = { least: 8, most: 40 };
const DAMPING = 1000;
/** A coarser level's vectors are smooth but for what merging rows did: all above this eigenvalue is kept. */
const SMOOTHING_CUT = 0.5;
/** Rows up to which a graph's vectors are improved where a coarse answer will do. */
const COARSE_ROWS = 5000;
const ROUNDS = { coarsest: 12, finer: 2 };
/** Residuals to stop at, as shares of the Laplacian's eigenvalue: long thin graphs have tiny ones. */
const TOLERANCE = { share: 0.01, least: 1e-8, most: 1e-4 };

/** Numbers that a block of vectors takes at most for a graph of so many rows. */
export function blockNumbers(rows: number, dimensions: number): number {
  return rows * PANEL * Math.max(panelsFor(dimensions), COARSE_PANELS);
}

/**
 * The eigenvectors of a connected graph's normalised Laplacian with the smallest eigenvalues after the trivial one
 * (von Luxburg 2007, §3.2).
 *
 * They are found on a small picture of the graph first and handed down to finer and finer ones. At each, a Chebyshev
 * filter (Zhou, Saad, Tiago & Chelikowsky 2006) of the random walk D⁻¹ W takes out what coarser levels could not
 * see, and a Rayleigh–Ritz step sorts the vectors, until the residuals are small or a few rounds are done.
 *
 * @param wanted.coarse leaves the vectors of graphs with more than 5,000 rows as a smaller one gave them, smoothed by the
 * filter
 * @returns size × dimensions, row-major; the largest entry of each column positive
 */
export async function eigenvectors(
  graph: Graph,
  { dimensions, seed, coarse = false }: { dimensions: number; seed: number; coarse?: boolean },
  walk: Walk,
): Promise<Float64Array> {
  if (graph.size <= 2 * (dimensions + PANEL)) return dense(graph, dimensions);
  const finest = panelsFor(dimensions);
  const coarser = Math.max(finest, COARSE_PANELS);
  const draws = random(seed, 'umap.spectral');
  const { levels, order } = graphLevels(graph, COARSEST * PANEL * coarser);
  let above: Float64Array | undefined;
  for (let l = levels.length - 1; l >= 0; l--) {
    const { graph: here, parents } = levels[l]!;
    const panels = l === 0 ? finest : coarser;
    walk.load(here, panels);
    if (above && parents) {
      inherit(walk.x, above, parents, panels, draws);
      await walk.filter(DEGREE.least, SMOOTHING_CUT);
      if (here.size <= COARSE_ROWS || !coarse) await improve(here, walk, panels, dimensions, ROUNDS.finer);
    } else {
      const { x } = walk;
      for (let i = 0; i < x.length; i++) x[i] = draws.uniform(i) - 0.5;
      await improve(here, walk, panels, dimensions, ROUNDS.coarsest);
    }
    if (l > 0) above = walk.x.slice();
  }
  return columns(walk.x, levels[0]!.graph, order, dimensions);
}

function panelsFor(dimensions: number): number {
  return Math.ceil((dimensions + GUARD) / PANEL);
}

function dense({ size, indptr, indices, values, degrees }: Graph, dimensions: number): Float64Array {
  const full = new Float64Array(size * size);
  let total = 0;
  for (const degree of degrees) total += degree;
  for (let i = 0; i < size; i++) {
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
      const j = indices[e]!;
      full[i * size + j] = values[e]! / Math.sqrt(degrees[i]! * degrees[j]!);
    }
    // Takes the trivial eigenvector below every other: from eigenvalue 1 to −2.
    for (let j = 0; j < size; j++) full[i * size + j]! -= (3 * Math.sqrt(degrees[i]! * degrees[j]!)) / total;
  }
  const { vectors } = symmetricEigen(full, size);
  const out = new Float64Array(size * dimensions);
  for (let i = 0; i < size; i++) {
    for (let c = 0; c < dimensions; c++) out[i * dimensions + c] = vectors[i * size + c]!;
  }
  return out;
}

/** Each row starts where its parent was; vectors that the coarser graph had no room for start at random. */
function inherit(
  x: Float64Array,
  above: Float64Array,
  parents: Uint32Array,
  panels: number,
  draws: Random,
): void {
  const size = parents.length;
  const sizeAbove = above.length / (PANEL * Math.max(panels, COARSE_PANELS));
  for (let p = 0; p < panels; p++) {
    const from = p * sizeAbove * PANEL;
    const empty = new Uint8Array(PANEL).fill(1);
    for (let i = 0; i < sizeAbove * PANEL; i++) if (above[from + i] !== 0) empty[i & (PANEL - 1)] = 0;
    for (let i = 0; i < size; i++) {
      for (let c = 0; c < PANEL; c++) {
        const at = (p * size + i) * PANEL + c;
        x[at] = empty[c] ? draws.uniform(at) - 0.5 : above[from + parents[i]! * PANEL + c]!;
      }
    }
  }
}

/** Brings the block near the wanted eigenvectors, in at most so many rounds. */
async function improve(
  graph: Graph,
  walk: Walk,
  panels: number,
  wanted: number,
  rounds: number,
): Promise<void> {
  const { degrees } = graph;
  const width = panels * PANEL;
  for (let round = 0; ; round++) {
    orthonormalise(walk.x, degrees, panels);
    const moved = await walk.multiply();
    const { x } = walk;
    const { values, vectors } = symmetricEigen(gram(x, moved, degrees, panels), width);
    turn(x, vectors, panels);
    if (round === rounds) return;
    turn(moved, vectors, panels);
    const left = residuals(x, moved, values, degrees, panels);
    if (left.every((residual, c) => c >= wanted || residual <= tolerance(1 - values[c]!))) return;
    // Eigenvalues in [−1, cut] are damped, those above it grow.
    const cut = Math.min(Math.max(-0.5, values[width - 1]!), 1 - 1e-9);
    await walk.filter(degreeFor(values[wanted - 1]!, cut), cut);
  }
}

/** The degree at which the Chebyshev polynomial on [−1, cut] reaches DAMPING at this eigenvalue; even. */
function degreeFor(eigenvalue: number, cut: number): number {
  const beyond = Math.max(0, (eigenvalue - cut) / ((cut + 1) / 2));
  const growth = log(1 + beyond + Math.sqrt(beyond * (2 + beyond)));
  const degree = growth > 0 ? 2 * Math.ceil(log(2 * DAMPING) / growth / 2) : DEGREE.most;
  return Math.min(DEGREE.most, Math.max(DEGREE.least, degree));
}

function tolerance(eigenvalue: number): number {
  return Math.min(TOLERANCE.most, Math.max(TOLERANCE.least, TOLERANCE.share * eigenvalue));
}

/**
 * The first columns in the graph's own order of rows, in the symmetric Laplacian's terms: √degree times the walk's.
 */
function columns(x: Float64Array, { size, degrees }: Graph, order: Uint32Array, count: number): Float64Array {
  const out = new Float64Array(size * count);
  for (let c = 0; c < count; c++) {
    const at = Math.floor(c / PANEL) * size * PANEL + (c % PANEL);
    for (let i = 0; i < size; i++) {
      out[order[i]! * count + c] = Math.sqrt(degrees[i]!) * x[at + i * PANEL]!;
    }
    let largest = 0;
    for (let i = c; i < out.length; i += count) {
      if (Math.abs(out[i]!) > Math.abs(largest)) largest = out[i]!;
    }
    if (largest < 0) for (let i = c; i < out.length; i += count) out[i] = -out[i]!;
  }
  return out;
}
