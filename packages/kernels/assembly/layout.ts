// One epoch of the UMAP layout for a tile of 64 points, in DIM dimensions (2, 3 or 5, given when compiling).
//
// Every point reads the positions of the epoch before and writes its own new one, so tiles can be computed in any
// order, by any worker, with the same result. Both ends of an edge compute the same pull, from the same numbers:
// what one end gains the other loses, as in the sequential algorithm. src/umap/layout.ts describes the steps.

import { below4, clamp, mix4, power, powerFactor, powerOffset, sumLanes } from './common';
import {
  a,
  b,
  DAMPING,
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

const SHIFT: u32 = DIM == 2 ? 3 : DIM == 3 ? 4 : 5; // log2 of the bytes a point takes
const POOL_BYTES: usize = 16 * (DIM + 1);

export function run(tile: u32, round: u32, worker: u32): void {
  const from = positionsBefore(round);
  const to = positionsAfter(round);
  const others = othersBefore(round);
  const alpha = stepSize(round);
  const key = poolKey(tile, round);
  const pool = scratch + <usize>worker * scratchBytes;
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
  const BASE = i32x4.splat(<i32>others);

  const first = tile << TILE_SHIFT;
  const last = min(first + (1 << TILE_SHIFT), pointCount);
  for (let i = first; i < last; i++) {
    const own = from + ((<usize>i) << SHIFT);
    let c0 = v128.load_splat<u32>(own),
      c1 = v128.load_splat<u32>(own, 4),
      c2 = c0,
      c3 = c0,
      c4 = c0;
    if (DIM > 2) c2 = v128.load_splat<u32>(own, 8);
    if (DIM > 3) {
      c3 = v128.load_splat<u32>(own, 12);
      c4 = v128.load_splat<u32>(own, 16);
    }

    let f0 = f32x4.splat(0),
      f1 = f0,
      f2 = f0,
      f3 = f0,
      f4 = f0,
      total = f0;
    let edge = (<usize>load<u32>(edgeStarts + ((<usize>i) << 2))) << 2;
    const end = (<usize>load<u32>(edgeStarts + ((<usize>i) << 2), 4)) << 2;
    for (; edge < end; edge += 16) {
      const weight = v128.load(edgeWeights + edge);
      total = f32x4.add(total, weight);
      const at = i32x4.add(BASE, i32x4.shl(v128.load(edgeEnds + edge), SHIFT));
      const p0 = <usize>(<u32>i32x4.extract_lane(at, 0)),
        p1 = <usize>(<u32>i32x4.extract_lane(at, 1));
      const p2 = <usize>(<u32>i32x4.extract_lane(at, 2)),
        p3 = <usize>(<u32>i32x4.extract_lane(at, 3));
      let d0: v128,
        d1: v128,
        d2 = c0,
        d3 = c0,
        d4 = c0;
      if (DIM == 2) {
        const low = v128.load_lane<u64>(p1, v128.load_zero<u64>(p0), 1);
        const high = v128.load_lane<u64>(p3, v128.load_zero<u64>(p2), 1);
        d0 = f32x4.sub(v128.shuffle<f32>(low, high, 0, 2, 4, 6), c0);
        d1 = f32x4.sub(v128.shuffle<f32>(low, high, 1, 3, 5, 7), c1);
      } else {
        const q0 = v128.load(p0),
          q1 = v128.load(p1),
          q2 = v128.load(p2),
          q3 = v128.load(p3);
        const t0 = v128.shuffle<f32>(q0, q1, 0, 4, 1, 5),
          t1 = v128.shuffle<f32>(q2, q3, 0, 4, 1, 5);
        const t2 = v128.shuffle<f32>(q0, q1, 2, 6, 3, 7),
          t3 = v128.shuffle<f32>(q2, q3, 2, 6, 3, 7);
        d0 = f32x4.sub(v128.shuffle<f64>(t0, t1, 0, 2), c0);
        d1 = f32x4.sub(v128.shuffle<f64>(t0, t1, 1, 3), c1);
        d2 = f32x4.sub(v128.shuffle<f64>(t2, t3, 0, 2), c2);
        if (DIM > 3) {
          d3 = f32x4.sub(v128.shuffle<f64>(t2, t3, 1, 3), c3);
          d4 = f32x4.sub(gatherFifth(p0, p1, p2, p3), c4);
        }
      }
      let x = f32x4.add(TINY, f32x4.add(f32x4.mul(d0, d0), f32x4.mul(d1, d1)));
      if (DIM > 2) x = f32x4.add(x, f32x4.mul(d2, d2));
      if (DIM > 3) x = f32x4.add(x, f32x4.add(f32x4.mul(d3, d3), f32x4.mul(d4, d4)));
      const p = power(x, FACTOR, OFFSET);
      const strength = f32x4.mul(weight, f32x4.mul(PULL, p));
      const s = f32x4.div(
        strength,
        f32x4.add(f32x4.mul(x, f32x4.add(ONE, f32x4.mul(A, p))), f32x4.mul(DAMP, strength)),
      );
      f0 = f32x4.add(f0, f32x4.mul(s, d0));
      f1 = f32x4.add(f1, f32x4.mul(s, d1));
      if (DIM > 2) f2 = f32x4.add(f2, f32x4.mul(s, d2));
      if (DIM > 3) {
        f3 = f32x4.add(f3, f32x4.mul(s, d3));
        f4 = f32x4.add(f4, f32x4.mul(s, d4));
      }
    }

    const wanted = f32x4.extract_lane(sumLanes(total), 0) * negatives * <f32>0.25;
    const vectors = poolVectors(wanted);
    const scale = f32x4.splat(vectors == 0 ? 0 : (wanted / <f32>vectors) * alpha);
    const SELF = ownIndex(i);
    let slot = poolStart(key, i);
    let r0 = f32x4.splat(0),
      r1 = r0,
      r2 = r0,
      r3 = r0,
      r4 = r0;
    for (let v: u32 = 0; v < vectors; v++) {
      const from4 = pool + <usize>slot * POOL_BYTES;
      slot = (slot + 1) & (POOL - 1);
      const d0 = f32x4.sub(c0, v128.load(from4)),
        d1 = f32x4.sub(c1, v128.load(from4, 16));
      let d2 = d0,
        d3 = d0,
        d4 = d0;
      let x = f32x4.add(TINY, f32x4.add(f32x4.mul(d0, d0), f32x4.mul(d1, d1)));
      if (DIM > 2) {
        d2 = f32x4.sub(c2, v128.load(from4, 32));
        x = f32x4.add(x, f32x4.mul(d2, d2));
      }
      if (DIM > 3) {
        d3 = f32x4.sub(c3, v128.load(from4, 48));
        d4 = f32x4.sub(c4, v128.load(from4, 64));
        x = f32x4.add(x, f32x4.add(f32x4.mul(d3, d3), f32x4.mul(d4, d4)));
      }
      const p = power(x, FACTOR, OFFSET);
      let s = f32x4.div(PUSH, f32x4.mul(f32x4.add(EPSILON, x), f32x4.add(ONE, f32x4.mul(A, p))));
      s = v128.andnot(s, i32x4.eq(SELF, v128.load(from4, 16 * DIM)));
      r0 = f32x4.add(r0, clamp(f32x4.mul(s, d0), CLIP_LOW, CLIP));
      r1 = f32x4.add(r1, clamp(f32x4.mul(s, d1), CLIP_LOW, CLIP));
      if (DIM > 2) r2 = f32x4.add(r2, clamp(f32x4.mul(s, d2), CLIP_LOW, CLIP));
      if (DIM > 3) {
        r3 = f32x4.add(r3, clamp(f32x4.mul(s, d3), CLIP_LOW, CLIP));
        r4 = f32x4.add(r4, clamp(f32x4.mul(s, d4), CLIP_LOW, CLIP));
      }
    }

    const out = to + ((<usize>i) << SHIFT);
    move(
      out,
      c0,
      clamp(sumLanes(f0), PULL_LOW, PULL_HIGH),
      clamp(f32x4.mul(scale, sumLanes(r0)), CAP_LOW, CAP),
    );
    move(
      out + 4,
      c1,
      clamp(sumLanes(f1), PULL_LOW, PULL_HIGH),
      clamp(f32x4.mul(scale, sumLanes(r1)), CAP_LOW, CAP),
    );
    if (DIM > 2) {
      move(
        out + 8,
        c2,
        clamp(sumLanes(f2), PULL_LOW, PULL_HIGH),
        clamp(f32x4.mul(scale, sumLanes(r2)), CAP_LOW, CAP),
      );
    }
    if (DIM > 3) {
      move(
        out + 12,
        c3,
        clamp(sumLanes(f3), PULL_LOW, PULL_HIGH),
        clamp(f32x4.mul(scale, sumLanes(r3)), CAP_LOW, CAP),
      );
      move(
        out + 16,
        c4,
        clamp(sumLanes(f4), PULL_LOW, PULL_HIGH),
        clamp(f32x4.mul(scale, sumLanes(r4)), CAP_LOW, CAP),
      );
    }
  }
}

/** Picks POOL * 4 points at random and lays their coordinates out by axis: [axis][4], then the 4 indices. */
function drawNegatives(key: u32, others: usize, pool: usize): void {
  const BOUND = i32x4.splat(otherCount());
  const LANES = i32x4(0, 0x9e3779b9, 0x3c6ef372, 0xdaa66d2b);
  for (let v: u32 = 0; v < POOL; v++) {
    const index = below4(mix4(i32x4.add(i32x4.splat(<i32>(key + v * 4 * GOLDEN)), LANES)), BOUND);
    const at = i32x4.add(i32x4.splat(<i32>others), i32x4.shl(index, SHIFT));
    const p0 = <usize>(<u32>i32x4.extract_lane(at, 0)),
      p1 = <usize>(<u32>i32x4.extract_lane(at, 1));
    const p2 = <usize>(<u32>i32x4.extract_lane(at, 2)),
      p3 = <usize>(<u32>i32x4.extract_lane(at, 3));
    const out = pool + <usize>v * POOL_BYTES;
    if (DIM == 2) {
      const low = v128.load_lane<u64>(p1, v128.load_zero<u64>(p0), 1);
      const high = v128.load_lane<u64>(p3, v128.load_zero<u64>(p2), 1);
      v128.store(out, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
      v128.store(out, v128.shuffle<f32>(low, high, 1, 3, 5, 7), 16);
    } else {
      const q0 = v128.load(p0),
        q1 = v128.load(p1),
        q2 = v128.load(p2),
        q3 = v128.load(p3);
      const t0 = v128.shuffle<f32>(q0, q1, 0, 4, 1, 5),
        t1 = v128.shuffle<f32>(q2, q3, 0, 4, 1, 5);
      const t2 = v128.shuffle<f32>(q0, q1, 2, 6, 3, 7),
        t3 = v128.shuffle<f32>(q2, q3, 2, 6, 3, 7);
      v128.store(out, v128.shuffle<f64>(t0, t1, 0, 2));
      v128.store(out, v128.shuffle<f64>(t0, t1, 1, 3), 16);
      v128.store(out, v128.shuffle<f64>(t2, t3, 0, 2), 32);
      if (DIM > 3) {
        v128.store(out, v128.shuffle<f64>(t2, t3, 1, 3), 48);
        v128.store(out, gatherFifth(p0, p1, p2, p3), 64);
      }
    }
    v128.store(out, index, 16 * DIM);
  }
}

function gatherFifth(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  return v128.load_lane<u32>(
    p3 + 16,
    v128.load_lane<u32>(p2 + 16, v128.load_lane<u32>(p1 + 16, v128.load_zero<u32>(p0 + 16), 1), 2),
    3,
  );
}

function move(out: usize, at: v128, pull: v128, push: v128): void {
  store<f32>(out, f32x4.extract_lane(f32x4.add(at, f32x4.add(pull, push)), 0));
}
