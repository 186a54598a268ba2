import { KernelInputError, type Work } from '../matrix/index.js';
import { random } from '../random/index.js';
import { callerPool } from '../threads/index.js';
import type { Decomposed } from './decomposed.js';
import { SvdMemory, type Vectors } from './svd-memory.js';
import { symmetricEigen } from './symmetric-eigen.js';
import type { TruncatedSvd, TruncatedSvdOptions } from './truncated-svd.js';

/** Random directions beyond the rank wanted: the last singular values need the room. */
const EXTRA = 12;
/** Directions whose squared length is below this share of the longest's are rounding errors. */
const NEGLIGIBLE = 1e-13;

/** The decomposition of any matrix; see `truncatedSvd`. */
export async function randomisedSvd(
  matrix: Decomposed,
  options: TruncatedSvdOptions,
  rankName = 'rank',
): Promise<TruncatedSvd> {
  const { rows, cols } = matrix;
  const { seed, iterations = 5, pool = callerPool(), signal, onProgress } = options;
  if (!Number.isInteger(options.rank) || options.rank < 1) {
    throw new KernelInputError(`${rankName} must be a positive integer; got ${options.rank}`);
  }
  if (!Number.isInteger(iterations) || iterations < 0) {
    throw new KernelInputError(`iterations must be an integer, 0 or more; got ${iterations}`);
  }
  const rank = Math.min(options.rank, rows, cols);
  const width = Math.min(rank + EXTRA, rows, cols);
  const memory = new SvdMemory(matrix, Math.ceil(width / 4) * 4, pool);
  startAtRandom(memory.vectors('right'), memory.width, width, seed);

  const work: Work = { signal };
  for (let i = 0; i < iterations; i++) {
    await memory.apply(work);
    await orthonormalise(memory, 'left', 1, work);
    await memory.applyTransposed(work);
    await orthonormalise(memory, 'right', 1, work);
    onProgress?.((i + 1) / (iterations + 1));
  }
  await memory.apply(work);
  await orthonormalise(memory, 'left', 2, work);
  // A ≈ Q Qᵀ A. With B = (Qᵀ A)ᵀ, cols × width: BᵀB = E Σ² Eᵀ, so V = B E Σ⁻¹ and U Σ = Q E Σ.
  await memory.applyTransposed(work);
  const { values, vectors } = symmetricEigen(await memory.gram('right', work), memory.width);
  await memory.multiply('right', vectors, 'full', work);
  await memory.multiply('left', vectors, 'full', work);
  onProgress?.(1);
  return assemble(memory.vectors('left'), memory.vectors('right'), values, {
    ...{ rows, cols, rank, width: memory.width },
  });
}

/** Normal numbers in the first `used` of each row's `width`. */
function startAtRandom(right: Float64Array, width: number, used: number, seed: number): void {
  const draws = random(seed, 'svd.directions');
  let draw = 0;
  for (let at = 0; at < right.length; at += width) {
    for (let c = 0; c < used; c++) right[at + c] = draws.normal(draw++);
  }
}

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly rank: number;
  readonly width: number;
}

function assemble(left: Float64Array, right: Float64Array, values: Float64Array, shape: Shape): TruncatedSvd {
  const { rows, cols, rank, width } = shape;
  const singularValues = Float64Array.from({ length: rank }, (_, c) =>
    values[c]! > NEGLIGIBLE * values[0]! ? Math.sqrt(values[c]!) : 0,
  );
  const components = new Float32Array(rank * cols);
  const scores = new Float32Array(rows * rank);
  for (let c = 0; c < rank; c++) {
    const singular = singularValues[c]!;
    if (singular === 0) continue;
    let largest = 0;
    for (let j = c; j < right.length; j += width) {
      if (Math.abs(right[j]!) > Math.abs(largest)) largest = right[j]!;
    }
    const sign = largest < 0 ? -1 : 1;
    for (let j = 0; j < cols; j++) components[c * cols + j] = (sign * right[j * width + c]!) / singular;
    for (let i = 0; i < rows; i++) scores[i * rank + c] = sign * left[i * width + c]! * singular;
  }
  return {
    scores: { data: scores, rows, cols: rank },
    singularValues,
    components: { data: components, rows: rank, cols },
  };
}

/**
 * Makes the columns orthonormal through the Cholesky factor of XᵀX. Once is enough to keep directions apart between
 * iterations; twice gives all digits (Yamamoto et al. 2015). Columns that are nothing but rounding beside those before
 * become zero.
 */
async function orthonormalise(memory: SvdMemory, side: Vectors, passes: 1 | 2, work: Work): Promise<void> {
  for (let pass = 0; pass < passes; pass++) {
    const inverse = inverseCholesky(await memory.gram(side, work), memory.width);
    await memory.multiply(side, inverse, 'upper', work);
  }
}

/** R⁻¹, upper triangular, for G = RᵀR; a column of zeros where G's is a sum of those before it. */
function inverseCholesky(g: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++) {
    // Gram and Schmidt in the metric G: coordinates of column c less its part along each earlier direction.
    const column = new Float64Array(n);
    column[c] = 1;
    for (let b = 0; b < c; b++) {
      let dot = 0;
      for (let r = 0; r <= b; r++) dot += inverse[r * n + b]! * g[r * n + c]!;
      if (dot !== 0) for (let r = 0; r <= b; r++) column[r]! -= dot * inverse[r * n + b]!;
    }
    let squares = 0;
    for (let r = 0; r <= c; r++) {
      let sum = 0;
      for (let q = 0; q <= c; q++) sum += g[r * n + q]! * column[q]!;
      squares += column[r]! * sum;
    }
    if (!(squares > NEGLIGIBLE * g[c * n + c]!)) continue;
    const scale = 1 / Math.sqrt(squares);
    for (let r = 0; r <= c; r++) inverse[r * n + c] = column[r]! * scale;
  }
  return inverse;
}
