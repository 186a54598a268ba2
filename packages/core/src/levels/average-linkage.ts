import type { Matrix } from '@parallax-map/kernels';
import { mergeTree } from './merge-tree.js';
import type { Join, MergeTree } from './merge-tree.js';

/** How far apart two rows are: by the angle between them, or by the straight line, as on a map. */
export type Metric = 'cosine' | 'euclidean';

/**
 * Joins topics by average linkage (UPGMA: Sokal & Michener 1958) of the distance between their centroids,
 * every topic weighing as much as it has rows. Nearest-neighbour chain (Murtagh 1983): T² time and memory, for
 * up to some thousand topics.
 *
 * @param centroids T × d, one row per topic, any length; a zero row is at distance 1 from all others
 * @param sizes rows in each topic, T numbers, positive
 * @param metric default `cosine`
 * @returns heights are distances; cosine ones from 0 to 2
 */
export function averageLinkage(
  centroids: Matrix,
  sizes: ArrayLike<number>,
  metric: Metric = 'cosine',
): MergeTree {
  const count = centroids.rows;
  const distance = metric === 'cosine' ? cosineDistances(centroids) : straightDistances(centroids);
  const weight = Float64Array.from(sizes);
  const alive = new Uint8Array(count).fill(1);
  const joins: Join[] = [];
  const chain: number[] = [];
  let first = 0;
  while (joins.length < count - 1) {
    if (chain.length === 0) {
      while (!alive[first]) first++;
      chain.push(first);
    }
    const end = chain[chain.length - 1]!;
    const before = chain[chain.length - 2] ?? -1;
    const nearest = nearestAlive(distance, alive, count, end, before);
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const keep = Math.min(end, before);
    const gone = Math.max(end, before);
    joins.push({ a: keep, b: gone, height: distance[keep * count + gone]! });
    average(distance, alive, weight, count, keep, gone);
  }
  return mergeTree(count, joins);
}

function cosineDistances({ data, rows, cols }: Matrix): Float64Array {
  const length = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += data[i * cols + c]! ** 2;
    length[i] = Math.sqrt(sum);
  }
  const distance = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let dot = 0;
      for (let c = 0; c < cols; c++) dot += data[i * cols + c]! * data[j * cols + c]!;
      const lengths = length[i]! * length[j]!;
      distance[i * rows + j] = distance[j * rows + i] = lengths > 0 ? Math.max(0, 1 - dot / lengths) : 1;
    }
  }
  return distance;
}

function straightDistances({ data, rows, cols }: Matrix): Float64Array {
  const distance = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let squares = 0;
      for (let c = 0; c < cols; c++) squares += (data[i * cols + c]! - data[j * cols + c]!) ** 2;
      distance[i * rows + j] = distance[j * rows + i] = Math.sqrt(squares);
    }
  }
  return distance;
}

/** Ties go to `before`, so that the chain ends, then to the lower index. */
function nearestAlive(
  distance: Float64Array,
  alive: Uint8Array,
  count: number,
  from: number,
  before: number,
): number {
  let best = before;
  let least = before < 0 ? Infinity : distance[from * count + before]!;
  for (let j = 0; j < count; j++) {
    if (!alive[j] || j === from) continue;
    const d = distance[from * count + j]!;
    if (d < least) {
      least = d;
      best = j;
    }
  }
  return best;
}

/** `keep` becomes the union of both: its distances are the means of theirs, weighted by rows. */
function average(
  distance: Float64Array,
  alive: Uint8Array,
  weight: Float64Array,
  count: number,
  keep: number,
  gone: number,
): void {
  alive[gone] = 0;
  const a = weight[keep]!;
  const b = weight[gone]!;
  for (let j = 0; j < count; j++) {
    if (!alive[j] || j === keep) continue;
    const d = (a * distance[keep * count + j]! + b * distance[gone * count + j]!) / (a + b);
    distance[keep * count + j] = distance[j * count + keep] = d;
  }
  weight[keep] = a + b;
}
