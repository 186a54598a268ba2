import { mix32 } from '../random/index.js';

/** Numbers tiles in the order they are first seen in: a hash table of whole numbers, whatever their range. */
export class TileNumbers {
  private keys = new Float64Array(64).fill(-1);
  private numbers = new Int32Array(64);
  size = 0;

  /** @param key whole number ≥ 0 */
  add(key: number): number {
    if (2 * this.size >= this.keys.length) this.grow();
    const slot = this.slotOf(key);
    if (this.keys[slot] !== key) {
      this.keys[slot] = key;
      this.numbers[slot] = this.size++;
    }
    return this.numbers[slot]!;
  }

  /** Its number; −1 where it has none. */
  get(key: number): number {
    const slot = this.slotOf(key);
    return this.keys[slot] === key ? this.numbers[slot]! : -1;
  }

  /** Ascending. */
  sorted(): Float64Array {
    return this.keys.filter((key) => key >= 0).sort();
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    const low = key % 4294967296;
    let slot = mix32(low ^ Math.imul((key - low) / 4294967296, 0x9e3779b1)) & mask;
    while (this.keys[slot] !== key && this.keys[slot]! >= 0) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { keys, numbers } = this;
    this.keys = new Float64Array(2 * keys.length).fill(-1);
    this.numbers = new Int32Array(2 * keys.length);
    keys.forEach((key, from) => {
      if (key < 0) return;
      const slot = this.slotOf(key);
      this.keys[slot] = key;
      this.numbers[slot] = numbers[from]!;
    });
  }
}
