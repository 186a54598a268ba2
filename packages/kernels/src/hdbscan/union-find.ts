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

  /** Joins two sets; false where they were one already. */
  union(a: number, b: number): boolean {
    let large = this.find(a);
    let small = this.find(b);
    if (large === small) return false;
    if (this.#size[large]! < this.#size[small]!) [large, small] = [small, large];
    this.#parent[small] = large;
    this.#size[large]! += this.#size[small]!;
    return true;
  }
}
