// Candidates in order of (distance, row): pairs of float32 and u32, and how they are written out.

/** No row. */
export const NONE: u32 = 0xffffffff;

/** Puts a candidate among the `count` there are. */
export function insertRanked(ranked: usize, count: u32, distance: f32, row: u32): void {
  let slot = ranked + ((<usize>count) << 3);
  for (; slot > ranked; slot -= 8) {
    const before = load<f32>(slot - 8);
    if (before < distance || (before == distance && load<u32>(slot - 4) < row)) break;
    store<u64>(slot, load<u64>(slot - 8));
  }
  store<f32>(slot, distance);
  store<u32>(slot, row, 4);
}

/** Writes the first `keep`, and no row at infinity where there are fewer. */
export function writeRanked(ranked: usize, count: u32, keep: u32, indices: usize, distances: usize): void {
  for (let p: u32 = 0; p < keep; p++) {
    const slot = ranked + ((<usize>p) << 3);
    store<f32>(distances + ((<usize>p) << 2), p < count ? load<f32>(slot) : Infinity);
    store<u32>(indices + ((<usize>p) << 2), p < count ? load<u32>(slot, 4) : NONE);
  }
}
