import type { ClusterNodes } from '../hdbscan/index.js';
import { exp } from '../math/index.js';

/**
 * For which cluster sizes each cluster of a condensed tree is there: those in [birth, death). A cluster is there as
 * long as its smaller sibling is large enough, and from where none of those below it is any more.
 */
export interface SizeBarcode {
  readonly birth: Float64Array;
  /** 0 less than or equal to birth: the cluster is never there. */
  readonly death: Float64Array;
  /** e^(−distance) at which each cluster parts from its sibling, (0, 1]; 0 for the root. */
  readonly weight: Float64Array;
}

/** A number of rows, and how much the clusters that are there at it outlast it. */
export interface SizePersistence {
  /** Sizes at which a cluster is born, ascending. */
  readonly sizes: Float64Array;
  /** At each: Σ (death − birth) × weight over the clusters that are there, the root left out. */
  readonly total: Float64Array;
}

/**
 * The barcode of cluster sizes (EVoC, Healy & McInnes 2025), from the clusters alone.
 *
 * @param nodes parents before their children, as `condenseTree` numbers them
 * @param rows number of rows: the id of the root
 * @param minClusterSize at which clusters that do not split are born
 */
export function sizeBarcode(
  { parent, birth, size }: ClusterNodes,
  rows: number,
  minClusterSize: number,
): SizeBarcode {
  const count = parent.length;
  const smaller = new Float64Array(count).fill(Infinity);
  for (let c = 1; c < count; c++) {
    const up = parent[c]! - rows;
    smaller[up] = Math.min(smaller[up]!, size[c]!);
  }
  const births = new Float64Array(count).fill(minClusterSize);
  const death = new Float64Array(count).fill(rows);
  const weight = new Float64Array(count);
  for (let c = count - 1; c > 0; c--) {
    const up = parent[c]! - rows;
    death[c] = smaller[up]!;
    weight[c] = exp(-1 / birth[c]!);
    births[up] = Math.max(births[up]!, births[c]!, smaller[up]!);
  }
  return { birth: births, death, weight };
}

/** Persistence at every size at which a cluster is born. */
export function totalPersistence({ birth, death, weight }: SizeBarcode): SizePersistence {
  const sizes = Float64Array.from(new Set(birth)).sort();
  const total = new Float64Array(sizes.length);
  const place = new Map(Array.from(sizes, (size, at) => [size, at]));
  for (let c = 1; c < birth.length; c++) {
    const share = (death[c]! - birth[c]!) * weight[c]!;
    for (let at = place.get(birth[c]!)!; at < sizes.length && sizes[at]! < death[c]!; at++)
      total[at]! += share;
  }
  return { sizes, total };
}

/** Places of the inner maxima, ascending; of a plateau its middle, rounded down. */
export function peaks(values: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let at = 1; at < values.length - 1; at++) {
    if (!(values[at - 1]! < values[at]!)) continue;
    let after = at + 1;
    while (after < values.length - 1 && values[after] === values[at]) after++;
    if (values[after]! < values[at]!) found.push((at + after - 1) >> 1);
    at = after - 1;
  }
  return found;
}

/**
 * Sizes at the peaks of persistence, the highest first (ties: the smallest size), without those whose clusters are
 * too much the same as an earlier one's.
 *
 * @param options.similarity most Jaccard index of the clusters that are there at two sizes, 0 to 1
 * @param options.most sizes wanted at most
 */
export function diversePeaks(
  barcode: SizeBarcode,
  { sizes, total }: SizePersistence,
  { similarity, most }: { similarity: number; most: number },
): { size: number; persistence: number }[] {
  const ordered = peaks(total).sort((a, b) => total[b]! - total[a]! || a - b);
  const chosen: { size: number; persistence: number }[] = [];
  for (const at of ordered) {
    if (chosen.length >= most) break;
    const size = sizes[at]!;
    if (chosen.some((other) => jaccard(barcode, size, other.size) > similarity)) continue;
    chosen.push({ size, persistence: total[at]! });
  }
  return chosen;
}

/** Whether a cluster is there at a size. */
export function isThere({ birth, death }: SizeBarcode, cluster: number, size: number): boolean {
  return birth[cluster]! <= size && size < death[cluster]!;
}

function jaccard(barcode: SizeBarcode, one: number, other: number): number {
  let both = 0;
  let either = 0;
  for (let c = 0; c < barcode.birth.length; c++) {
    const here = isThere(barcode, c, one);
    const there = isThere(barcode, c, other);
    if (here && there) both++;
    if (here || there) either++;
  }
  return either === 0 ? 0 : both / either;
}
