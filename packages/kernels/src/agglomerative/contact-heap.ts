/** Pairs of clusters, the nearest on top; of equally near ones, the earlier. Pairs may be out of date. */
export class ContactHeap {
  private readonly a: number[] = [];
  private readonly b: number[] = [];
  private readonly distance: number[] = [];

  push(a: number, b: number, distance: number): void {
    let at = this.a.length;
    for (; at > 0; at = (at - 1) >> 1) {
      const up = (at - 1) >> 1;
      if (!this.before(a, b, distance, up)) break;
      this.put(at, this.a[up]!, this.b[up]!, this.distance[up]!);
    }
    this.put(at, a, b, distance);
  }

  /** The nearest pair that is still as it was pushed. */
  pop(
    holds: (a: number, b: number, distance: number) => boolean,
  ): { a: number; b: number; distance: number } | undefined {
    while (this.a.length > 0) {
      const top = { a: this.a[0]!, b: this.b[0]!, distance: this.distance[0]! };
      const [a, b, distance] = [this.a.pop()!, this.b.pop()!, this.distance.pop()!];
      if (this.a.length > 0) this.sink(a, b, distance);
      if (holds(top.a, top.b, top.distance)) return top;
    }
    return undefined;
  }

  private sink(a: number, b: number, distance: number): void {
    const count = this.a.length;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= count) break;
      if (
        down + 1 < count &&
        this.before(this.a[down + 1]!, this.b[down + 1]!, this.distance[down + 1]!, down)
      ) {
        down++;
      }
      if (!this.before(this.a[down]!, this.b[down]!, this.distance[down]!, -1, a, b, distance)) break;
      this.put(at, this.a[down]!, this.b[down]!, this.distance[down]!);
      at = down;
    }
    this.put(at, a, b, distance);
  }

  private put(at: number, a: number, b: number, distance: number): void {
    this.a[at] = a;
    this.b[at] = b;
    this.distance[at] = distance;
  }

  /** Whether a pair comes before the one at a place, or another. */
  private before(
    a: number,
    b: number,
    distance: number,
    at: number,
    otherA = this.a[at]!,
    otherB = this.b[at]!,
    other = this.distance[at]!,
  ): boolean {
    if (distance !== other) return distance < other;
    return a !== otherA ? a < otherA : b < otherB;
  }
}
