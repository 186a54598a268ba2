// Tiles of 4 x 8 products, of float32 or of 16-bit integers. Rows lie packed in groups of 8, 32 bytes for each step along
// them: a float of each row, or a pair of integers of each, whose products an instruction adds up.

/**
 * Writes the products of 4 neighbouring lanes of a packed group, `queries`, with a whole group, row by row: 128 bytes.
 * Rows are an even number of steps long. Kept apart from its callers, so that its sums stay in registers.
 *
 * T: f32 or i16
 */
export function dotTile<T>(queries: usize, group: usize, end: usize, out: usize): void {
  let a0 = i32x4.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0;
  while (group < end) {
    const x0 = v128.load(group),
      x1 = v128.load(group, 16);
    let q = v128.load_splat<u32>(queries);
    a0 = addProducts<T>(a0, q, x0);
    a1 = addProducts<T>(a1, q, x1);
    q = v128.load_splat<u32>(queries, 4);
    b0 = addProducts<T>(b0, q, x0);
    b1 = addProducts<T>(b1, q, x1);
    q = v128.load_splat<u32>(queries, 8);
    c0 = addProducts<T>(c0, q, x0);
    c1 = addProducts<T>(c1, q, x1);
    q = v128.load_splat<u32>(queries, 12);
    d0 = addProducts<T>(d0, q, x0);
    d1 = addProducts<T>(d1, q, x1);
    const y0 = v128.load(group, 32),
      y1 = v128.load(group, 48);
    q = v128.load_splat<u32>(queries, 32);
    a0 = addProducts<T>(a0, q, y0);
    a1 = addProducts<T>(a1, q, y1);
    q = v128.load_splat<u32>(queries, 36);
    b0 = addProducts<T>(b0, q, y0);
    b1 = addProducts<T>(b1, q, y1);
    q = v128.load_splat<u32>(queries, 40);
    c0 = addProducts<T>(c0, q, y0);
    c1 = addProducts<T>(c1, q, y1);
    q = v128.load_splat<u32>(queries, 44);
    d0 = addProducts<T>(d0, q, y0);
    d1 = addProducts<T>(d1, q, y1);
    group += 64;
    queries += 64;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, b0, 32);
  v128.store(out, b1, 48);
  v128.store(out, c0, 64);
  v128.store(out, c1, 80);
  v128.store(out, d0, 96);
  v128.store(out, d1, 112);
}

function addProducts<T>(sums: v128, x: v128, y: v128): v128 {
  if (isFloat<T>()) return f32x4.add(sums, f32x4.mul(x, y));
  return i32x4.add(sums, i32x4.dot_i16x8_s(x, y));
}
