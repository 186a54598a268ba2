import type { Camera } from './camera.js';

/** Where rows stand, also while they are on their way from another answer. Map units. */
export class Whereabouts {
  /** Of the way, what has been gone: 0 to 1. */
  part = 1;

  /** @param from x, y of each row where it comes from; null where none moves */
  constructor(
    private readonly x: Float32Array,
    private readonly y: Float32Array,
    readonly from: Float32Array | null = null,
  ) {
    if (from !== null) this.part = 0;
  }

  at(i: number): [number, number] {
    const [x, y] = [this.x[i]!, this.y[i]!];
    if (this.from === null || this.part >= 1) return [x, y];
    const [fromX, fromY] = [this.from[2 * i]!, this.from[2 * i + 1]!];
    return [fromX + (x - fromX) * this.part, fromY + (y - fromY) * this.part];
  }

  /**
   * x, y of each row as they stand now, in the units of another map, so that through its camera all is seen where it
   * is seen now.
   *
   * @param scale CSS pixels to a map unit, here and there
   */
  handOver(here: Camera, there: Camera, scale: { here: number; there: number }): Float32Array {
    const ratio = scale.here / scale.there;
    const places = new Float32Array(2 * this.x.length);
    for (let i = 0; i < this.x.length; i++) {
      let [x, y] = [this.x[i]!, this.y[i]!];
      if (this.from !== null && this.part < 1) {
        x = this.from[2 * i]! + (x - this.from[2 * i]!) * this.part;
        y = this.from[2 * i + 1]! + (y - this.from[2 * i + 1]!) * this.part;
      }
      places[2 * i] = there.x + (x - here.x) * ratio;
      places[2 * i + 1] = there.y + (y - here.y) * ratio;
    }
    return places;
  }
}
