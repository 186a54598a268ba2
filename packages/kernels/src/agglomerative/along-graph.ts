import { squaredDistance } from '../distance/squared-distance.js';
import type { NeighborGraph } from '../knn/index.js';
import type { Work } from '../matrix/index.js';
import { Pace } from '../pace.js';
import { ContactHeap } from './contact-heap.js';
import type { Merges } from './merges.js';
import { between, chainMerges, type Input } from './nearest-neighbor-chain.js';
import type { LinkageMethod } from './update.js';

/** What the edges between two clusters come to. */
interface Contact {
  edges: number;
  /** Mean, largest or least distance over them. */
  distance: number;
}

/** Joins the nearest two clusters that an edge connects, until none does; then what is left, by middles. */
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
    const nearest = clusters.heap.pop((a, b, distance) => clusters.distance(a, b) === distance);
    if (!nearest) break;
    merges.add(nearest.a, nearest.b, nearest.distance);
    const touched = clusters.join(nearest.a, nearest.b);
    if (pace.spend((touched + 1) * cols)) await pace.rest();
  }
  await joinParts(clusters, merges, work);
  pace.finish();
}

/** Parts of the graph become points at their middles; never nearer than what was joined before. */
async function joinParts(
  { input, contacts, middle, size }: Clusters,
  merges: Merges,
  work: Work,
): Promise<void> {
  const parts = [...contacts.keys()].filter((i) => size[i]! > 0);
  if (parts.length === 1) return;
  const { cols } = input;
  const data = new Float64Array(parts.length * cols);
  parts.forEach((i, p) => data.set(middle.subarray(i * cols, (i + 1) * cols), p * cols));
  const floor = merges.highest;
  const named = {
    count: 0,
    add(a: number, b: number, distance: number) {
      this.count++;
      merges.add(parts[a]!, parts[b]!, Math.max(distance, floor));
    },
  };
  await chainMerges({ data, rows: parts.length, cols, cosine: input.cosine }, 'average', named, {
    signal: work.signal,
  });
}

/** Clusters, each told by one of its rows, and which touch. */
class Clusters {
  readonly heap: ContactHeap;
  readonly contacts: Map<number, Contact>[];
  /** Mean of the rows. */
  readonly middle: Float64Array;
  /** Rows; 0 where the cluster was joined to another. */
  readonly size: Float64Array;

  constructor(
    readonly input: Input,
    private readonly method: LinkageMethod,
    graph: NeighborGraph,
  ) {
    const { rows, data } = input;
    this.middle = data.slice();
    this.size = new Float64Array(rows).fill(1);
    this.contacts = Array.from({ length: rows }, () => new Map<number, Contact>());
    this.heap = new ContactHeap();
    for (let i = 0; i < rows; i++) {
      for (let at = i * graph.k; at < (i + 1) * graph.k; at++) {
        const j = graph.indices[at]!;
        if (j === i || this.contacts[i]!.has(j)) continue;
        const contact = { edges: 1, distance: between(input, i, j, method) };
        if (method === 'ward') contact.distance = Math.sqrt(contact.distance);
        this.contacts[i]!.set(j, contact);
        this.contacts[j]!.set(i, contact);
        this.heap.push(Math.min(i, j), Math.max(i, j), contact.distance);
      }
    }
  }

  /** Undefined where they don't touch, or are no more. */
  distance(a: number, b: number): number | undefined {
    return this.contacts[a]!.get(b)?.distance;
  }

  /** Makes one cluster of two, told by the one with more contacts. @returns how many it touches */
  join(a: number, b: number): number {
    const more = this.contacts[a]!.size > this.contacts[b]!.size;
    const [kept, gone] = more ? [a, b] : [b, a];
    const own = this.contacts[kept]!;
    const other = this.contacts[gone]!;
    this.moveMiddle(kept, gone);
    own.delete(gone);
    for (const [i, contact] of other) {
      if (i === kept) continue;
      const touching = this.contacts[i]!;
      touching.delete(gone);
      const both = joined(this.method, own.get(i), contact);
      own.set(i, both);
      touching.set(kept, both);
      if (this.method !== 'ward') this.heap.push(Math.min(i, kept), Math.max(i, kept), both.distance);
    }
    other.clear();
    if (this.method === 'ward') this.measureAgain(kept);
    return own.size;
  }

  private moveMiddle(kept: number, gone: number): void {
    const { cols } = this.input;
    const share = this.size[gone]! / (this.size[kept]! + this.size[gone]!);
    for (let j = 0; j < cols; j++) {
      const here = this.middle[kept * cols + j]!;
      this.middle[kept * cols + j] = here + share * (this.middle[gone * cols + j]! - here);
    }
    this.size[kept]! += this.size[gone]!;
    this.size[gone] = 0;
  }

  /** Ward: all distances of a cluster that grew. */
  private measureAgain(kept: number): void {
    const { cols } = this.input;
    for (const [i, contact] of this.contacts[kept]!) {
      const weight = (2 * this.size[i]! * this.size[kept]!) / (this.size[i]! + this.size[kept]!);
      contact.distance = Math.sqrt(weight * squaredDistance(this.middle, i, this.middle, kept, cols));
      this.heap.push(Math.min(i, kept), Math.max(i, kept), contact.distance);
    }
  }
}

function joined(method: LinkageMethod, a: Contact | undefined, b: Contact): Contact {
  if (!a) return b;
  const edges = a.edges + b.edges;
  if (method === 'single') return { edges, distance: Math.min(a.distance, b.distance) };
  if (method === 'complete') return { edges, distance: Math.max(a.distance, b.distance) };
  return { edges, distance: (a.edges * a.distance + b.edges * b.distance) / edges };
}
