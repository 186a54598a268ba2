import { KernelInputError } from '../matrix/index.js';
import { random } from '../random/index.js';
import type { Operator } from './operator.js';
import { symmetricEigen, type Eigen } from './symmetric-eigen.js';
import type { TruncatedSvd, TruncatedSvdOptions } from './truncated-svd.js';

export type SvdOptions = TruncatedSvdOptions;

/** Random directions beyond the rank wanted: the last singular values need the room. */
const EXTRA = 12;
/** Directions whose squared length is below this share of the longest's are rounding errors. */
const NEGLIGIBLE = 1e-13;

/** The decomposition of any operator; see `truncatedSvd`. */
export function randomisedSvd(matrix: Operator, options: SvdOptions, rankName = 'rank'): TruncatedSvd {
  const { rows, cols } = matrix;
  const { seed, iterations = 5 } = options;
  if (!Number.isInteger(options.rank) || options.rank < 1) {
    throw new KernelInputError(`${rankName} must be a positive integer; got ${options.rank}`);
  }
  if (!Number.isInteger(iterations) || iterations < 0) {
    throw new KernelInputError(`iterations must be an integer, 0 or more; got ${iterations}`);
  }
  const rank = Math.min(options.rank, rows, cols);
  const width = Math.min(rank + EXTRA, rows, cols);

  const draws = random(seed, 'svd.directions');
  const right = Float64Array.from({ length: cols * width }, (_, i) => draws.normal(i));
  const left = new Float64Array(rows * width);
  for (let i = 0; i < iterations; i++) {
    matrix.apply(right, width, left);
    orthonormalise(left, width, 1);
    matrix.applyTransposed(left, width, right);
    orthonormalise(right, width, 1);
  }
  matrix.apply(right, width, left);
  orthonormalise(left, width, 2);
  // A ≈ Q Qᵀ A. With B = (Qᵀ A)ᵀ, cols × width: BᵀB = E Σ² Eᵀ, so V = B E Σ⁻¹ and U Σ = Q E Σ.
  matrix.applyTransposed(left, width, right);
  const eigen = symmetricEigen(gram(right, width), width);
  return assemble(left, right, eigen, { rows, cols, rank, width });
}

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly rank: number;
  readonly width: number;
}

function assemble(left: Float64Array, right: Float64Array, eigen: Eigen, shape: Shape): TruncatedSvd {
  const { rows, cols, rank, width } = shape;
  const { values, vectors } = eigen;
  const singularValues = Float64Array.from({ length: rank }, (_, c) =>
    values[c]! > NEGLIGIBLE * values[0]! ? Math.sqrt(values[c]!) : 0,
  );
  right = times(right, vectors, width, 'full');
  left = times(left, vectors, width, 'full');
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
function orthonormalise(x: Float64Array, width: number, passes: 1 | 2): void {
  for (let pass = 0; pass < passes; pass++) {
    x.set(times(x, inverseCholesky(gram(x, width), width), width, 'upper'));
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

/** XᵀX, width × width; four rows of X at a time, which saves most of the traffic to memory. */
function gram(x: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width * width);
  const whole = x.length - (x.length % (4 * width));
  for (let i = 0; i < whole; i += 4 * width) {
    const [i1, i2, i3] = [i + width, i + 2 * width, i + 3 * width];
    for (let r = 0; r < width; r++) {
      const [v0, v1, v2, v3] = [x[i + r]!, x[i1 + r]!, x[i2 + r]!, x[i3 + r]!];
      for (let c = r; c < width; c++) {
        out[r * width + c]! += v0 * x[i + c]! + v1 * x[i1 + c]! + v2 * x[i2 + c]! + v3 * x[i3 + c]!;
      }
    }
  }
  for (let i = whole; i < x.length; i += width) {
    for (let r = 0; r < width; r++) {
      for (let c = r; c < width; c++) out[r * width + c]! += x[i + r]! * x[i + c]!;
    }
  }
  for (let r = 0; r < width; r++) for (let c = 0; c < r; c++) out[r * width + c] = out[c * width + r]!;
  return out;
}

/** X · M, M width × width; four rows of M at a time. An upper triangular M has only zeros before its diagonal. */
function times(x: Float64Array, m: Float64Array, width: number, shape: 'full' | 'upper'): Float64Array {
  const out = new Float64Array(x.length);
  const whole = width - (width % 4);
  for (let i = 0; i < x.length; i += width) {
    for (let r = 0; r < whole; r += 4) {
      const [v0, v1, v2, v3] = [x[i + r]!, x[i + r + 1]!, x[i + r + 2]!, x[i + r + 3]!];
      const [m0, m1, m2, m3] = [r * width, (r + 1) * width, (r + 2) * width, (r + 3) * width];
      for (let c = shape === 'upper' ? r : 0; c < width; c++) {
        out[i + c]! += v0 * m[m0 + c]! + v1 * m[m1 + c]! + v2 * m[m2 + c]! + v3 * m[m3 + c]!;
      }
    }
    for (let r = whole; r < width; r++) {
      for (let c = 0; c < width; c++) out[i + c]! += x[i + r]! * m[r * width + c]!;
    }
  }
  return out;
}
