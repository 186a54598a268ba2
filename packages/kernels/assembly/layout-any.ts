// The epoch of layout.ts for any number of dimensions: the same forces, with loops over the axes and the vectors
// of each axis kept in the worker's scratch memory.

import { below4, clamp, mix, mix4, power, powerFactor, powerOffset, sumLanes } from './common';

const TILE_SHIFT: u32 = 6;
const POOL: u32 = 64;
const GOLDEN: u32 = 0x9e3779b9;
const STEP: f32 = 0.1;
const DAMPING: f32 = 0.5;
const REPULSION_CAP: f32 = 0.8;
const PULL_CAP: f32 = 4;

let pointCount: u32 = 0;
let dimensions: u32 = 0; // also the floats a point takes
let epochs: u32 = 0;
let edgeStarts: usize = 0;
let edgeEnds: usize = 0;
let edgeWeights: usize = 0;
let even: usize = 0;
let odd: usize = 0;
let scratch: usize = 0;
let scratchBytes: usize = 0; // for each worker: 16 * (64 * (dimensions + 1) + 4 * dimensions)
let seed: u32 = 0;
let a: f32 = 0;
let b: f32 = 0;
let repulsion: f32 = 1;
let negatives: f32 = 5;

export function setup(
  pointCount_: u32,
  dimensions_: u32,
  epochs_: u32,
  edgeStarts_: u32,
  edgeEnds_: u32,
  edgeWeights_: u32,
  even_: u32,
  odd_: u32,
  scratch_: u32,
  scratchBytes_: u32,
  seed_: u32,
  a_: f32,
  b_: f32,
  repulsion_: f32,
  negatives_: f32,
): void {
  pointCount = pointCount_;
  dimensions = dimensions_;
  epochs = epochs_;
  edgeStarts = edgeStarts_;
  edgeEnds = edgeEnds_;
  edgeWeights = edgeWeights_;
  even = even_;
  odd = odd_;
  scratch = scratch_;
  scratchBytes = scratchBytes_;
  seed = seed_;
  a = a_;
  b = b_;
  repulsion = repulsion_;
  negatives = negatives_;
}

export function run(tile: u32, epoch: u32, worker: u32): void {
  const from = (epoch & 1) != 0 ? odd : even;
  const to = (epoch & 1) != 0 ? even : odd;
  const alpha: f32 = STEP * (<f32>1 - <f32>epoch / <f32>epochs);
  const key = mix(mix(seed ^ (epoch * GOLDEN)) + tile);
  const axisBytes = <usize>dimensions * 16;
  const poolBytes = axisBytes + 16;
  const pool = scratch + <usize>worker * scratchBytes;
  const own = pool + <usize>POOL * poolBytes;
  const difference = own + axisBytes;
  const pulled = difference + axisBytes;
  const pushed = pulled + axisBytes;
  drawNegatives(key, from, pool);

  const ONE = f32x4.splat(1),
    TINY = f32x4.splat(1e-12),
    EPSILON = f32x4.splat(0.001);
  const A = f32x4.splat(a),
    FACTOR = powerFactor(b),
    OFFSET = powerOffset(b);
  const PULL = f32x4.splat(<f32>4 * a * b * alpha),
    PUSH = f32x4.splat(<f32>2 * b * repulsion);
  const DAMP = f32x4.splat(DAMPING);
  const CLIP = f32x4.splat(4),
    CLIP_LOW = f32x4.splat(-4);
  const CAP = f32x4.splat(REPULSION_CAP),
    CAP_LOW = f32x4.splat(-REPULSION_CAP);
  const PULL_HIGH = f32x4.splat(PULL_CAP),
    PULL_LOW = f32x4.splat(-PULL_CAP);
  const pointBytes = <usize>dimensions * 4;

  const first = tile << TILE_SHIFT;
  const last = min(first + (1 << TILE_SHIFT), pointCount);
  for (let i = first; i < last; i++) {
    for (let d: usize = 0; d < axisBytes; d += 16) {
      v128.store(own + d, v128.load_splat<u32>(from + <usize>i * pointBytes + (d >> 2)));
    }
    memory.fill(pulled, 0, 2 * axisBytes);

    let total = f32x4.splat(0);
    let edge = (<usize>load<u32>(edgeStarts + ((<usize>i) << 2))) << 2;
    const end = (<usize>load<u32>(edgeStarts + ((<usize>i) << 2), 4)) << 2;
    for (; edge < end; edge += 16) {
      const weight = v128.load(edgeWeights + edge);
      total = f32x4.add(total, weight);
      const ends = edgeEnds + edge;
      const p0 = from + <usize>load<u32>(ends) * pointBytes,
        p1 = from + <usize>load<u32>(ends, 4) * pointBytes;
      const p2 = from + <usize>load<u32>(ends, 8) * pointBytes,
        p3 = from + <usize>load<u32>(ends, 12) * pointBytes;
      let x = TINY;
      for (let d: usize = 0; d < axisBytes; d += 16) {
        const at = d >> 2;
        const diff = f32x4.sub(gather(p0 + at, p1 + at, p2 + at, p3 + at), v128.load(own + d));
        v128.store(difference + d, diff);
        x = f32x4.add(x, f32x4.mul(diff, diff));
      }
      const p = power(x, FACTOR, OFFSET);
      const strength = f32x4.mul(weight, f32x4.mul(PULL, p));
      const s = f32x4.div(
        strength,
        f32x4.add(f32x4.mul(x, f32x4.add(ONE, f32x4.mul(A, p))), f32x4.mul(DAMP, strength)),
      );
      for (let d: usize = 0; d < axisBytes; d += 16) {
        v128.store(pulled + d, f32x4.add(v128.load(pulled + d), f32x4.mul(s, v128.load(difference + d))));
      }
    }

    const wanted = f32x4.extract_lane(sumLanes(total), 0) * negatives * <f32>0.25;
    const vectors = min(<u32>ceil(wanted), POOL);
    const scale = f32x4.splat(vectors == 0 ? 0 : (wanted / <f32>vectors) * alpha);
    const SELF = i32x4.splat(<i32>i);
    let slot = mix(key + i) & (POOL - 1);
    for (let v: u32 = 0; v < vectors; v++) {
      const from4 = pool + <usize>slot * poolBytes;
      slot = (slot + 1) & (POOL - 1);
      let x = TINY;
      for (let d: usize = 0; d < axisBytes; d += 16) {
        const diff = f32x4.sub(v128.load(own + d), v128.load(from4 + d));
        v128.store(difference + d, diff);
        x = f32x4.add(x, f32x4.mul(diff, diff));
      }
      const p = power(x, FACTOR, OFFSET);
      let s = f32x4.div(PUSH, f32x4.mul(f32x4.add(EPSILON, x), f32x4.add(ONE, f32x4.mul(A, p))));
      s = v128.andnot(s, i32x4.eq(SELF, v128.load(from4 + axisBytes)));
      for (let d: usize = 0; d < axisBytes; d += 16) {
        const push = clamp(f32x4.mul(s, v128.load(difference + d)), CLIP_LOW, CLIP);
        v128.store(pushed + d, f32x4.add(v128.load(pushed + d), push));
      }
    }

    for (let d: usize = 0; d < axisBytes; d += 16) {
      const pull = clamp(sumLanes(v128.load(pulled + d)), PULL_LOW, PULL_HIGH);
      const push = clamp(f32x4.mul(scale, sumLanes(v128.load(pushed + d))), CAP_LOW, CAP);
      const at = f32x4.add(v128.load(own + d), f32x4.add(pull, push));
      store<f32>(to + <usize>i * pointBytes + (d >> 2), f32x4.extract_lane(at, 0));
    }
  }
}

/** Picks POOL * 4 points at random and lays their coordinates out by axis: [axis][4], then the 4 indices. */
function drawNegatives(key: u32, from: usize, pool: usize): void {
  const BOUND = i32x4.splat(pointCount);
  const LANES = i32x4(0, 0x9e3779b9, 0x3c6ef372, 0xdaa66d2b);
  const axisBytes = <usize>dimensions * 16;
  const pointBytes = <usize>dimensions * 4;
  for (let v: u32 = 0; v < POOL; v++) {
    const index = below4(mix4(i32x4.add(i32x4.splat(<i32>(key + v * 4 * GOLDEN)), LANES)), BOUND);
    const out = pool + <usize>v * (axisBytes + 16);
    const p0 = from + <usize>(<u32>i32x4.extract_lane(index, 0)) * pointBytes;
    const p1 = from + <usize>(<u32>i32x4.extract_lane(index, 1)) * pointBytes;
    const p2 = from + <usize>(<u32>i32x4.extract_lane(index, 2)) * pointBytes;
    const p3 = from + <usize>(<u32>i32x4.extract_lane(index, 3)) * pointBytes;
    for (let d: usize = 0; d < axisBytes; d += 16) {
      const at = d >> 2;
      v128.store(out + d, gather(p0 + at, p1 + at, p2 + at, p3 + at));
    }
    v128.store(out + axisBytes, index);
  }
}

function gather(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  return v128.load_lane<u32>(
    p3,
    v128.load_lane<u32>(p2, v128.load_lane<u32>(p1, v128.load_zero<u32>(p0), 1), 2),
    3,
  );
}
