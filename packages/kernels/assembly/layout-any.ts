// The epoch of layout.ts for any number of dimensions: the same forces, with loops over the axes and the vectors
// of each axis kept in the worker's scratch memory.

import { below4, clamp, mix4, power, powerFactor, powerOffset, sumLanes } from './common';
import {
  a,
  b,
  DAMPING,
  dimensions,
  edgeEnds,
  edgeStarts,
  edgeWeights,
  GOLDEN,
  negatives,
  otherCount,
  othersBefore,
  ownIndex,
  pointCount,
  POOL,
  poolKey,
  poolStart,
  poolVectors,
  positionsAfter,
  positionsBefore,
  PULL_CAP,
  repulsion,
  REPULSION_CAP,
  scratch,
  scratchBytes,
  stepSize,
  TILE_SHIFT,
} from './layout-job';

export { setup } from './layout-job';

export function run(tile: u32, round: u32, worker: u32): void {
  const from = positionsBefore(round);
  const to = positionsAfter(round);
  const others = othersBefore(round);
  const alpha = stepSize(round);
  const key = poolKey(tile, round);
  const axisBytes = <usize>dimensions * 16;
  const poolBytes = axisBytes + 16;
  const pool = scratch + <usize>worker * scratchBytes;
  const own = pool + <usize>POOL * poolBytes;
  const difference = own + axisBytes;
  const pulled = difference + axisBytes;
  const pushed = pulled + axisBytes;
  drawNegatives(key, others, pool);

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
      const p0 = others + <usize>load<u32>(ends) * pointBytes,
        p1 = others + <usize>load<u32>(ends, 4) * pointBytes;
      const p2 = others + <usize>load<u32>(ends, 8) * pointBytes,
        p3 = others + <usize>load<u32>(ends, 12) * pointBytes;
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
    const vectors = poolVectors(wanted);
    const scale = f32x4.splat(vectors == 0 ? 0 : (wanted / <f32>vectors) * alpha);
    const SELF = ownIndex(i);
    let slot = poolStart(key, i);
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
function drawNegatives(key: u32, others: usize, pool: usize): void {
  const BOUND = i32x4.splat(otherCount());
  const LANES = i32x4(0, 0x9e3779b9, 0x3c6ef372, 0xdaa66d2b);
  const axisBytes = <usize>dimensions * 16;
  const pointBytes = <usize>dimensions * 4;
  for (let v: u32 = 0; v < POOL; v++) {
    const index = below4(mix4(i32x4.add(i32x4.splat(<i32>(key + v * 4 * GOLDEN)), LANES)), BOUND);
    const out = pool + <usize>v * (axisBytes + 16);
    const p0 = others + <usize>(<u32>i32x4.extract_lane(index, 0)) * pointBytes;
    const p1 = others + <usize>(<u32>i32x4.extract_lane(index, 1)) * pointBytes;
    const p2 = others + <usize>(<u32>i32x4.extract_lane(index, 2)) * pointBytes;
    const p3 = others + <usize>(<u32>i32x4.extract_lane(index, 3)) * pointBytes;
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
