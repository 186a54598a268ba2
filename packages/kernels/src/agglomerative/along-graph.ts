import { squaredDistance } from '../distance/squared-distance.js';
import type { NeighborGraph } from '../knn/index.js';
import type { Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import { Merges } from './merges.js';
import { NearestHeap } from './nearest-heap.js';
import { between, chainMerges, type Input } from './nearest-neighbor-chain.js';
import type { LinkageMethod } from './update.js';

/** How far two clusters that touch are from each other. */
interface Contact {
  distance: number;
}

/** Joins the nearest two clusters that an edge connects, until none does; then the parts that are left. */
export async function mergeAlongGraph(
  input: Input,
  method: LinkageMethod,
  graph: NeighborGraph,
  merges: Merges,
  work: Work,
): Promise<void> {
  const clusters = new Clusters(input, method, graph);
  const { rows, cols } = input;
  const pace = new Pace(work, rows * (graph.k + 1) * cols * 3);
  for (;;) {
    const one = clusters.nearest.top;
    if (one < 0) break;
    const other = clusters.nearest.near[one]!;
    const [a, b] = [Math.min(one, other), Math.max(one, other)];
    merges.add(a, b, clusters.nearest.distance[one]!);
    const touched = clusters.join(a, b);
    if (pace.spend((touched + 1) * cols)) await pace.rest();
  }
  await joinParts(clusters, method, merges, work);
  pace.finish();
}

/** Parts of the graph become points at their middles, by Ward of as many rows; never nearer than what was joined before. */
async function joinParts(
  { input, contacts, middle, size }: Clusters,
  method: LinkageMethod,
  merges: Merges,
  work: Work,
): Promise<void> {
  const parts = [...contacts.keys()].filter((i) => size[i]! > 0);
  if (parts.length === 1) return;
  const { cols } = input;
  const data = new Float64Array(parts.length * cols);
  parts.forEach((i, p) => data.set(middle.subarray(i * cols, (i + 1) * cols), p * cols));
  const points = { data, rows: parts.length, cols, cosine: input.cosine };
  const own = new Merges(parts.length);
  const { signal } = work;
  if (method === 'ward') {
    const sizes = Float64Array.from(parts, (i) => size[i]!);
    await chainMerges({ ...points, sizes }, method, own, { signal });
  } else await chainMerges(points, 'average', own, { signal });
  const floor = merges.highest;
  // Nearest first, so that those nearer than the floor keep their order. A cluster is told by a row of it.
  const { left, right, distance } = own.tree();
  distance.forEach((apart, m) => {
    merges.add(parts[left[m]!]!, parts[right[m]!]!, Math.max(apart, floor));
    parts.push(parts[right[m]!]!);
  });
}

/** Clusters, each told by one of its rows, and which touch. */
class Clusters {
  /** The nearest that each touches. */
  readonly nearest: NearestHeap;
  readonly contacts: Map<number, Contact>[];
  /** Mean of the rows. */
  readonly middle: Float64Array;
  /** Rows; 0 where the cluster was joined to another. */
  readonly size: Float64Array;
  /** How far rows are from the middle: the mean square for `average`, at most so far for `complete`. */
  private readonly spread: Float64Array;

  constructor(
    readonly input: Input,
    private readonly method: LinkageMethod,
    graph: NeighborGraph,
  ) {
    const { rows, data } = input;
    this.middle = data.slice();
    this.size = new Float64Array(rows).fill(1);
    this.spread = new Float64Array(rows);
    this.contacts = Array.from({ length: rows }, () => new Map<number, Contact>());
    this.nearest = new NearestHeap(rows);
    for (let i = 0; i < rows; i++) {
      for (let at = i * graph.k; at < (i + 1) * graph.k; at++) {
        const j = graph.indices[at]!;
        if (j === i || this.contacts[i]!.has(j)) continue;
        const contact = { distance: between(input, i, j, method) };
        if (method === 'ward') contact.distance = Math.sqrt(contact.distance);
        this.contacts[i]!.set(j, contact);
        this.contacts[j]!.set(i, contact);
      }
    }
    for (let i = 0; i < rows; i++) this.findNearest(i);
  }

  /** Makes one cluster of two, told by the one with more contacts. @returns how many it touches */
  join(a: number, b: number): number {
    const more = this.contacts[a]!.size > this.contacts[b]!.size;
    const [kept, gone] = more ? [a, b] : [b, a];
    const own = this.contacts[kept]!;
    const other = this.contacts[gone]!;
    this.moveMiddle(kept, gone);
    own.delete(gone);
    other.delete(kept);
    this.nearest.remove(gone);
    for (const [i, contact] of other) {
      const touching = this.contacts[i]!;
      touching.delete(gone);
      const before = own.get(i);
      if (before && before.distance < contact.distance) contact.distance = before.distance;
      own.set(i, contact);
      touching.set(kept, contact);
      if (this.method === 'single') this.renew(i, kept, gone, contact.distance);
    }
    other.clear();
    if (this.method !== 'single') this.measureAgain(kept, gone);
    this.findNearest(kept);
    return own.size;
  }

  /** Looks which of those that a cluster touches is nearest. */
  private findNearest(cluster: number): void {
    let near = -1;
    let least = Infinity;
    for (const [i, { distance }] of this.contacts[cluster]!) {
      if (distance > least || (distance === least && near >= 0 && !isEarlier(cluster, i, near))) continue;
      near = i;
      least = distance;
    }
    if (near < 0) this.nearest.remove(cluster);
    else this.nearest.set(cluster, near, least);
  }

  /** Tells a cluster that two that it may have touched are one now, and how far that is. */
  private renew(cluster: number, kept: number, gone: number, distance: number): void {
    const { nearest } = this;
    const before = nearest.near[cluster]!;
    if (before !== kept && before !== gone) {
      if (nearest.improves(cluster, kept, distance)) nearest.set(cluster, kept, distance);
    } else if (distance < nearest.distance[cluster]!) nearest.set(cluster, kept, distance);
    else this.findNearest(cluster);
  }

  private moveMiddle(kept: number, gone: number): void {
    const { middle, size, spread } = this;
    const { cols } = this.input;
    const share = size[gone]! / (size[kept]! + size[gone]!);
    const apart = squaredDistance(middle, kept, middle, gone, cols);
    if (this.method === 'average') {
      spread[kept] = (1 - share) * spread[kept]! + share * spread[gone]! + share * (1 - share) * apart;
    } else {
      const away = Math.sqrt(apart);
      spread[kept] = Math.max(share * away + spread[kept]!, (1 - share) * away + spread[gone]!);
    }
    for (let j = 0; j < cols; j++) {
      const here = middle[kept * cols + j]!;
      middle[kept * cols + j] = here + share * (middle[gone * cols + j]! - here);
    }
    size[kept]! += size[gone]!;
    size[gone] = 0;
  }

  /** All distances of a cluster that grew. */
  private measureAgain(kept: number, gone: number): void {
    for (const [i, contact] of this.contacts[kept]!) {
      contact.distance = this.distanceOf(kept, i);
      this.renew(i, kept, gone, contact.distance);
    }
  }

  /** From middles, sizes and spreads alone. */
  private distanceOf(a: number, b: number): number {
    const { input, method, middle, size, spread } = this;
    const squared = squaredDistance(middle, a, middle, b, input.cols);
    if (method === 'ward') return Math.sqrt(((2 * size[a]! * size[b]!) / (size[a]! + size[b]!)) * squared);
    const all =
      method === 'average'
        ? squared + spread[a]! + spread[b]!
        : (Math.sqrt(squared) + spread[a]! + spread[b]!) ** 2;
    return input.cosine ? Math.min(all / 2, 2) : Math.sqrt(all);
  }
}

/** Whether the pair with `a` comes before the one with `b`, by the lower and the higher of the two. */
function isEarlier(cluster: number, a: number, b: number): boolean {
  const [low, other] = [Math.min(cluster, a), Math.min(cluster, b)];
  return low !== other ? low < other : a < b;
}
