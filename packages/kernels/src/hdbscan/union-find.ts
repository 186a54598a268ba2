/** Disjoint sets with path halving and union by size (Tarjan 1975). */
export class UnionFind {
  readonly #parent: Int32Array;
  readonly #size: Uint32Array;

  constructor(items: number) {
    this.#parent = Int32Array.from({ length: items }, (_, i) => i);
    this.#size = new Uint32Array(items).fill(1);
  }

  find(item: number): number {
    const parent = this.#parent;
    while (parent[item] !== item) {
      parent[item] = parent[parent[item]!]!;
      item = parent[item]!;
    }
    return item;
  }

  /** Items in the set of a root. */
  sizeOf(root: number): number {
    return this.#size[root]!;
  }

  /** Joins the sets of two items. */
  union(a: number, b: number): void {
    const [one, other] = [this.find(a), this.find(b)];
    if (one !== other) this.join(one, other);
  }

  /** Joins the sets of two roots that differ. @returns the root of both */
  join(a: number, b: number): number {
    const [large, small] = this.#size[a]! < this.#size[b]! ? [b, a] : [a, b];
    this.#parent[small] = large;
    this.#size[large]! += this.#size[small]!;
    return large;
  }
}
