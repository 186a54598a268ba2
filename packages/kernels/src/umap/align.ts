import type { NeighborGraph } from '../knn/index.js';
import { symmetricEigen } from '../linear/symmetric-eigen.js';
import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';
import { umapLayout, type LayoutOptions } from './layout.js';
import { jitter } from './spectral.js';

export interface AlignOptions {
  /** Whether the layout may also be scaled, all axes by one factor; default false. */
  scale?: boolean | undefined;
}

/** One layout of a sweep: its graph, and what differs from the options all share. */
export interface Frame {
  graph: NeighborGraph;
  minDist?: number | undefined;
  spread?: number | undefined;
  repulsion?: number | undefined;
  negativeSampleRate?: number | undefined;
  localConnectivity?: number | undefined;
  setOpMixRatio?: number | undefined;
  targetWeight?: number | undefined;
  epochs?: number | undefined;
}

/**
 * Moves, turns and, where that fits better, mirrors a layout so that its rows lie as near to the same rows of another
 * as they can, in the sum of squared distances (orthogonal Procrustes: Schönemann 1966). Distances within the layout
 * stay as they are, or all shrink or grow by one factor with `scale`.
 *
 * @param to rows × dimensions
 * @param layout rows × dimensions; not modified
 * @throws KernelInputError when the shapes differ or a value is not finite
 */
export function alignLayout(to: Matrix, layout: Matrix, { scale = false }: AlignOptions = {}): Matrix {
  checkMatrix(to, 'to');
  checkMatrix(layout, 'layout');
  if (to.rows !== layout.rows || to.cols !== layout.cols) {
    throw new KernelInputError(
      `layout must be ${to.rows} × ${to.cols}, as the one it is aligned to; got ${layout.rows} × ${layout.cols}`,
    );
  }
  const { rows, cols } = layout;
  const target = columnMeans(to);
  const source = columnMeans(layout);
  // products[r, c] = Σ (layout − its mean)_r (to − its mean)_c
  const products = new Float64Array(cols * cols);
  let squares = 0;
  for (let i = 0; i < rows; i++) {
    for (let r = 0; r < cols; r++) {
      const own = layout.data[i * cols + r]! - source[r]!;
      squares += own * own;
      for (let c = 0; c < cols; c++) products[r * cols + c]! += own * (to.data[i * cols + c]! - target[c]!);
    }
  }
  const { rotation, strength } = nearestRotation(products, cols);
  const factor = scale && squares > 0 && strength > 0 ? strength / squares : 1;
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < cols; c++) {
      let sum = 0;
      for (let r = 0; r < cols; r++) {
        sum += (layout.data[i * cols + r]! - source[r]!) * rotation[r * cols + c]!;
      }
      data[i * cols + c] = target[c]! + factor * sum;
    }
  }
  return { data, rows, cols };
}

/**
 * Layouts of the same rows that can be shown one after the other, as a parameter or the number of neighbours changes:
 * all begin at the start of the first, and each is aligned to the one before. The forces are the same for the same
 * seed, so what moves between two frames is what the parameters move.
 *
 * @param frames at least one; every graph of the same number of rows
 * @throws KernelInputError for frames of different rows, or as `umapLayout`
 */
export async function alignedLayouts(frames: readonly Frame[], options: LayoutOptions): Promise<Matrix[]> {
  const rows = frames[0]?.graph.rows;
  const odd = frames.findIndex(({ graph }) => graph.rows !== rows);
  if (odd >= 0) {
    throw new KernelInputError(
      `frames must have the same rows; frame 0 has ${rows}, frame ${odd} ${frames[odd]!.graph.rows}`,
    );
  }
  const layouts: Matrix[] = [];
  let { init } = options;
  for (const [f, { graph, ...own }] of frames.entries()) {
    const layout = await umapLayout(graph, {
      ...options,
      ...own,
      init,
      onStart: (start) => {
        init = jitter(start.positions, options.seed);
        options.onStart?.(start);
      },
      onProgress: (share) => options.onProgress?.((f + share) / frames.length),
    });
    layouts.push(f === 0 ? layout : alignLayout(layouts[f - 1]!, layout));
  }
  return layouts;
}

function columnMeans({ data, rows, cols }: Matrix): Float64Array {
  const means = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let c = 0; c < cols; c++) means[c]! += data[i * cols + c]!;
  return means.map((sum) => sum / Math.max(1, rows));
}

/**
 * U Vᵀ of the singular value decomposition U S Vᵀ of a square matrix, and the sum of its singular values. Directions
 * in which the matrix is zero are filled with axes that are orthogonal to the rest.
 */
function nearestRotation(matrix: Float64Array, n: number): { rotation: Float64Array; strength: number } {
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < n; c++) gram[r * n + c]! += matrix[i * n + r]! * matrix[i * n + c]!;
    }
  }
  const { values, vectors } = symmetricEigen(gram, n);
  const left: Float64Array[] = [];
  let strength = 0;
  for (let j = 0; j < n; j++) {
    const image = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < n; c++) image[i]! += matrix[i * n + c]! * vectors[c * n + j]!;
    }
    const size = Math.sqrt(Math.max(0, values[j]!));
    strength += size;
    const certain = values[j]! > 1e-14 * values[0]!;
    left.push((certain && orthonormal(image, left)) || freeAxis(left, n));
  }
  const rotation = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      for (let j = 0; j < n; j++) rotation[r * n + c]! += left[j]![r]! * vectors[c * n + j]!;
    }
  }
  return { rotation, strength };
}

/** The vector made orthogonal to the others, of length 1; undefined when little of it is left. */
function orthonormal(vector: Float64Array, others: readonly Float64Array[]): Float64Array | undefined {
  let before = 0;
  for (const value of vector) before += value * value;
  const out = vector.slice();
  for (let pass = 0; pass < 2; pass++) {
    for (const other of others) {
      let dot = 0;
      for (let i = 0; i < out.length; i++) dot += out[i]! * other[i]!;
      for (let i = 0; i < out.length; i++) out[i]! -= dot * other[i]!;
    }
  }
  let squares = 0;
  for (const value of out) squares += value * value;
  const length = Math.sqrt(squares);
  return length > 1e-6 * Math.sqrt(before) ? out.map((value) => value / length) : undefined;
}

/** The axis that is least along the others, made orthogonal to them. */
function freeAxis(others: readonly Float64Array[], n: number): Float64Array {
  let best = 0;
  let least = Infinity;
  for (let axis = 0; axis < n; axis++) {
    const along = others.reduce((sum, other) => sum + other[axis]! ** 2, 0);
    if (along < least) [best, least] = [axis, along];
  }
  const unit = new Float64Array(n);
  unit[best] = 1;
  return orthonormal(unit, others)!;
}
