/** Clusters, each with the one nearest to it, in a heap with the nearest pair on top; of equally near pairs, the earlier. */
export class NearestHeap {
  /** Nearest cluster of each; −1 where it has none. */
  readonly near: Int32Array;
  readonly distance: Float64Array;
  private readonly heap: Uint32Array;
  /** Place of each cluster in the heap; −1 where it is not there. */
  private readonly place: Int32Array;
  private count = 0;

  constructor(clusters: number) {
    this.near = new Int32Array(clusters).fill(-1);
    this.distance = new Float64Array(clusters).fill(Infinity);
    this.heap = new Uint32Array(clusters);
    this.place = new Int32Array(clusters).fill(-1);
  }

  /** The cluster whose nearest is the nearest of all; −1 where none has one. */
  get top(): number {
    return this.count > 0 ? this.heap[0]! : -1;
  }

  /** Whether (cluster, other) at a distance comes before what the cluster has. */
  improves(cluster: number, other: number, distance: number): boolean {
    const now = this.near[cluster]!;
    return now < 0 || comesBefore(cluster, other, distance, cluster, now, this.distance[cluster]!);
  }

  /** Says which is nearest to a cluster now. */
  set(cluster: number, near: number, distance: number): void {
    this.near[cluster] = near;
    this.distance[cluster] = distance;
    if (this.place[cluster]! < 0) {
      this.place[cluster] = this.count;
      this.heap[this.count++] = cluster;
    }
    this.rise(this.place[cluster]!);
    this.sink(this.place[cluster]!);
  }

  /** Takes out a cluster that is no more, or has no neighbours. */
  remove(cluster: number): void {
    const at = this.place[cluster]!;
    this.near[cluster] = -1;
    this.distance[cluster] = Infinity;
    if (at < 0) return;
    this.place[cluster] = -1;
    const last = this.heap[--this.count]!;
    if (last === cluster) return;
    this.put(at, last);
    this.rise(at);
    this.sink(this.place[last]!);
  }

  private rise(at: number): void {
    const cluster = this.heap[at]!;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.before(cluster, this.heap[up]!)) break;
      this.put(at, this.heap[up]!);
      at = up;
    }
    this.put(at, cluster);
  }

  private sink(at: number): void {
    const cluster = this.heap[at]!;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= this.count) break;
      if (down + 1 < this.count && this.before(this.heap[down + 1]!, this.heap[down]!)) down++;
      if (!this.before(this.heap[down]!, cluster)) break;
      this.put(at, this.heap[down]!);
      at = down;
    }
    this.put(at, cluster);
  }

  private put(at: number, cluster: number): void {
    this.heap[at] = cluster;
    this.place[cluster] = at;
  }

  private before(a: number, b: number): boolean {
    return comesBefore(a, this.near[a]!, this.distance[a]!, b, this.near[b]!, this.distance[b]!);
  }
}

/** By distance, then by the lower and the higher cluster. */
function comesBefore(a: number, nearA: number, far: number, b: number, nearB: number, farB: number): boolean {
  if (far !== farB) return far < farB;
  const low = Math.min(a, nearA);
  const lowB = Math.min(b, nearB);
  return low !== lowB ? low < lowB : Math.max(a, nearA) < Math.max(b, nearB);
}
