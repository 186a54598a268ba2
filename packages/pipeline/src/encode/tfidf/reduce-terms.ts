import { truncatedSvd, type Matrix, type SparseMatrix } from '@parallax-map/kernels';
import { unitRows } from '../unit.js';
import { foldIn } from './fold-in.js';
import { tfIdf } from './weights.js';

export interface TermVectors {
  /** texts × d, float32, unit length; d is `dimensions`, or as many as texts and terms allow. */
  vectors: Matrix;
  /** Texts that share no kept term with any other, and so were given the mean direction of the rest. */
  without: number;
}

/**
 * Latent semantic analysis (Deerwester et al. 1990): TF-IDF reduced by truncated SVD, rows of unit length.
 *
 * @param learnFrom texts, evenly spaced, that the reduction is learnt from where there are more; the others are
 *   folded in. Default: all
 * @returns undefined where no text has a single term
 */
export async function reduceTerms(
  texts: readonly string[],
  dimensions: number,
  learnFrom = Infinity,
): Promise<TermVectors | undefined> {
  const weights = tfIdf(texts);
  if (weights.cols === 0) return undefined;
  const scores = await (learnFrom < weights.rows
    ? foldIn(weights, dimensions, learnFrom)
    : reduceAll(weights, dimensions));
  const { vectors, without } = unitRows(scores, NO_DIRECTION);
  const mean = meanDirection(vectors, without);
  for (const row of without) vectors.data.set(mean, row * vectors.cols);
  return { vectors, without: without.length };
}

async function reduceAll(weights: SparseMatrix, dimensions: number): Promise<Matrix> {
  const rank = Math.min(dimensions, weights.rows, weights.cols);
  // A baseline of its own, the same for every seed of the recipe.
  return (await truncatedSvd(weights, { rank, seed: 0 })).scores;
}

/** Rows had length 1 before the reduction; what is left below this is rounding. */
const NO_DIRECTION = 1e-5;

/** Unit mean of the rows that are not `without`; the first axis where they cancel out. */
function meanDirection({ data, rows, cols }: Matrix, without: number[]): Float32Array {
  const left = new Set(without);
  const sum = new Float32Array(cols);
  for (let i = 0; i < rows; i++) {
    if (!left.has(i)) for (let j = 0; j < cols; j++) sum[j]! += data[i * cols + j]!;
  }
  const mean = unitRows({ data: sum, rows: 1, cols }, NO_DIRECTION);
  if (mean.without.length === 0) return mean.vectors.data;
  const axis = new Float32Array(cols);
  axis[0] = 1;
  return axis;
}
