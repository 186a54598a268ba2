/** Cells to a bandwidth; the sum over cells is then off by less than 2 % of a row's. */
const CELLS = 2;
/** The kernel ends here, in cells: four bandwidths; e⁻⁸ is left out. */
export const REACH = 4 * CELLS;
/** Cells from which the kernels of two rows neither overlap nor touch. */
const APART = 2 * REACH + 2;
/**
 * Where the least value lies in its cell. Values are often multiples of something, and so is the bandwidth that comes of
 * them; with the golden section none of them lies at the border of a cell, where rounding decides.
 */
const PHASE = (3 - Math.sqrt(5)) / 2;

/** One axis in cells of half a bandwidth. Where no row lies for longer than kernels reach, as little is left as parts them. */
export class Axis {
  /** Least value of each stretch of rows, and its cell. */
  private readonly starts: Float64Array;
  private readonly first: Float64Array;

  /** The highest cell that holds a row. */
  readonly last: number;

  /**
   * @param data rows × 2, at least one row
   * @param axis which of the two
   * @param order rows, by their value on the axis
   * @param bandwidth in their unit, > 0
   */
  constructor(
    data: Float32Array,
    axis: 0 | 1,
    order: Uint32Array,
    private readonly bandwidth: number,
  ) {
    let start = data[2 * order[0]! + axis]!;
    let cell = 0;
    const starts = [start];
    const first = [cell];
    let before = start;
    for (const row of order) {
      const value = data[2 * row + axis]!;
      if (((value - before) / bandwidth) * CELLS > APART) {
        cell += this.cellsFrom(start, before) + APART;
        start = value;
        starts.push(start);
        first.push(cell);
      }
      before = value;
    }
    this.starts = Float64Array.from(starts);
    this.first = Float64Array.from(first);
    this.last = cell + this.cellsFrom(start, before);
  }

  cellOf(value: number): number {
    const stretch = this.stretchOf(this.starts, value);
    return this.first[stretch]! + this.cellsFrom(this.starts[stretch]!, value);
  }

  /** The middle of a cell, in the unit of the values. */
  middleOf(cell: number): number {
    // What lies before a stretch belongs to the one before it for half the way.
    const stretch = this.stretchOf(this.first, cell + APART / 2);
    const cells = cell - this.first[stretch]! + 0.5 - PHASE;
    return this.starts[stretch]! + (cells / CELLS) * this.bandwidth;
  }

  private cellsFrom(start: number, value: number): number {
    return Math.floor(((value - start) / this.bandwidth) * CELLS + PHASE);
  }

  /** The last that begins at or below. */
  private stretchOf(begins: Float64Array, value: number): number {
    let low = 0;
    let high = begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (begins[middle]! <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
