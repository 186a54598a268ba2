// Nearest neighbours of rows of bits: every row against every other, by the number of bits that differ.

const BLOCK: u32 = 64; // rows of a block of work

let rowCount: u32 = 0;
let stride: u32 = 0; // bytes of a row, a multiple of 16, zero-padded
let keep: u32 = 0;
let rows: usize = 0;
let outDistances: usize = 0; // [rowCount][keep] floats
let outIndices: usize = 0;

export function setup(
  rowCount_: u32,
  stride_: u32,
  keep_: u32,
  rows_: u32,
  outDistances_: u32,
  outIndices_: u32,
): void {
  rowCount = rowCount_;
  stride = stride_;
  keep = keep_;
  rows = rows_;
  outDistances = outDistances_;
  outIndices = outIndices_;
}

/** Finds the neighbours of rows 64 * block to 64 * block + 63. */
export function run(block: u32, round: u32, worker: u32): void {
  const first = block * BLOCK;
  const last = min(first + BLOCK, rowCount);
  const end = <usize>last * keep * 4;
  for (let i = <usize>first * keep * 4; i < end; i += 4) store<f32>(outDistances + i, Infinity);
  for (let key: u32 = 0; key < rowCount; key++) {
    const other = rows + <usize>key * stride;
    for (let row = first; row < last; row++) {
      const list = outDistances + <usize>row * keep * 4;
      const distance = <f32>differing(rows + <usize>row * stride, other);
      if (distance < load<f32>(list + <usize>(keep - 1) * 4) && key != row) {
        insert(list, outIndices + <usize>row * keep * 4, distance, key);
      }
    }
  }
}

/** Bits that differ in two rows. */
function differing(a: usize, b: usize): u32 {
  const end = a + stride;
  let total = i32x4.splat(0);
  while (a < end) {
    // A byte holds the counts of 16 vectors.
    const stop = min(a + 256, end);
    let counts = i8x16.splat(0);
    for (; a < stop; a += 16, b += 16) {
      counts = i8x16.add(counts, i8x16.popcnt(v128.xor(v128.load(a), v128.load(b))));
    }
    total = i32x4.add(total, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts)));
  }
  total = i32x4.add(total, v128.shuffle<u32>(total, total, 2, 3, 0, 1));
  return i32x4.extract_lane(total, 0) + i32x4.extract_lane(total, 1);
}

/** Earlier rows stay ahead of equally far later ones. */
function insert(distances: usize, indices: usize, distance: f32, index: u32): void {
  let slot = <usize>(keep - 1) * 4;
  for (; slot > 0 && load<f32>(distances + slot - 4) > distance; slot -= 4) {
    store<f32>(distances + slot, load<f32>(distances + slot - 4));
    store<u32>(indices + slot, load<u32>(indices + slot - 4));
  }
  store<f32>(distances + slot, distance);
  store<u32>(indices + slot, index);
}
