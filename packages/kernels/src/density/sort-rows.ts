/** Bits a pass sorts by. */
const BITS = 11;

/** The rows of a layout along its axes. */
export interface RowOrder {
  /** By their first value; those that are equal by their second. */
  readonly fromLeft: Uint32Array;
  /** By their second value. */
  readonly upward: Uint32Array;
  /** Whole numbers in the order of the second values. */
  readonly heights: Uint32Array;
}

/** @param data rows × 2, finite */
export function orderRows(data: Float32Array): RowOrder {
  const heights = orderKeys(data, 1);
  const upward = sortRows(new Uint32Array(heights.keys()), heights);
  return { fromLeft: sortRows(upward, orderKeys(data, 0)), upward, heights };
}

/** The rows in the order of their keys; those with the same key stay as they are given (radix sort). */
export function sortRows(rows: Uint32Array, keys: Uint32Array): Uint32Array {
  const count = rows.length;
  let from = { rows: new Uint32Array(rows), keys: new Uint32Array(count) };
  let into = { rows: new Uint32Array(count), keys: new Uint32Array(count) };
  let most = 0;
  for (let i = 0; i < count; i++) {
    const key = keys[rows[i]!]!;
    from.keys[i] = key;
    if (key > most) most = key;
  }
  const places = new Uint32Array(2 ** BITS + 1);
  for (let shift = 0; shift < 32 && most >>> shift > 0; shift += BITS) {
    places.fill(0);
    for (let i = 0; i < count; i++) places[((from.keys[i]! >>> shift) & (2 ** BITS - 1)) + 1]!++;
    for (let place = 1; place < places.length; place++) places[place]! += places[place - 1]!;
    for (let i = 0; i < count; i++) {
      const key = from.keys[i]!;
      const at = places[(key >>> shift) & (2 ** BITS - 1)]!++;
      into.keys[at] = key;
      into.rows[at] = from.rows[i]!;
    }
    [from, into] = [into, from];
  }
  return from.rows;
}

/** Whole numbers in the order of an axis's values; −0 is 0. */
function orderKeys(data: Float32Array, axis: 0 | 1): Uint32Array {
  const values = new Float32Array(data.length / 2);
  for (let row = 0; row < values.length; row++) values[row] = data[2 * row + axis]! + 0;
  const keys = new Uint32Array(values.buffer);
  // Negative floats grow with their bits the wrong way round.
  for (let row = 0; row < keys.length; row++) keys[row]! ^= keys[row]! >>> 31 ? 0xffffffff : 0x80000000;
  return keys;
}
