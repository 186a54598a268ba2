import { squaredDistance } from '../distance/squared-distance.js';
import type { Pace } from '../pace.js';

/**
 * One run of Lloyd's algorithm with the bounds of Elkan 2003: `#upper` on each row's distance to its center,
 * `#lower` on its distance to every center; most distances are then never computed.
 */
export class Elkan {
  readonly k: number;
  readonly labels: Int32Array;
  readonly centers: Float64Array;
  iterations = 0;
  readonly #data: Float64Array;
  readonly #rows: number;
  readonly #cols: number;
  readonly #spherical: boolean;
  readonly #upper: Float64Array;
  readonly #lower: Float64Array;

  /** @param centers k × cols, distinct; taken over */
  constructor(data: Float64Array, rows: number, cols: number, centers: Float64Array, spherical: boolean) {
    this.#data = data;
    this.#rows = rows;
    this.#cols = cols;
    this.#spherical = spherical;
    this.centers = centers;
    this.k = centers.length / cols;
    this.labels = new Int32Array(rows);
    this.#upper = new Float64Array(rows).fill(Infinity);
    this.#lower = new Float64Array(rows * this.k);
  }

  /** Iterates until no label changes, or the centers move by less than stopBelow (squared, summed). */
  async converge(maxIterations: number, stopBelow: number, pace: Pace): Promise<void> {
    for (let settled = false; !settled && this.iterations < maxIterations; this.iterations++) {
      const changed = await this.#assign(pace);
      const moved = this.#moveCenters();
      settled = this.iterations > 0 && (changed === 0 || moved <= stopBelow);
    }
    await this.#assign(pace);
    this.#fillEmpty();
  }

  inertia(): number {
    let sum = 0;
    for (let i = 0; i < this.#rows; i++) sum += this.#distance(i, this.labels[i]!) ** 2;
    return sum;
  }

  /** Gives every row its nearest center; returns how many labels changed. */
  async #assign(pace: Pace): Promise<number> {
    const { k, labels } = this;
    const between = this.#halfDistances();
    let changed = 0;
    for (let i = 0; i < this.#rows; i++) {
      const before = labels[i]!;
      const computed = this.#assignRow(i, between);
      if (labels[i] !== before) changed++;
      if (pace.spend(k + computed * this.#cols)) await pace.rest();
    }
    return changed;
  }

  /** Returns how many distances it took. */
  #assignRow(i: number, between: Float64Array): number {
    const { k } = this;
    const row = i * k;
    let label = this.labels[i]!;
    let upper = this.#upper[i]!;
    let exact = false;
    let computed = 0;
    for (let c = 0; c < k; c++) {
      if (c === label || upper <= this.#lower[row + c]! || upper <= between[label * k + c]!) continue;
      if (!exact) {
        upper = this.#lower[row + label] = this.#distance(i, label);
        exact = true;
        computed++;
        if (upper <= this.#lower[row + c]! || upper <= between[label * k + c]!) continue;
      }
      const distance = (this.#lower[row + c] = this.#distance(i, c));
      computed++;
      if (distance < upper) {
        upper = distance;
        label = c;
      }
    }
    this.#upper[i] = upper;
    this.labels[i] = label;
    return computed;
  }

  /** Half the distance between every two centers. */
  #halfDistances(): Float64Array {
    const { k, centers } = this;
    const half = new Float64Array(k * k);
    for (let c = 0; c < k; c++) {
      for (let d = 0; d < c; d++) {
        half[c * k + d] = half[d * k + c] =
          Math.sqrt(squaredDistance(centers, c, centers, d, this.#cols)) / 2;
      }
    }
    return half;
  }

  /** Moves centers to the mean of their rows and loosens the bounds; returns the squared moves, summed. */
  #moveCenters(): number {
    const { k, labels, centers } = this;
    const cols = this.#cols;
    this.#fillEmpty();
    const before = centers.slice();
    const count = new Uint32Array(k);
    centers.fill(0);
    for (let i = 0; i < this.#rows; i++) {
      const c = labels[i]!;
      count[c]!++;
      for (let j = 0; j < cols; j++) centers[c * cols + j]! += this.#data[i * cols + j]!;
    }
    const moves = new Float64Array(k);
    let total = 0;
    for (let c = 0; c < k; c++) {
      this.#scaleCenter(c, count[c]!, before);
      const squared = squaredDistance(centers, c, before, c, cols);
      moves[c] = Math.sqrt(squared);
      total += squared;
    }
    for (let i = 0; i < this.#rows; i++) {
      this.#upper[i]! += moves[labels[i]!]!;
      for (let c = 0; c < k; c++) this.#lower[i * k + c]! -= moves[c]!;
    }
    return total;
  }

  /** Divides a sum by its count or length; a sum of opposite directions has none, and the center stays. */
  #scaleCenter(c: number, count: number, before: Float64Array): void {
    const center = this.centers.subarray(c * this.#cols, (c + 1) * this.#cols);
    const length = this.#spherical ? Math.sqrt(center.reduce((sum, value) => sum + value * value, 0)) : count;
    if (length === 0) center.set(before.subarray(c * this.#cols, (c + 1) * this.#cols));
    else for (let j = 0; j < center.length; j++) center[j]! /= length;
  }

  /** A center without rows takes the row farthest from its own center, of those whose center keeps others. */
  #fillEmpty(): void {
    const count = new Uint32Array(this.k);
    for (const label of this.labels) count[label]!++;
    for (let c = 0; c < this.k; c++) {
      if (count[c]! > 0) continue;
      let far = -1;
      let farthest = 0;
      for (let i = 0; i < this.#rows; i++) {
        if (count[this.labels[i]!]! < 2) continue;
        const distance = this.#distance(i, this.labels[i]!);
        if (distance > farthest) [far, farthest] = [i, distance];
      }
      if (far < 0) continue;
      count[this.labels[far]!]!--;
      count[c] = 1;
      this.labels[far] = c;
      this.centers.set(this.#data.subarray(far * this.#cols, (far + 1) * this.#cols), c * this.#cols);
      this.#upper[far] = 0;
      for (let i = 0; i < this.#rows; i++) this.#lower[i * this.k + c] = 0;
    }
  }

  #distance(i: number, c: number): number {
    return Math.sqrt(squaredDistance(this.#data, i, this.centers, c, this.#cols));
  }
}
