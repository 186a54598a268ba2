// Products of rows and centers, 4 x 8 at a time: rows as they lie, centers in groups of 8, [stride][8] floats each.

/** Writes 4 x 8 dot products, row by row. `bytes` of a row are a multiple of 16. */
export function dotRows(
  row0: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  centers: usize,
  bytes: usize,
  out: usize,
): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0;
  for (const end = row0 + bytes; row0 < end;) {
    const x0 = v128.load(centers),
      x1 = v128.load(centers, 16);
    let q = v128.load_splat<u32>(row0);
    a0 = f32x4.add(a0, f32x4.mul(q, x0));
    a1 = f32x4.add(a1, f32x4.mul(q, x1));
    q = v128.load_splat<u32>(row1);
    b0 = f32x4.add(b0, f32x4.mul(q, x0));
    b1 = f32x4.add(b1, f32x4.mul(q, x1));
    q = v128.load_splat<u32>(row2);
    c0 = f32x4.add(c0, f32x4.mul(q, x0));
    c1 = f32x4.add(c1, f32x4.mul(q, x1));
    q = v128.load_splat<u32>(row3);
    d0 = f32x4.add(d0, f32x4.mul(q, x0));
    d1 = f32x4.add(d1, f32x4.mul(q, x1));
    const y0 = v128.load(centers, 32),
      y1 = v128.load(centers, 48);
    q = v128.load_splat<u32>(row0, 4);
    a0 = f32x4.add(a0, f32x4.mul(q, y0));
    a1 = f32x4.add(a1, f32x4.mul(q, y1));
    q = v128.load_splat<u32>(row1, 4);
    b0 = f32x4.add(b0, f32x4.mul(q, y0));
    b1 = f32x4.add(b1, f32x4.mul(q, y1));
    q = v128.load_splat<u32>(row2, 4);
    c0 = f32x4.add(c0, f32x4.mul(q, y0));
    c1 = f32x4.add(c1, f32x4.mul(q, y1));
    q = v128.load_splat<u32>(row3, 4);
    d0 = f32x4.add(d0, f32x4.mul(q, y0));
    d1 = f32x4.add(d1, f32x4.mul(q, y1));
    centers += 64;
    row0 += 8;
    row1 += 8;
    row2 += 8;
    row3 += 8;
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
