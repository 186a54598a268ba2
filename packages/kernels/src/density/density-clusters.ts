import { checkMatrix, KernelInputError, type Matrix } from '../matrix/index.js';
import { findHills, type Hills } from './hills.js';
import { tiledGrid, type TiledGrid } from './tiled-grid.js';

export interface DensityClusterOptions {
  /** Least rows of a cluster, its edge left out; a whole number ≥ 2. */
  minClusterSize: number;
  /** Width of the kernel, h of exp(−d² / 2h²), layout units, > 0; null or absent: half the median distance
   * within which a row has minClusterSize − 1 others. A place counts for at most minClusterSize of the rows that lie there, and
   * where as many do, for half its distance to the next. */
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
  /** Of each row: the density where it lies over that at its cluster's top, at most 1; 0 for noise. */
  readonly probabilities: Float64Array;
  /** Of each cluster: where it is densest, layout units, the density there, rows, and the row of it that is nearest. */
  readonly peaks: readonly { x: number; y: number; density: number; row: number }[];
  /** Of each cluster: by how many standard deviations its top stands above the pass to a higher one, or above nothing. */
  readonly prominence: Float64Array;
  /** How clusters meet, the densest pass first: merge i makes node count + i of the nodes a and b. All meet in the end. */
  readonly merges: readonly { a: number; b: number; density: number }[];
  /** Layout units. What was asked for, unless more than 65,536 tiles of 4 bandwidths, and one for 8 rows, hold rows. */
  readonly bandwidth: number;
}

/**
 * Clusters of a layout of two axes by its density: the hills of a kernel density estimate that stand out of it by more
 * than chance, and how they meet. For labels where there is no linkage; half a second for a million rows. The same rows in
 * another order have the same clusters; at another place or scale, but for what rounding makes of it; and rows far away,
 * however far, take nothing from the others.
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
  const grid = tiledGrid(layout, bandwidth, minClusterSize - 1);
  return named(layout, grid, findHills(grid, { minRows: minClusterSize, significance, edge }), edge);
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
function named(layout: Matrix, grid: TiledGrid, hills: Hills, edge: number): DensityClusters {
  const { density, cellOf, bandwidth } = grid;
  const { rows } = layout;
  const found = hills.tops.length;
  const hill = new Int32Array(rows).fill(-1);
  const share = new Float64Array(rows);
  const size = new Uint32Array(found);
  const earliest = new Uint32Array(found);
  for (let row = rows - 1; row >= 0; row--) {
    const cell = cellOf[row]!;
    const of = hills.hillOf[cell]!;
    if (of < 0) continue;
    const summit = density[hills.tops[of]!]!;
    if (density[cell]! < edge * summit) continue;
    hill[row] = of;
    share[row] = Math.min(1, density[cell]! / summit);
    size[of]!++;
    earliest[of] = row;
  }
  const order = Array.from(size.keys()).sort((a, b) => size[b]! - size[a]! || earliest[a]! - earliest[b]!);
  const label = new Int32Array(found);
  order.forEach((of, place) => (label[of] = place));
  const labels = hill.map((of) => (of < 0 ? -1 : label[of]!));
  const tops = order.map((of) => hills.tops[of]!);
  const middles = tops.map((top) => grid.middleOf(top));
  const nearest = nearestRows(layout, labels, middles);
  return {
    labels,
    count: found,
    probabilities: share,
    peaks: middles.map(([x, y], k) => ({ x, y, density: density[tops[k]!]!, row: nearest[k]! })),
    prominence: Float64Array.from(order, (of) => hills.prominence[of]!),
    merges: hills.merges.map(({ a, b, density: at }) => ({
      a: a < found ? label[a]! : a,
      b: b < found ? label[b]! : b,
      density: at,
    })),
    bandwidth,
  };
}

/** The row of each cluster that is nearest to a place; of equally near ones the first. */
function nearestRows({ data }: Matrix, labels: Int32Array, places: [number, number][]): Uint32Array {
  const nearest = new Uint32Array(places.length);
  const least = new Float64Array(places.length).fill(Infinity);
  labels.forEach((label, row) => {
    if (label < 0) return;
    const [x, y] = places[label]!;
    const squared = (data[2 * row]! - x) ** 2 + (data[2 * row + 1]! - y) ** 2;
    if (squared >= least[label]!) return;
    least[label] = squared;
    nearest[label] = row;
  });
  return nearest;
}
