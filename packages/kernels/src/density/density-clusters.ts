import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';
import { blurredGrid, type BlurredGrid } from './blurred-grid.js';
import { findHills, type Hills } from './hills.js';

export interface DensityClusterOptions {
  /** Least rows of a cluster; a whole number ≥ 2. */
  minClusterSize: number;
  /** Width of the kernel, h of exp(−d² / 2h²), layout units, > 0; null or absent: half the median distance of a row to its
   * minClusterSize-th nearest. */
  bandwidth?: number | null | undefined;
  /** By how many standard deviations a cluster's top must stand above the pass to the next; ≥ 0, default 1.5. */
  significance?: number | undefined;
  /** Rows where the density is less than this share of their cluster's top are noise; 0 to 1, default 0.3. */
  edge?: number | undefined;
}

/** Clusters of a layout by density. */
export interface DensityClusters {
  /** Cluster of each row, 0 the largest (ties: the one with the earliest row); −1 is noise. */
  readonly labels: Int32Array;
  readonly count: number;
  /** Of each row: the density where it lies over that at its cluster's top, 0 to 1; 0 for noise. */
  readonly probabilities: Float64Array;
  /** Of each cluster: where it is densest. */
  readonly peaks: readonly { x: number; y: number; density: number }[];
  /** Of each cluster: by how many standard deviations its top stands above the pass to a higher one, or above nothing. */
  readonly prominence: Float64Array;
  /** How clusters meet, the densest pass first: merge i makes node count + i of the nodes a and b. All meet in the end. */
  readonly merges: readonly { a: number; b: number; density: number }[];
  /** Layout units. */
  readonly bandwidth: number;
}

/**
 * Clusters of a layout of two axes by its density: the hills of a kernel density estimate that stand out of it by more
 * than chance, and how they meet. For labels where there is no linkage; hundreds of milliseconds for a million rows. The
 * same rows in another order have the same clusters.
 *
 * @param layout rows × 2; not modified
 * @throws KernelInputError for a value that is not finite (naming row and column), another number of columns, or an option
 *   out of range
 * @example const { labels, peaks } = densityClusters(layout, { minClusterSize: 50 });
 */
export function densityClusters(layout: Matrix, options: DensityClusterOptions): DensityClusters {
  const { minClusterSize, bandwidth = null, significance = 1.5, edge = 0.3 } = options;
  checkMatrix(layout, 'layout');
  if (layout.cols !== 2) throw new KernelInputError(`layout must have 2 columns; got ${layout.cols}`);
  if (!Number.isInteger(minClusterSize) || minClusterSize < 2) {
    throw new KernelInputError(`minClusterSize must be a whole number of at least 2; got ${minClusterSize}`);
  }
  if (bandwidth !== null && !(bandwidth > 0 && bandwidth < Infinity)) {
    throw new KernelInputError(`bandwidth must be above 0; got ${bandwidth}`);
  }
  if (!(significance >= 0))
    throw new KernelInputError(`significance must be at least 0; got ${significance}`);
  if (!(edge >= 0 && edge <= 1)) throw new KernelInputError(`edge must be from 0 to 1; got ${edge}`);
  if (layout.rows === 0) return NOTHING;
  const grid = blurredGrid(layout, bandwidth, minClusterSize);
  const rowsIn = new Float64Array(grid.density.length);
  for (const cell of grid.cellOf) rowsIn[cell]!++;
  return named(layout, grid, findHills(grid, rowsIn, { minRows: minClusterSize, significance }), edge);
}

const NOTHING: DensityClusters = {
  labels: new Int32Array(0),
  count: 0,
  probabilities: new Float64Array(0),
  peaks: [],
  prominence: new Float64Array(0),
  merges: [],
  bandwidth: 0,
};

/** Hills as clusters of rows, the largest first. */
function named(layout: Matrix, grid: BlurredGrid, hills: Hills, edge: number): DensityClusters {
  const { density, cellOf, bandwidth, width } = grid;
  const { rows, data } = layout;
  const found = hills.tops.length;
  const hill = new Int32Array(rows).fill(-1);
  const share = new Float64Array(rows);
  const size = new Uint32Array(found);
  const earliest = new Uint32Array(found);
  for (let row = rows - 1; row >= 0; row--) {
    const cell = cellOf[row]!;
    const of = hills.hillOf[cell]!;
    if (of < 0) continue;
    const part = density[cell]! / density[hills.tops[of]!]!;
    if (part < edge) continue;
    hill[row] = of;
    share[row] = part;
    size[of]!++;
    earliest[of] = row;
  }
  const order = Array.from(size.keys()).sort((a, b) => size[b]! - size[a]! || earliest[a]! - earliest[b]!);
  const label = new Int32Array(found);
  order.forEach((of, place) => (label[of] = place));
  const [minX, minY] = [0, 1].map((axis) => {
    let least = Infinity;
    for (let i = axis; i < data.length; i += 2) least = Math.min(least, data[i]!);
    return least;
  }) as [number, number];
  // Two cells to a bandwidth: see blurredGrid.
  const cellSize = bandwidth / 2;
  return {
    labels: hill.map((of) => (of < 0 ? -1 : label[of]!)),
    count: found,
    probabilities: share,
    peaks: order.map((of) => {
      const top = hills.tops[of]!;
      return {
        x: minX + ((top % width) + 0.5) * cellSize,
        y: minY + (Math.floor(top / width) + 0.5) * cellSize,
        density: density[top]!,
      };
    }),
    prominence: Float64Array.from(order, (of) => hills.prominence[of]!),
    merges: hills.merges.map(({ a, b, density: at }) => ({
      a: a < found ? label[a]! : a,
      b: b < found ? label[b]! : b,
      density: at,
    })),
    bandwidth,
  };
}
