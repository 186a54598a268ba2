// Exact nearest neighbours by tiles of dot products.
//
// Half the squared distance of rows i and j is half[i] + half[j] - dot(i, j). Tiles of 4 x 8 dot products propose
// `proposals` candidates for each row; their distances are then computed again, as sums of squared differences in
// float64, and the best `keep` are written out. All sums run in one fixed order, so results do not depend on which
// worker takes which block.

const BLOCK: u32 = 64; // rows a block of work answers for
const INFINITE: f32 = Infinity;

let rowCount: u32 = 0;
let stride: u32 = 0; // floats a row takes, a multiple of 4, zero-padded
let keep: u32 = 0;
let proposals: u32 = 0;
let cosine: bool = false;
let packed: usize = 0; // groups of 8 rows, [stride][8] floats each; rows past the last are zero
let half: usize = 0; // float per packed row; infinite past the last
let rows: usize = 0; // [rowCount][stride] floats
let zero: usize = 0; // byte per row: 1 where cosine has no direction to compare
let outIndices: usize = 0;
let outDistances: usize = 0;
let scratch: usize = 0;
let scratchBytes: usize = 0; // for each worker: 128 + (64 + 1) * proposals * 8

export function setup(
  rowCount_: u32,
  stride_: u32,
  keep_: u32,
  proposals_: u32,
  cosine_: u32,
  packed_: u32,
  half_: u32,
  rows_: u32,
  zero_: u32,
  outIndices_: u32,
  outDistances_: u32,
  scratch_: u32,
  scratchBytes_: u32,
): void {
  rowCount = rowCount_;
  stride = stride_;
  keep = keep_;
  proposals = proposals_;
  cosine = cosine_ != 0;
  packed = packed_;
  half = half_;
  rows = rows_;
  zero = zero_;
  outIndices = outIndices_;
  outDistances = outDistances_;
  scratch = scratch_;
  scratchBytes = scratchBytes_;
}

/** Finds the neighbours of rows 64 * block to 64 * block + 63. */
export function run(block: u32, round: u32, worker: u32): void {
  const first = block * BLOCK;
  const last = min(first + BLOCK, rowCount);
  const products = scratch + <usize>worker * scratchBytes;
  const listDistances = products + 128;
  const listIndices = listDistances + <usize>BLOCK * proposals * 4;
  const ranked = listIndices + <usize>BLOCK * proposals * 4;
  const listBytes = <usize>proposals * 4;

  for (let i: u32 = 0; i < BLOCK * proposals; i++) store<f32>(listDistances + <usize>i * 4, INFINITE);

  const groupBytes = <usize>stride * 32;
  const groups = (rowCount + 7) >> 3;
  for (let g: u32 = 0; g < groups; g++) {
    const candidates = packed + <usize>g * groupBytes;
    const half0 = v128.load(half + <usize>g * 32);
    const half1 = v128.load(half + <usize>g * 32, 16);
    for (let row = first; row < last; row += 4) {
      const queries = packed + <usize>(row >> 3) * groupBytes + <usize>(row & 4) * 4;
      dotTile(queries, candidates, candidates + groupBytes, products);
      const end = min(row + 4, last);
      for (let r = row; r < end; r++) {
        const product = products + <usize>(r - row) * 32;
        const own = v128.load_splat<u32>(half + <usize>r * 4);
        const d0 = f32x4.sub(f32x4.add(own, half0), v128.load(product));
        const d1 = f32x4.sub(f32x4.add(own, half1), v128.load(product, 16));
        const distances = listDistances + <usize>(r - first) * listBytes;
        const limit = v128.load_splat<u32>(distances + listBytes - 4);
        if (v128.any_true(v128.or(f32x4.lt(d0, limit), f32x4.lt(d1, limit)))) {
          v128.store(product, d0);
          v128.store(product, d1, 16);
          propose(product, g << 3, r, distances, listIndices + <usize>(r - first) * listBytes);
        }
      }
    }
  }

  for (let row = first; row < last; row++) {
    rank(row, listIndices + <usize>(row - first) * listBytes, ranked);
  }
}

/** 4 x 8 dot products: queries are 4 neighbouring lanes of a packed group, candidates a whole one. */
function dotTile(queries: usize, candidates: usize, end: usize, out: usize): void {
  let a0 = f32x4.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0;
  while (candidates < end) {
    const x0 = v128.load(candidates),
      x1 = v128.load(candidates, 16);
    let q = v128.load_splat<u32>(queries);
    a0 = f32x4.add(a0, f32x4.mul(q, x0));
    a1 = f32x4.add(a1, f32x4.mul(q, x1));
    q = v128.load_splat<u32>(queries, 4);
    b0 = f32x4.add(b0, f32x4.mul(q, x0));
    b1 = f32x4.add(b1, f32x4.mul(q, x1));
    q = v128.load_splat<u32>(queries, 8);
    c0 = f32x4.add(c0, f32x4.mul(q, x0));
    c1 = f32x4.add(c1, f32x4.mul(q, x1));
    q = v128.load_splat<u32>(queries, 12);
    d0 = f32x4.add(d0, f32x4.mul(q, x0));
    d1 = f32x4.add(d1, f32x4.mul(q, x1));
    const y0 = v128.load(candidates, 32),
      y1 = v128.load(candidates, 48);
    q = v128.load_splat<u32>(queries, 32);
    a0 = f32x4.add(a0, f32x4.mul(q, y0));
    a1 = f32x4.add(a1, f32x4.mul(q, y1));
    q = v128.load_splat<u32>(queries, 36);
    b0 = f32x4.add(b0, f32x4.mul(q, y0));
    b1 = f32x4.add(b1, f32x4.mul(q, y1));
    q = v128.load_splat<u32>(queries, 40);
    c0 = f32x4.add(c0, f32x4.mul(q, y0));
    c1 = f32x4.add(c1, f32x4.mul(q, y1));
    q = v128.load_splat<u32>(queries, 44);
    d0 = f32x4.add(d0, f32x4.mul(q, y0));
    d1 = f32x4.add(d1, f32x4.mul(q, y1));
    candidates += 64;
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

/** Puts those of 8 candidates that are near enough into a row's list; earlier rows stay ahead of equal later ones. */
function propose(candidates: usize, firstIndex: u32, self: u32, distances: usize, indices: usize): void {
  const lastSlot = <usize>(proposals - 1) * 4;
  for (let lane: u32 = 0; lane < 8; lane++) {
    const d = load<f32>(candidates + <usize>lane * 4);
    const index = firstIndex + lane;
    if (!(d < load<f32>(distances + lastSlot)) || index == self) continue;
    let slot = lastSlot;
    while (slot > 0 && load<f32>(distances + slot - 4) > d) {
      store<f32>(distances + slot, load<f32>(distances + slot - 4));
      store<u32>(indices + slot, load<u32>(indices + slot - 4));
      slot -= 4;
    }
    store<f32>(distances + slot, d);
    store<u32>(indices + slot, index);
  }
}

/** Computes the proposed distances exactly, orders them by (distance, index) and writes the first `keep`. */
function rank(row: u32, indices: usize, ranked: usize): void {
  const own = rows + <usize>row * stride * 4;
  for (let p: u32 = 0; p < proposals; p++) {
    const index = load<u32>(indices + <usize>p * 4);
    let d: f32;
    if (cosine) {
      d =
        (load<u8>(zero + row) | load<u8>(zero + index)) != 0
          ? 1
          : <f32>(0.5 * squaredDistance(own, rows + <usize>index * stride * 4));
    } else {
      d = <f32>sqrt(squaredDistance(own, rows + <usize>index * stride * 4));
    }
    let slot = ranked + <usize>p * 8;
    while (slot > ranked) {
      const before = load<f32>(slot - 8);
      if (before < d || (before == d && load<u32>(slot - 4) < index)) break;
      store<u64>(slot, load<u64>(slot - 8));
      slot -= 8;
    }
    store<f32>(slot, d);
    store<u32>(slot, index, 4);
  }
  const out = <usize>row * keep * 4;
  for (let p: u32 = 0; p < keep; p++) {
    store<f32>(outDistances + out + <usize>p * 4, load<f32>(ranked + <usize>p * 8));
    store<u32>(outIndices + out + <usize>p * 4, load<u32>(ranked + <usize>p * 8, 4));
  }
}

function squaredDistance(a: usize, b: usize): f64 {
  const end = a + <usize>stride * 4;
  let low = f64x2.splat(0),
    high = low;
  while (a < end) {
    const x = v128.load(a),
      y = v128.load(b);
    const d0 = f64x2.sub(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y));
    const x1 = v128.shuffle<u32>(x, x, 2, 3, 2, 3),
      y1 = v128.shuffle<u32>(y, y, 2, 3, 2, 3);
    const d1 = f64x2.sub(f64x2.promote_low_f32x4(x1), f64x2.promote_low_f32x4(y1));
    low = f64x2.add(low, f64x2.mul(d0, d0));
    high = f64x2.add(high, f64x2.mul(d1, d1));
    a += 16;
    b += 16;
  }
  low = f64x2.add(low, high);
  return f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1);
}
