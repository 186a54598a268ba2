/** Eigenvalues, largest first, and the eigenvectors as columns: `vectors[i * n + j]` is entry i of the j-th. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

const SWEEPS = 30;

/**
 * All eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Jacobi 1846; Golub & Van
 * Loan, §8.5). Each vector's entry of largest magnitude is positive, so the answer does not depend on chance signs.
 *
 * @param matrix n × n, row-major, symmetric; not modified
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  let size = 0;
  for (const value of a) size += value * value;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) off += a[p * n + q]! ** 2;
    if (off <= 1e-28 * size) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
  }
  return sorted(a, v, n);
}

/** Makes entry (p, q) zero. v keeps eigenvectors as rows while rotating: rows are contiguous. */
function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const between = a[p * n + q]!;
  if (between === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * between);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const rowP = p * n;
  const rowQ = q * n;
  for (let i = 0; i < n; i++) {
    const x = a[i * n + p]!;
    const y = a[i * n + q]!;
    a[i * n + p] = c * x - s * y;
    a[i * n + q] = s * x + c * y;
  }
  for (let i = 0; i < n; i++) {
    const x = a[rowP + i]!;
    const y = a[rowQ + i]!;
    a[rowP + i] = c * x - s * y;
    a[rowQ + i] = s * x + c * y;
    const vx = v[rowP + i]!;
    const vy = v[rowQ + i]!;
    v[rowP + i] = c * vx - s * vy;
    v[rowQ + i] = s * vx + c * vy;
  }
}

function sorted(a: Float64Array, v: Float64Array, n: number): Eigen {
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]! || i - j);
  const values = Float64Array.from(order, (i) => a[i * n + i]!);
  const vectors = new Float64Array(n * n);
  order.forEach((row, column) => {
    let largest = 0;
    for (let i = 0; i < n; i++) if (Math.abs(v[row * n + i]!) > Math.abs(largest)) largest = v[row * n + i]!;
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) vectors[i * n + column] = sign * v[row * n + i]!;
  });
  return { values, vectors };
}
