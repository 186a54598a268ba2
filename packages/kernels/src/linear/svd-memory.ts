import { KernelMemory, headerBytes } from '../threads/kernel-memory.js';
import { Regions } from '../threads/kernel.js';
import type { Pool } from '../threads/index.js';
import type { Work } from '../matrix/index.js';
import { wasm } from '../wasm/svd.generated.js';
import type { Decomposed } from './decomposed.js';

/** In the order in which assembly/svd.ts reads them. */
const HEADER = [
  ...(['phase', 'rows', 'cols', 'width', 'blocks', 'starts', 'indices', 'values', 'mean'] as const),
  ...(['x', 'out', 'square', 'upper', 'scratch'] as const),
];
const PHASES = { sparse: 0, dense: 1, denseTransposed: 2, gram: 3, times: 4 } as const;

/** Blocks of work, whatever the threads: sums of blocks are added in their order. */
const BLOCKS = 64;

/** A block of vectors: as many rows as the matrix has rows (`left`) or columns (`right`). */
export type Vectors = 'left' | 'right';

/** A matrix and two blocks of vectors in a kernel's memory, and what is done with them there. */
export class SvdMemory {
  readonly #kernel: KernelMemory<(typeof HEADER)[number]>;
  readonly #at: ReturnType<SvdMemory['layOut']>;

  /** @param width numbers in a row of vectors, a multiple of 4 */
  constructor(
    readonly matrix: Decomposed,
    readonly width: number,
    readonly pool: Pool,
  ) {
    const regions = new Regions();
    this.#at = this.layOut(regions);
    this.#kernel = new KernelMemory(regions, wasm, pool, HEADER, [], this.#at.header);
    this.#kernel.set({ width, blocks: BLOCKS, mean: this.#at.mean, scratch: this.#at.scratch });
    this.copyMatrix();
  }

  private layOut(regions: Regions) {
    const { width, pool, matrix } = this;
    const { rows, cols, stored } = matrix;
    const sparse = matrix.kind === 'sparse';
    const sideOf = (count: number) => ({
      starts: regions.region(sparse ? 4 * (count + 1) : 0),
      indices: regions.region(sparse ? 4 * stored : 0),
      values: regions.region(4 * stored),
    });
    const byRows = sideOf(rows);
    return {
      byRows,
      byColumns: sparse ? sideOf(cols) : byRows,
      mean: regions.region(sparse ? 0 : 8 * cols),
      left: regions.region(8 * rows * width),
      right: regions.region(8 * cols * width),
      squares: regions.region(8 * BLOCKS * width * width),
      scratch: regions.region(8 * width * pool.threads),
      header: regions.region(headerBytes(HEADER.length, 0)),
    };
  }

  private copyMatrix(): void {
    const { matrix } = this;
    const { byRows, byColumns, mean } = this.#at;
    const kernel = this.#kernel;
    if (matrix.kind === 'dense') {
      kernel.floats(byRows.values, matrix.stored).set(matrix.data.subarray(0, matrix.stored));
      kernel.reals(mean, matrix.cols).set(matrix.mean);
      return;
    }
    const { rows, cols, stored, indptr, indices, values } = matrix;
    kernel.words(byRows.starts, rows + 1).set(indptr);
    kernel.words(byRows.indices, stored).set(indices.subarray(0, stored));
    kernel.floats(byRows.values, stored).set(values.subarray(0, stored));
    const starts = kernel.words(byColumns.starts, cols + 1);
    const rowsOf = kernel.words(byColumns.indices, stored);
    const valuesOf = kernel.floats(byColumns.values, stored);
    for (let e = 0; e < stored; e++) starts[indices[e]! + 1]!++;
    for (let c = 0; c < cols; c++) starts[c + 1]! += starts[c]!;
    const next = starts.slice();
    for (let i = 0; i < rows; i++) {
      for (let e = indptr[i]!; e < indptr[i + 1]!; e++) {
        const place = next[indices[e]!]!++;
        rowsOf[place] = i;
        valuesOf[place] = values[e]!;
      }
    }
  }

  vectors(side: Vectors): Float64Array {
    return this.#kernel.reals(this.#at[side], this.countOf(side) * this.width);
  }

  /** left = A · right */
  async apply(work: Work): Promise<void> {
    const { rows, cols, kind } = this.matrix;
    this.#kernel.set({ phase: kind === 'sparse' ? PHASES.sparse : PHASES.dense, rows, cols });
    this.#kernel.set({ ...this.#at.byRows, x: this.#at.right, out: this.#at.left });
    await this.#kernel.run(BLOCKS, work);
  }

  /** right = Aᵀ · left */
  async applyTransposed(work: Work): Promise<void> {
    const { rows, cols, kind } = this.matrix;
    if (kind === 'sparse') this.#kernel.set({ phase: PHASES.sparse, rows: cols, cols: rows });
    else this.#kernel.set({ phase: PHASES.denseTransposed, rows, cols });
    this.#kernel.set({ ...this.#at.byColumns, x: this.#at.left, out: this.#at.right });
    await this.#kernel.run(BLOCKS, work);
  }

  /** XᵀX, width × width. */
  async gram(side: Vectors, work: Work): Promise<Float64Array> {
    const { width } = this;
    this.#kernel.set({
      phase: PHASES.gram,
      rows: this.countOf(side),
      x: this.#at[side],
      square: this.#at.squares,
    });
    await this.#kernel.run(BLOCKS, work);
    const parts = this.#kernel.reals(this.#at.squares, BLOCKS * width * width);
    const sums = new Float64Array(width * width);
    for (let p = 0; p < parts.length; p++) sums[p % sums.length]! += parts[p]!;
    for (let r = 0; r < width; r++) for (let c = 0; c < r; c++) sums[r * width + c] = sums[c * width + r]!;
    return sums;
  }

  /** X = X · M; an upper triangular M has only zeros below its diagonal. */
  async multiply(side: Vectors, m: Float64Array, shape: 'full' | 'upper', work: Work): Promise<void> {
    this.#kernel.reals(this.#at.squares, m.length).set(m);
    this.#kernel.set({ phase: PHASES.times, rows: this.countOf(side), x: this.#at[side] });
    this.#kernel.set({ square: this.#at.squares, upper: shape === 'upper' ? 1 : 0 });
    await this.#kernel.run(BLOCKS, work);
  }

  private countOf(side: Vectors): number {
    return side === 'left' ? this.matrix.rows : this.matrix.cols;
  }
}
