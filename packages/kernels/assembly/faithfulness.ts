// Ranks of neighbours in two spaces, for trustworthiness and continuity.
//
// A block of work judges up to 8 rows, so that memory is read once for all of them: the squared distances of each to
// all others in both spaces, the nearest `keep` in each, and what rank each of those has in the other space. Sums run
// in one fixed order, in float64.

const BLOCK: u32 = 8; // rows that a block judges

let rowCount: u32 = 0;
let keep: u32 = 0;
let high: usize = 0; // [rowCount][highStride] float64, zero-padded to a multiple of 4
let highStride: u32 = 0;
let low: usize = 0; // likewise
let lowStride: u32 = 0;
let judged: usize = 0; // u32 for each judged row: which it is
let judgedCount: u32 = 0;
let out: usize = 0; // 3 float64 for each judged row: excess ranks of intruders and of those lost, neighbours kept
let scratch: usize = 0;
let scratchBytes: usize = 0; // for each worker: 8 * 2 * rowCount * 8 + 2 * keep * 8

export function setup(
  rowCount_: u32,
  keep_: u32,
  high_: u32,
  highStride_: u32,
  low_: u32,
  lowStride_: u32,
  judged_: u32,
  judgedCount_: u32,
  out_: u32,
  scratch_: u32,
  scratchBytes_: u32,
): void {
  rowCount = rowCount_;
  keep = keep_;
  high = high_;
  highStride = highStride_;
  low = low_;
  lowStride = lowStride_;
  judged = judged_;
  judgedCount = judgedCount_;
  out = out_;
  scratch = scratch_;
  scratchBytes = scratchBytes_;
}

/** Judges rows 8 * block to 8 * block + 7 of those to judge. */
export function run(block: u32, round: u32, worker: u32): void {
  const first = block * BLOCK;
  const count = min(BLOCK, judgedCount - first);
  const bytes = (<usize>rowCount) << 3;
  const fromHigh = scratch + <usize>worker * scratchBytes;
  const fromLow = fromHigh + <usize>BLOCK * bytes;
  const nearHigh = fromLow + <usize>BLOCK * bytes;
  const nearLow = nearHigh + ((<usize>keep) << 3);
  measure(high, highStride, first, count, fromHigh);
  measure(low, lowStride, first, count, fromLow);
  for (let r: u32 = 0; r < count; r++) {
    const rowHigh = fromHigh + <usize>r * bytes;
    const rowLow = fromLow + <usize>r * bytes;
    nearest(rowHigh, nearHigh);
    nearest(rowLow, nearLow);
    const at = out + <usize>(first + r) * 24;
    store<f64>(at, excess(rowHigh, nearLow));
    store<f64>(at, excess(rowLow, nearHigh), 8);
    store<f64>(at, <f64>shared(nearHigh, nearLow), 16);
  }
}

/** Squared distances of judged rows to all; to themselves infinite, so that they are nobody's neighbour. */
function measure(points: usize, stride: u32, first: u32, count: u32, distances: usize): void {
  const bytes = (<usize>stride) << 3;
  let other = points;
  for (let j: u32 = 0; j < rowCount; j++, other += bytes) {
    for (let r: u32 = 0; r < count; r++) {
      const row = load<u32>(judged + ((<usize>(first + r)) << 2));
      const distance = row == j ? Infinity : squaredDistance(points + <usize>row * bytes, other, bytes);
      store<f64>(distances + ((<usize>r * rowCount + j) << 3), distance);
    }
  }
}

function squaredDistance(a: usize, b: usize, bytes: usize): f64 {
  const end = a + bytes;
  let s = f64x2.splat(0),
    t = s;
  while (a < end) {
    const d = f64x2.sub(v128.load(a), v128.load(b));
    const e = f64x2.sub(v128.load(a, 16), v128.load(b, 16));
    s = f64x2.add(s, f64x2.mul(d, d));
    t = f64x2.add(t, f64x2.mul(e, e));
    a += 32;
    b += 32;
  }
  return (
    f64x2.extract_lane(s, 0) +
    f64x2.extract_lane(s, 1) +
    (f64x2.extract_lane(t, 0) + f64x2.extract_lane(t, 1))
  );
}

/** The `keep` least distances as (index, 0) pairs of u32, nearest first, ties by index. */
function nearest(distances: usize, found: usize): void {
  let count: u32 = 0;
  let worst: f64 = Infinity;
  for (let j: u32 = 0; j < rowCount; j++) {
    const distance = load<f64>(distances + ((<usize>j) << 3));
    if (count == keep && distance >= worst) continue;
    let at = count < keep ? count++ : keep - 1;
    while (at > 0 && distanceOf(distances, found, at - 1) > distance) {
      store<u32>(found + ((<usize>at) << 3), load<u32>(found + ((<usize>(at - 1)) << 3)));
      at--;
    }
    store<u32>(found + ((<usize>at) << 3), j);
    if (count == keep) worst = distanceOf(distances, found, keep - 1);
  }
}

function distanceOf(distances: usize, found: usize, place: u32): f64 {
  return load<f64>(distances + ((<usize>load<u32>(found + ((<usize>place) << 3))) << 3));
}

/** By how much the ranks of `found` among `distances`, 1 for the nearest, exceed `keep`, summed. */
function excess(distances: usize, found: usize): f64 {
  let farthest: f64 = 0;
  for (let i: u32 = 0; i < keep; i++) {
    store<u32>(found + ((<usize>i) << 3), 1, 4);
    farthest = max(farthest, distanceOf(distances, found, i));
  }
  for (let j: u32 = 0; j < rowCount; j++) {
    const distance = load<f64>(distances + ((<usize>j) << 3));
    if (distance > farthest) continue;
    for (let i: u32 = 0; i < keep; i++) {
      const slot = found + ((<usize>i) << 3);
      const candidate = load<u32>(slot);
      const its = load<f64>(distances + ((<usize>candidate) << 3));
      if (distance < its || (distance == its && j < candidate)) store<u32>(slot, load<u32>(slot, 4) + 1, 4);
    }
  }
  let sum: f64 = 0;
  for (let i: u32 = 0; i < keep; i++) {
    const rank = load<u32>(found + ((<usize>i) << 3), 4);
    if (rank > keep) sum += <f64>(rank - keep);
  }
  return sum;
}

/** How many rows are among both. */
function shared(nearHigh: usize, nearLow: usize): u32 {
  let count: u32 = 0;
  for (let i: u32 = 0; i < keep; i++) {
    const candidate = load<u32>(nearLow + ((<usize>i) << 3));
    for (let j: u32 = 0; j < keep; j++) {
      if (load<u32>(nearHigh + ((<usize>j) << 3)) == candidate) {
        count++;
        break;
      }
    }
  }
  return count;
}
