import { symmetricEigen } from '../linear/symmetric-eigen.js';

/** Columns that lie side by side in memory: a block of vectors is made of panels, each rows × 8. */
export const PANEL = 8;

/** The least share of the largest variance at which a direction counts as one of its own. */
const DEPENDENT = 1e-13;

/** Xᵀ D Y, columns × columns, for blocks of vectors kept in panels (panels × rows × 8). */
export function gram(x: Float64Array, y: Float64Array, degrees: Float64Array, panels: number): Float64Array {
  const width = panels * PANEL;
  const size = degrees.length;
  const out = new Float64Array(width * width);
  const sums = new Float64Array(PANEL * PANEL);
  for (let p = 0; p < panels; p++) {
    for (let q = p; q < panels; q++) {
      sums.fill(0);
      const left = p * size * PANEL;
      const right = q * size * PANEL;
      for (let i = 0; i < size; i++) {
        const degree = degrees[i]!;
        const at = right + i * PANEL;
        for (let r = 0; r < PANEL; r++) {
          const value = degree * x[left + i * PANEL + r]!;
          for (let c = 0; c < PANEL; c++) sums[r * PANEL + c]! += value * y[at + c]!;
        }
      }
      for (let r = 0; r < PANEL; r++) {
        for (let c = 0; c < PANEL; c++) {
          out[(p * PANEL + r) * width + q * PANEL + c] = sums[r * PANEL + c]!;
        }
      }
    }
  }
  // One triangle is enough, and makes the rest exactly its mirror.
  for (let r = 0; r < width; r++) for (let c = 0; c < r; c++) out[r * width + c] = out[c * width + r]!;
  return out;
}

/**
 * Makes the columns orthonormal in the product ⟨u, v⟩ = Σ dᵢ uᵢ vᵢ and orthogonal to the constant. Directions that
 * depend on others become zero; they come last.
 *
 * @returns columns that are not zero
 */
export function orthonormalise(x: Float64Array, degrees: Float64Array, panels: number): number {
  const width = panels * PANEL;
  takeMeanAway(x, degrees, panels);
  const products = gram(x, x, degrees, panels);
  const lengths = Float64Array.from({ length: width }, (_, c) => Math.sqrt(products[c * width + c]!));
  for (let r = 0; r < width; r++) {
    for (let c = 0; c < width; c++) {
      const both = lengths[r]! * lengths[c]!;
      products[r * width + c] = both > 0 ? products[r * width + c]! / both : 0;
    }
  }
  const { values, vectors } = symmetricEigen(products, width);
  let count = 0;
  for (let c = 0; c < width; c++) {
    const independent = values[c]! > DEPENDENT * values[0]!;
    if (independent) count++;
    for (let r = 0; r < width; r++) {
      const scale = independent && lengths[r]! > 0 ? 1 / (lengths[r]! * Math.sqrt(values[c]!)) : 0;
      vectors[r * width + c]! *= scale;
    }
  }
  turn(x, vectors, panels);
  return count;
}

function takeMeanAway(x: Float64Array, degrees: Float64Array, panels: number): void {
  const size = degrees.length;
  let total = 0;
  for (let i = 0; i < size; i++) total += degrees[i]!;
  const mean = new Float64Array(PANEL);
  for (let p = 0; p < panels; p++) {
    const from = p * size * PANEL;
    mean.fill(0);
    for (let i = 0; i < size; i++) {
      for (let c = 0; c < PANEL; c++) mean[c]! += degrees[i]! * x[from + i * PANEL + c]!;
    }
    for (let i = 0; i < size; i++) {
      for (let c = 0; c < PANEL; c++) x[from + i * PANEL + c]! -= mean[c]! / total;
    }
  }
}

/** X ← X · vectors. */
export function turn(x: Float64Array, vectors: Float64Array, panels: number): void {
  const width = panels * PANEL;
  const size = x.length / width;
  const row = new Float64Array(width);
  for (let i = 0; i < size; i++) {
    row.fill(0);
    for (let r = 0; r < width; r++) {
      const value = x[((r >>> 3) * size + i) * PANEL + (r & 7)]!;
      for (let c = 0; c < width; c++) row[c]! += value * vectors[r * width + c]!;
    }
    for (let c = 0; c < width; c++) x[((c >>> 3) * size + i) * PANEL + (c & 7)] = row[c]!;
  }
}

/** Lengths of PX − X·values, one for each column, for orthonormal X; `moved` is PX. */
export function residuals(
  x: Float64Array,
  moved: Float64Array,
  values: Float64Array,
  degrees: Float64Array,
  panels: number,
): Float64Array {
  const size = degrees.length;
  const squares = new Float64Array(panels * PANEL);
  for (let p = 0; p < panels; p++) {
    for (let i = 0; i < size; i++) {
      const at = (p * size + i) * PANEL;
      for (let c = 0; c < PANEL; c++) {
        const difference = moved[at + c]! - values[p * PANEL + c]! * x[at + c]!;
        squares[p * PANEL + c]! += degrees[i]! * difference * difference;
      }
    }
  }
  return squares.map(Math.sqrt);
}
