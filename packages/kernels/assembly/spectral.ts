// Steps of a Chebyshev filter on the random walk of a weighted graph, for blocks of 64 rows of 8 columns.
//
// With P = D^-1 W (D: the rows' degrees), round 0 makes y = scale (P - center) x, every later one
// 2 scale (P - center) (newer) - (older), written over the older of the two. Each row is written by one block from
// numbers of the round before, so any worker may do any block. src/umap/eigenvectors.ts describes the use.

const BLOCK_SHIFT: u32 = 6; // 64 rows

let rowCount: u32 = 0;
let rowBlocks: u32 = 0;
let starts: usize = 0; // [rowCount + 1]
let ends: usize = 0; // other row of each edge
let weights: usize = 0; // float32, as given
let inverseDegrees: usize = 0; // float64
let even: usize = 0; // panels of [rowCount][8] float64
let odd: usize = 0;
let center: f64 = 0;
let scale: f64 = 0;

export function setup(
  rowCount_: u32,
  starts_: u32,
  ends_: u32,
  weights_: u32,
  inverseDegrees_: u32,
  even_: u32,
  odd_: u32,
  center_: f64,
  scale_: f64,
): void {
  rowCount = rowCount_;
  rowBlocks = (rowCount_ + 63) >> BLOCK_SHIFT;
  starts = starts_;
  ends = ends_;
  weights = weights_;
  inverseDegrees = inverseDegrees_;
  even = even_;
  odd = odd_;
  center = center_;
  scale = scale_;
}

export function run(block: u32, round: u32, worker: u32): void {
  const panel = <usize>(block / rowBlocks) * <usize>rowCount * 64;
  const from = panel + ((round & 1) != 0 ? odd : even);
  const to = panel + ((round & 1) != 0 ? even : odd);
  const factor = round == 0 ? scale : 2 * scale;
  const KEPT = i64x2.splat(round == 0 ? 0 : -1);
  const CENTER = f64x2.splat(center * factor);
  const first = (block % rowBlocks) << BLOCK_SHIFT;
  const last = min(first + (1 << BLOCK_SHIFT), rowCount);
  for (let i = first; i < last; i++) {
    let s0 = f64x2.splat(0),
      s1 = s0,
      s2 = s0,
      s3 = s0;
    let edge = (<usize>load<u32>(starts + ((<usize>i) << 2))) << 2;
    const end = (<usize>load<u32>(starts + ((<usize>i) << 2), 4)) << 2;
    for (; edge < end; edge += 4) {
      const weight = f64x2.splat(<f64>load<f32>(weights + edge));
      const other = from + ((<usize>load<u32>(ends + edge)) << 6);
      s0 = f64x2.add(s0, f64x2.mul(weight, v128.load(other)));
      s1 = f64x2.add(s1, f64x2.mul(weight, v128.load(other, 16)));
      s2 = f64x2.add(s2, f64x2.mul(weight, v128.load(other, 32)));
      s3 = f64x2.add(s3, f64x2.mul(weight, v128.load(other, 48)));
    }
    const walk = f64x2.splat(factor * load<f64>(inverseDegrees + ((<usize>i) << 3)));
    const own = from + ((<usize>i) << 6);
    const out = to + ((<usize>i) << 6);
    step(out, s0, walk, v128.load(own), CENTER, KEPT);
    step(out + 16, s1, walk, v128.load(own, 16), CENTER, KEPT);
    step(out + 32, s2, walk, v128.load(own, 32), CENTER, KEPT);
    step(out + 48, s3, walk, v128.load(own, 48), CENTER, KEPT);
  }
}

function step(out: usize, sum: v128, walk: v128, own: v128, shift: v128, kept: v128): void {
  const moved = f64x2.sub(f64x2.mul(sum, walk), f64x2.mul(own, shift));
  v128.store(out, f64x2.sub(moved, v128.and(kept, v128.load(out))));
}
