// How surely each row's neighbours are neighbours; src/umap/edge-weights.ts says what the numbers mean.
//
// Sums run in the order of the neighbours, and a row's numbers depend on that row alone, so any worker may do any
// block.

import { exp, expOfTwo } from './exponential';

export { exp };

const BLOCK: u32 = 256; // rows of a block of work; src/umap/edge-weights.ts has the same number
const TOLERANCE: f64 = 1e-6;
const STEPS: u32 = 64;
const WHOLE: f64 = 1e-5; // a fraction of a neighbour below this counts as none
const SMALLEST_SCALE: f64 = 1e-3; // the least sigma, as a share of the mean distance

let rows: u32 = 0;
let k: u32 = 0;
let distances: usize = 0; // [rows][k] float32, each row ascending
let columns: usize = 0; // [rows][k] u32, sorted here along with the weights; 0: the order stays
let values: usize = 0; // [rows][k] float32: the weights
let rhos: usize = 0; // [rows] float64
let sigmas: usize = 0;
let scratch: usize = 0; // [k + 1] float64 for each worker
let scratchBytes: usize = 0;
let target: f64 = 0; // log2(k + 1)
let overallMean: f64 = 0;
let localConnectivity: f64 = 0;

/** Reads the numbers at `header`, in the order of HEADER and REALS in src/umap/edge-weights.ts. */
export function setup(header: usize): void {
  rows = load<u32>(header);
  k = load<u32>(header, 4);
  distances = load<u32>(header, 8);
  columns = load<u32>(header, 12);
  values = load<u32>(header, 16);
  rhos = load<u32>(header, 20);
  sigmas = load<u32>(header, 24);
  scratch = load<u32>(header, 28);
  scratchBytes = load<u32>(header, 32);
  target = load<f64>(header, 40);
  overallMean = load<f64>(header, 48);
  localConnectivity = load<f64>(header, 56);
}

export function run(block: u32, round: u32, worker: u32): void {
  const gaps = scratch + <usize>worker * scratchBytes;
  const last = min((block + 1) * BLOCK, rows);
  for (let i = block * BLOCK; i < last; i++) {
    weigh(i, gaps);
    if (columns != 0) sort(<usize>i * k * 4);
  }
}

/** rho, sigma and weights of a row. */
function weigh(i: u32, gaps: usize): void {
  const first = <usize>i * k * 4;
  const from = distances + first;
  const end = from + <usize>k * 4;
  const rho = certainDistance(from, end);
  let mean: f64 = 0;
  let count: u32 = 0;
  for (let e = from; e < end; e += 4) {
    const distance = <f64>load<f32>(e);
    mean += distance / <f64>(k + 1);
    if (distance <= rho) continue;
    store<f64>(gaps + ((<usize>count) << 3), distance - rho);
    count++;
  }
  // They are read two by two.
  store<f64>(gaps + ((<usize>count) << 3), 0);
  const least = SMALLEST_SCALE * (rho > 0 ? mean : overallMean);
  const sigma = max(scaleFor(gaps, count, target - <f64>(k - count)), least);
  store<f64>(rhos + ((<usize>i) << 3), rho);
  store<f64>(sigmas + ((<usize>i) << 3), sigma);
  const scale = f64x2.splat(sigma);
  for (let g: u32 = 0; g < count; g += 2) {
    const gap = gaps + ((<usize>g) << 3);
    v128.store(gap, expOfTwo(f64x2.neg(f64x2.div(v128.load(gap), scale))));
  }
  let weight = gaps;
  for (let e: usize = 0; e < <usize>k * 4; e += 4) {
    let value: f64 = 1;
    if (<f64>load<f32>(from + e) > rho) {
      if (sigma != 0) value = load<f64>(weight);
      weight += 8;
    }
    store<f32>(values + first + e, <f32>value);
  }
}

/** The distance of the localConnectivity-th neighbour among those that are not at distance 0, interpolated. */
function certainDistance(from: usize, end: usize): f64 {
  while (from < end && load<f32>(from) == 0) from += 4;
  if (from == end) return 0;
  if (<f64>((end - from) >> 2) < localConnectivity) return <f64>load<f32>(end - 4);
  const whole = floor(localConnectivity);
  const part = localConnectivity - whole;
  if (whole == 0) return part * <f64>load<f32>(from);
  const at = from + ((<usize>whole) << 2);
  const below = <f64>load<f32>(at - 4);
  return part > WHOLE ? below + part * (<f64>load<f32>(at) - below) : below;
}

/**
 * The sigma at which the sum of e^(-gap / sigma) is the target, 0 when no positive one is: Newton's steps in
 * log sigma, kept within the bounds found so far.
 */
function scaleFor(gaps: usize, count: u32, target: f64): f64 {
  if (!(target > TOLERANCE)) return 0;
  let mean: f64 = 0;
  for (let g: u32 = 0; g < count; g++) mean += load<f64>(gaps + ((<usize>g) << 3)) / <f64>count;
  // With no more gaps than the target the sum stays below it however large sigma is.
  if (<f64>count <= target) return mean / TOLERANCE;
  let scale = mean;
  let low: f64 = 0;
  let high = Infinity;
  for (let step: u32 = 0; step < STEPS; step++) {
    let sum: f64 = 0;
    let slope: f64 = 0;
    const divisor = f64x2.splat(scale);
    for (let g: u32 = 0; g < count; g += 2) {
      const share = f64x2.div(v128.load(gaps + ((<usize>g) << 3)), divisor);
      const term = expOfTwo(f64x2.neg(share));
      const steep = f64x2.mul(share, term);
      sum += f64x2.extract_lane(term, 0);
      slope += f64x2.extract_lane(steep, 0);
      if (g + 1 == count) break;
      sum += f64x2.extract_lane(term, 1);
      slope += f64x2.extract_lane(steep, 1);
    }
    const off = sum - target;
    if (abs(off) < TOLERANCE) break;
    if (off > 0) high = scale;
    else low = scale;
    const newton = scale * exp(-off / slope);
    if (newton > low && newton < high) scale = newton;
    else scale = high == Infinity ? 2 * scale : (low + high) / 2;
  }
  return scale;
}

/** Columns of a row ascending, with their weights; by insertion, since there are few. */
function sort(first: usize): void {
  const start = columns + first;
  const end = start + <usize>k * 4;
  for (let from = start + 4; from < end; from += 4) {
    const column = load<u32>(from);
    const value = load<f32>(values + (from - columns));
    let slot = from;
    for (; slot > start && load<u32>(slot - 4) > column; slot -= 4) {
      store<u32>(slot, load<u32>(slot - 4));
      store<f32>(values + (slot - columns), load<f32>(values + (slot - columns - 4)));
    }
    store<u32>(slot, column);
    store<f32>(values + (slot - columns), value);
  }
}
