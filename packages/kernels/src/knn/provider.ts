import { KernelInputError, type Work } from '../matrix/index.js';

/** Rows whose products are wanted. */
export interface ProductInput {
  /** rows × cols, row-major. */
  values: Float32Array;
  /** One for each row. */
  half: Float32Array;
  rows: number;
  cols: number;
}

/**
 * Multiplies matrices faster than this package does, such as a runtime with the machine's widest instructions. It only
 * proposes: distances are computed here, and rows that rounding could have hidden are looked for here, so the graph is
 * the same with it and without.
 */
export interface ProductProvider {
  /**
   * For each row i the `count` rows j, all different, with the greatest values_i · values_j − half_j, in float32 or
   * better, in any order, row i itself among them where its own is; among equal ones any.
   *
   * @returns rows × count, or undefined where it can't
   */
  propose(input: ProductInput, count: number, work: Work): Promise<Uint32Array | undefined>;
}

/** Values as products are computed from them. */
export function shift(values: Float32Array, mean: Float32Array, factor: number): void {
  const cols = mean.length;
  for (let i = 0; i < values.length; i++) values[i] = Math.fround(values[i]! * factor) - mean[i % cols]!;
}

/**
 * Proposals as the kernel takes them: neither the row itself nor a row twice.
 *
 * @throws KernelInputError for proposals of another shape, or rows there are not
 */
export function withoutRepeats(proposed: Uint32Array, rows: number, count: number): Uint32Array {
  if (proposed.length !== rows * count) {
    throw new KernelInputError(
      `a provider must propose ${count} rows for each of ${rows}; got ${proposed.length} in all`,
    );
  }
  const seen = new Uint32Array(rows).fill(NONE);
  return proposed.map((row, place) => {
    const query = Math.floor(place / count);
    if (row >= rows) throw new KernelInputError(`a provider must propose rows below ${rows}; got ${row}`);
    if (row === query || seen[row] === query) return NONE;
    seen[row] = query;
    return row;
  });
}

const NONE = 0xffffffff;
