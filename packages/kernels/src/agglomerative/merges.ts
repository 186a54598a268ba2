import { mergeEdges, type LinkageTree } from '../hdbscan/index.js';

/** Merges as they are found: two clusters, each told by a row of it. A cluster is made before it is merged. */
export class Merges {
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly height: number[] = [];
  /** Height at which the cluster of a row, told by it, was last made. */
  private readonly made: Float64Array;

  constructor(private readonly rows: number) {
    this.made = new Float64Array(rows);
  }

  get count(): number {
    return this.height.length;
  }

  get highest(): number {
    return this.height.reduce((most, height) => Math.max(most, height), 0);
  }

  /** @param distance at which they meet; where rounding puts it below what was merged before, at that */
  add(a: number, b: number, distance: number): void {
    const height = Math.max(distance, this.made[a]!, this.made[b]!);
    this.made[a] = this.made[b] = height;
    this.a.push(a);
    this.b.push(b);
    this.height.push(height);
  }

  /** Nearest first; of equal heights, in the order in which they were found. */
  tree(): LinkageTree {
    const order = Uint32Array.from(this.height.keys()).sort(
      (i, j) => this.height[i]! - this.height[j]! || i - j,
    );
    const edges = {
      low: Uint32Array.from(order, (i) => this.a[i]!),
      high: Uint32Array.from(order, (i) => this.b[i]!),
      reach: Float64Array.from(order, (i) => this.height[i]!),
    };
    return mergeEdges(edges, this.rows);
  }
}
