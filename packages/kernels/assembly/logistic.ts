// Loss and gradient of multinomial logistic regression, in float64.
//
// A block of work is a segment of rows; it writes its own sums, so results do not depend on which worker takes which
// block. The rows are cut into segments by their number alone.

import { expOfNegative, logOfAboveOne } from './exponential';

let count: u32 = 0; // rows
let stride: u32 = 0; // float64 of a row, a multiple of 2, zero-padded; the intercept is a column of ones
let classes: u32 = 0;
let rows: usize = 0; // [count][stride]
let labels: usize = 0; // [count] u32: class of each row
let weights: usize = 0; // [count] float64
let coefficients: usize = 0; // [padded classes][stride], padded to an even number of classes
let segmentRows: u32 = 0;
let losses: usize = 0; // [segments] float64
let gradients: usize = 0; // [segments][classes][stride] float64
let scratch: usize = 0;
let scratchBytes: usize = 0; // for each worker: 4 * (classes + 1) * 8

export function setup(
  count_: u32,
  stride_: u32,
  classes_: u32,
  rows_: u32,
  labels_: u32,
  weights_: u32,
  coefficients_: u32,
  segmentRows_: u32,
  losses_: u32,
  gradients_: u32,
  scratch_: u32,
  scratchBytes_: u32,
): void {
  count = count_;
  stride = stride_;
  classes = classes_;
  rows = rows_;
  labels = labels_;
  weights = weights_;
  coefficients = coefficients_;
  segmentRows = segmentRows_;
  losses = losses_;
  gradients = gradients_;
  scratch = scratch_;
  scratchBytes = scratchBytes_;
}

export function run(segment: u32, round: u32, worker: u32): void {
  const from = segment * segmentRows;
  const to = min(from + segmentRows, count);
  const residuals = scratch + <usize>worker * scratchBytes;
  const width = <usize>(classes + 1) * 8;
  const gradient = gradients + <usize>segment * classes * stride * 8;
  memory.fill(gradient, 0, <usize>classes * stride * 8);
  let loss: f64 = 0;
  for (let i = from; i < to; i += 4) {
    multiply(i, to, residuals, width);
    const end = min(i + 4, to);
    for (let r = i; r < i + 4; r++) {
      const own = residuals + <usize>(r - i) * width;
      if (r < end) loss += toResiduals(r, own);
      else memory.fill(own, 0, width);
    }
    addGradient(i, to, residuals, width, gradient);
  }
  store<f64>(losses + <usize>segment * 8, loss);
}

function rowAt(i: u32, to: u32): usize {
  return rows + <usize>min(i, to - 1) * (<usize>stride * 8);
}

/** Products of 4 rows with all classes, [4][classes + 1]. */
function multiply(i: u32, to: u32, out: usize, width: usize): void {
  const bytes = <usize>stride * 8;
  const r0 = rowAt(i, to),
    r1 = rowAt(i + 1, to),
    r2 = rowAt(i + 2, to),
    r3 = rowAt(i + 3, to);
  for (let c: u32 = 0; c < classes; c += 2) {
    const w = coefficients + <usize>c * bytes;
    let a0 = f64x2.splat(0),
      a1 = a0,
      b0 = a0,
      b1 = a0,
      c0 = a0,
      c1 = a0,
      d0 = a0,
      d1 = a0;
    for (let j: usize = 0; j < bytes; j += 16) {
      const w0 = v128.load(w + j),
        w1 = v128.load(w + bytes + j);
      let x = v128.load(r0 + j);
      a0 = f64x2.add(a0, f64x2.mul(x, w0));
      a1 = f64x2.add(a1, f64x2.mul(x, w1));
      x = v128.load(r1 + j);
      b0 = f64x2.add(b0, f64x2.mul(x, w0));
      b1 = f64x2.add(b1, f64x2.mul(x, w1));
      x = v128.load(r2 + j);
      c0 = f64x2.add(c0, f64x2.mul(x, w0));
      c1 = f64x2.add(c1, f64x2.mul(x, w1));
      x = v128.load(r3 + j);
      d0 = f64x2.add(d0, f64x2.mul(x, w0));
      d1 = f64x2.add(d1, f64x2.mul(x, w1));
    }
    // With an odd number of classes the second of the last pair falls into the spare place of the row.
    const at = out + <usize>c * 8;
    storeSum(at, a0, a1);
    storeSum(at + width, b0, b1);
    storeSum(at + 2 * width, c0, c1);
    storeSum(at + 3 * width, d0, d1);
  }
}

function storeSum(at: usize, first: v128, second: v128): void {
  store<f64>(at, f64x2.extract_lane(first, 0) + f64x2.extract_lane(first, 1));
  store<f64>(at, f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1), 8);
}

/** Makes of a row's logits its probabilities less what they should be, times its weight. @returns its loss */
function toResiduals(i: u32, own: usize): f64 {
  const end = own + <usize>classes * 8;
  const weight = load<f64>(weights + <usize>i * 8);
  const right = own + <usize>load<u32>(labels + <usize>i * 4) * 8;
  let most = load<f64>(own);
  for (let at = own + 8; at < end; at += 8) most = max(most, load<f64>(at));
  const wanted = load<f64>(right);
  let sum: f64 = 0;
  for (let at = own; at < end; at += 8) {
    const e = expOfNegative(load<f64>(at) - most);
    store<f64>(at, e);
    sum += e;
  }
  const scale = weight / sum;
  for (let at = own; at < end; at += 8) store<f64>(at, load<f64>(at) * scale);
  store<f64>(right, load<f64>(right) - weight);
  return weight * (logOfAboveOne(sum) + most - wanted);
}

/** Adds to each class the 4 rows by their residuals. */
function addGradient(i: u32, to: u32, residuals: usize, width: usize, gradient: usize): void {
  const bytes = <usize>stride * 8;
  const r0 = rowAt(i, to),
    r1 = rowAt(i + 1, to),
    r2 = rowAt(i + 2, to),
    r3 = rowAt(i + 3, to);
  for (let c: u32 = 0; c < classes; c++) {
    const at = residuals + <usize>c * 8;
    const w0 = f64x2.splat(load<f64>(at)),
      w1 = f64x2.splat(load<f64>(at + width)),
      w2 = f64x2.splat(load<f64>(at + 2 * width)),
      w3 = f64x2.splat(load<f64>(at + 3 * width));
    const sums = gradient + <usize>c * bytes;
    for (let j: usize = 0; j < bytes; j += 16) {
      const low = f64x2.add(f64x2.mul(w0, v128.load(r0 + j)), f64x2.mul(w1, v128.load(r1 + j)));
      const high = f64x2.add(f64x2.mul(w2, v128.load(r2 + j)), f64x2.mul(w3, v128.load(r3 + j)));
      v128.store(sums + j, f64x2.add(v128.load(sums + j), f64x2.add(low, high)));
    }
  }
}
