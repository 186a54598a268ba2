// What both layout kernels are told, and what they share: the forces' constants, and the random rows that push.
// src/umap/layout.ts describes the steps.

import { mix } from './common';

export const TILE_SHIFT: u32 = 6; // 64 points
export const POOL: u32 = 64; // vectors of 4 negatives that a tile shares
export const GOLDEN: u32 = 0x9e3779b9;
export const DAMPING: f32 = 0.5;
export const REPULSION_CAP: f32 = 0.8; // layout units a point may be pushed in one epoch, per axis
export const PULL_CAP: f32 = 4;

export let pointCount: u32 = 0;
export let dimensions: u32 = 0;
export let edgeStarts: usize = 0; // [pointCount + 1], multiples of 4
export let edgeEnds: usize = 0; // index of the other end
export let edgeWeights: usize = 0; // weight / largest weight; 0 on padding
export let scratch: usize = 0;
export let scratchBytes: usize = 0; // for each worker
export let a: f32 = 0;
export let b: f32 = 0;
export let repulsion: f32 = 1;
export let negatives: f32 = 5;

let epochs: u32 = 0;
let firstEpoch: u32 = 0; // of the job: its rounds count from there
let even: usize = 0; // positions read in even epochs and written in odd ones
let odd: usize = 0;
let anchors: usize = 0; // positions that edges lead to and that push; 0: the points' own
let anchorCount: u32 = 0;
let seed: u32 = 0;
let firstStep: f32 = 0;

export function setup(
  pointCount_: u32,
  dimensions_: u32,
  epochs_: u32,
  firstEpoch_: u32,
  edgeStarts_: u32,
  edgeEnds_: u32,
  edgeWeights_: u32,
  even_: u32,
  odd_: u32,
  anchors_: u32,
  anchorCount_: u32,
  scratch_: u32,
  scratchBytes_: u32,
  seed_: u32,
  a_: f32,
  b_: f32,
  firstStep_: f32,
  repulsion_: f32,
  negatives_: f32,
): void {
  pointCount = pointCount_;
  dimensions = dimensions_;
  epochs = epochs_;
  firstEpoch = firstEpoch_;
  edgeStarts = edgeStarts_;
  edgeEnds = edgeEnds_;
  edgeWeights = edgeWeights_;
  even = even_;
  odd = odd_;
  anchors = anchors_;
  anchorCount = anchorCount_;
  scratch = scratch_;
  scratchBytes = scratchBytes_;
  seed = seed_;
  a = a_;
  b = b_;
  firstStep = firstStep_;
  repulsion = repulsion_;
  negatives = negatives_;
}

export function positionsBefore(round: u32): usize {
  return ((firstEpoch + round) & 1) != 0 ? odd : even;
}

export function positionsAfter(round: u32): usize {
  return ((firstEpoch + round) & 1) != 0 ? even : odd;
}

export function othersBefore(round: u32): usize {
  return anchors != 0 ? anchors : positionsBefore(round);
}

export function otherCount(): u32 {
  return anchors != 0 ? anchorCount : pointCount;
}

export function stepSize(round: u32): f32 {
  return firstStep * (<f32>1 - <f32>(firstEpoch + round) / <f32>epochs);
}

/** Names the random rows of a tile in an epoch. Points that move by themselves all meet the same. */
export function poolKey(tile: u32, round: u32): u32 {
  return mix(mix(seed ^ ((firstEpoch + round) * GOLDEN)) + (anchors != 0 ? 0 : tile));
}

/** Random vectors that push a point, of POOL; `wanted` says how many vectors' worth of push it gets. */
export function poolVectors(wanted: f32): u32 {
  if (wanted == 0) return 0;
  return anchors != 0 ? POOL : min(<u32>ceil(wanted), POOL);
}

/** The vector a point begins with, so that a tile's points do not all meet the same. */
export function poolStart(key: u32, point: u32): u32 {
  return anchors != 0 ? 0 : mix(key + point) & (POOL - 1);
}

/** The index that is not pushed: the point's own, or none. */
export function ownIndex(point: u32): v128 {
  return i32x4.splat(anchors != 0 ? -1 : <i32>point);
}
