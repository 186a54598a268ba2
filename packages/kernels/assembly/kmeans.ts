// k-means: squared distances for the start, nearest centers, sums of members.
//
// Centers come in groups of 8. For each row there is an upper bound on its distance to its own center and, for each
// group, a lower bound on its distance to the other centers there; what the bounds decide is not computed (Ding et al.
// 2015, Yinyang k-means). Rows for which a group must be looked at are gathered, and compared with it 4 at a time in
// float32 products. Where rounding could decide, all centers are compared in float64: the label is that of the nearest
// center, the first of equally near ones. Bounds are rounded to the safe side.
//
// Each block of work writes only its own rows and sums, so results do not depend on which worker takes which block.
import { dotRows } from './kmeans-tile';
import { sumOfProducts, sumOfSquares } from './neighbors-distance';

const LENGTHS: u32 = 0;
const TRY: u32 = 1;
const ASSIGN: u32 = 2;
const SUM: u32 = 3;
const MEASURE: u32 = 4;

const BLOCK: u32 = 256; // rows of a block of work
const UNKNOWN: u32 = 0xffffffff;
const NO_CENTER: f32 = 1e30; // lower bound where there is no other center: farther than any, and still finite

let phase: u32 = 0;
let count: u32 = 0; // rows
let stride: u32 = 0; // floats of a row, a multiple of 4, zero-padded
let rows: usize = 0; // [count][stride] floats
let squares: usize = 0; // [count] floats: squared length
let k: u32 = 0;
let groups: u32 = 0; // of 8 centers
let centers: usize = 0; // [k][stride] floats
let packed: usize = 0; // groups of 8 centers, [stride][8] floats each; those past the last are zero
let centerSquares: usize = 0; // [groups * 8] floats; infinite past the last
let moves: usize = 0; // [k] floats: how far each center moved at most
let groupMoves: usize = 0; // [bounds] floats: the longest move in each group
let bounds: u32 = 0; // `groups` rounded up to a multiple of 4
let labels: usize = 0; // [count] u32
let upper: usize = 0; // [count] floats
let lower: usize = 0; // [count][bounds] floats
let fresh: u32 = 0; // 1: there are no bounds yet
let changed: usize = 0; // [blocks] u32: labels that changed
let before: usize = 0; // [count] u32: labels that are in the sums
let sums: usize = 0; // [segments][k][stride] float64
let members: usize = 0; // [segments][k] u32
let segmentRows: u32 = 0;
let anew: u32 = 0; // 1: sums are made from nothing
let nearest: usize = 0; // TRY: [count] floats, squared distance to the nearest center so far
let tried: usize = 0; // TRY: [count][8] floats, the same with each candidate for a center
let gaps: usize = 0; // MEASURE: [count] float64, squared distance to the own center
let scratch: usize = 0;
let scratchBytes: usize = 0; // for each worker: 128 + groups * (4 + 2 * BLOCK) + BLOCK * STATE
let largestSquare: f64 = 0; // of the centers

// What is known of a row of a block while it is compared, 4 bytes each.
const STATE: usize = 20;
const BEST: usize = 0; // least squared distance, float
const SECOND: usize = 4; // second least
const NEAREST: usize = 8; // center of the least
const SPARE: usize = 12; // second least in the group of that center; 0: not looked at
const SLACK: usize = 16; // how far off a squared distance may be; negative: the bounds have decided

/** Reads the numbers at `header`, in the order of HEADER in src/kmeans/kernel.ts. */
export function setup(header: usize): void {
  phase = load<u32>(header);
  count = load<u32>(header, 4);
  stride = load<u32>(header, 8);
  rows = load<u32>(header, 12);
  squares = load<u32>(header, 16);
  k = load<u32>(header, 20);
  groups = load<u32>(header, 24);
  centers = load<u32>(header, 28);
  packed = load<u32>(header, 32);
  centerSquares = load<u32>(header, 36);
  moves = load<u32>(header, 40);
  groupMoves = load<u32>(header, 44);
  bounds = load<u32>(header, 48);
  labels = load<u32>(header, 52);
  upper = load<u32>(header, 56);
  lower = load<u32>(header, 60);
  fresh = load<u32>(header, 64);
  changed = load<u32>(header, 68);
  before = load<u32>(header, 72);
  sums = load<u32>(header, 76);
  members = load<u32>(header, 80);
  segmentRows = load<u32>(header, 84);
  anew = load<u32>(header, 88);
  nearest = load<u32>(header, 92);
  tried = load<u32>(header, 96);
  gaps = load<u32>(header, 100);
  scratch = load<u32>(header, 104);
  scratchBytes = load<u32>(header, 108);
  largestSquare = load<f64>(header, 112);
}

export function run(block: u32, round: u32, worker: u32): void {
  const from = block * BLOCK;
  const to = min(from + BLOCK, count);
  const own = scratch + <usize>worker * scratchBytes;
  if (phase == LENGTHS) measureLengths(from, to);
  else if (phase == TRY) tryCandidates(from, to, own);
  else if (phase == ASSIGN) assign(block, from, to, own);
  else if (phase == SUM) sumMembers(block);
  else if (phase == MEASURE) measureGaps(from, to);
}

function measureLengths(from: u32, to: u32): void {
  const bytes = <usize>stride * 4;
  for (let i = from; i < to; i++) {
    const row = rows + <usize>i * bytes;
    store<f32>(squares + <usize>i * 4, <f32>sumOfProducts(row, row, bytes));
  }
}

/** How far off a squared distance made of float32 products may be (Higham 2002, section 3.1). */
function slackOf(i: u32): f32 {
  const lengths = <f64>load<f32>(squares + <usize>i * 4) + largestSquare;
  return <f32>((<f64>stride + 32) * 6.1e-8 * lengths + 1e-37);
}

/** Squared distance of each row to its nearest center if the first, second, ... center of group 0 were one. */
function tryCandidates(from: u32, to: u32, products: usize): void {
  const bytes = <usize>stride * 4;
  for (let i = from; i < to; i += 4) {
    const last = to - 1;
    dotRows(
      rowAt(i),
      rowAt(min(i + 1, last)),
      rowAt(min(i + 2, last)),
      rowAt(min(i + 3, last)),
      packed,
      bytes,
      products,
    );
    const end = min(i + 4, to);
    for (let r = i; r < end; r++) {
      const now = load<f32>(nearest + <usize>r * 4);
      const slack = slackOf(r);
      const square = load<f32>(squares + <usize>r * 4);
      for (let c: u32 = 0; c < k; c++) {
        const product = load<f32>(products + <usize>(r - i) * 32 + <usize>c * 4);
        let d: f32 = square + load<f32>(centerSquares + <usize>c * 4) - 2 * product;
        // A row that is the candidate must be at distance 0 from it.
        if (d <= 2 * slack) d = <f32>sumOfSquares(rowAt(r), centers + <usize>c * bytes, bytes);
        store<f32>(tried + <usize>r * 32 + <usize>c * 4, min(now, d));
      }
    }
  }
}

function rowAt(i: u32): usize {
  return rows + <usize>i * (<usize>stride * 4);
}

/** Gives each row its nearest center. */
function assign(block: u32, from: u32, to: u32, products: usize): void {
  const counts = products + 128;
  const lists = counts + <usize>groups * 4;
  const states = lists + <usize>groups * BLOCK * 2;
  memory.fill(counts, 0, <usize>groups * 4);
  for (let i = from; i < to; i++) ask(i, i - from, counts, lists, states + <usize>(i - from) * STATE);
  for (let g: u32 = 0; g < groups; g++) {
    const list = lists + <usize>g * BLOCK * 2;
    const length = load<u32>(counts + <usize>g * 4);
    for (let at: u32 = 0; at < length; at += 4) compare(g, from, list, at, length, states, products);
  }
  let differing: u32 = 0;
  for (let i = from; i < to; i++) {
    const state = states + <usize>(i - from) * STATE;
    if (load<f32>(state + SLACK) >= 0) differing += settle(i, state);
  }
  store<u32>(changed + <usize>block * 4, differing);
}

/** Moves the bounds of a row as far as the centers moved, and notes the groups that they do not rule out. */
function ask(i: u32, place: u32, counts: usize, lists: usize, state: usize): void {
  const own = lower + <usize>i * bounds * 4;
  store<f32>(state + SLACK, -1);
  let limit: f32 = Infinity;
  if (!fresh) {
    let least = f32x4.splat(Infinity);
    for (let g: usize = 0; g < <usize>bounds * 4; g += 16) {
      const l = v128.load(own + g);
      const m = v128.load(groupMoves + g);
      const down = f32x4.mul(f32x4.add(f32x4.abs(l), m), f32x4.splat(2.5e-7));
      const moved = f32x4.sub(f32x4.sub(l, m), down);
      v128.store(own + g, moved);
      least = f32x4.min(least, moved);
    }
    const lowest = min(
      min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
      min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
    );
    const label = load<u32>(labels + <usize>i * 4);
    limit = (load<f32>(upper + <usize>i * 4) + load<f32>(moves + <usize>label * 4)) * 1.0000003;
    store<f32>(upper + <usize>i * 4, limit);
    if (limit < lowest) return;
    const bytes = <usize>stride * 4;
    const square = sumOfSquares(rowAt(i), centers + <usize>label * bytes, bytes);
    limit = <f32>(sqrt(square) * 1.0000002);
    store<f32>(upper + <usize>i * 4, limit);
    if (limit < lowest) return;
    store<f32>(state + BEST, <f32>square);
    store<u32>(state + NEAREST, label);
    // Counted again where its group is looked at.
    if (load<f32>(own + <usize>(label >> 3) * 4) <= limit) store<f32>(state + BEST, Infinity);
  } else {
    store<f32>(state + BEST, Infinity);
    store<u32>(state + NEAREST, UNKNOWN);
    for (let g = groups; g < bounds; g++) store<f32>(own + <usize>g * 4, NO_CENTER);
  }
  store<f32>(state + SECOND, Infinity);
  store<f32>(state + SPARE, 0);
  store<f32>(state + SLACK, slackOf(i));
  for (let g: u32 = 0; g < groups; g++) {
    if (!fresh && load<f32>(own + <usize>g * 4) > limit) continue;
    const length = load<u32>(counts + <usize>g * 4);
    store<u16>(lists + <usize>g * BLOCK * 2 + <usize>length * 2, <u16>place);
    store<u32>(counts + <usize>g * 4, length + 1);
  }
}

/** Compares up to 4 rows of a list with a group of centers. */
function compare(g: u32, from: u32, list: usize, at: u32, length: u32, states: usize, products: usize): void {
  const bytes = <usize>stride * 4;
  const last = length - 1;
  dotRows(
    rowAt(from + listed(list, at)),
    rowAt(from + listed(list, min(at + 1, last))),
    rowAt(from + listed(list, min(at + 2, last))),
    rowAt(from + listed(list, min(at + 3, last))),
    packed + <usize>g * bytes * 8,
    bytes,
    products,
  );
  const end = min(at + 4, length);
  const squares0 = v128.load(centerSquares + <usize>g * 32);
  const squares1 = v128.load(centerSquares + <usize>g * 32, 16);
  for (let r = at; r < end; r++) {
    const place = listed(list, r);
    const i = from + place;
    const product = products + <usize>(r - at) * 32;
    const square = v128.load_splat<u32>(squares + <usize>i * 4);
    const two = f32x4.splat(2);
    const d0 = f32x4.sub(f32x4.add(square, squares0), f32x4.mul(two, v128.load(product)));
    const d1 = f32x4.sub(f32x4.add(square, squares1), f32x4.mul(two, v128.load(product, 16)));
    v128.store(product, d0);
    v128.store(product, d1, 16);
    note(i, g, product, states + <usize>place * STATE);
  }
}

function listed(list: usize, at: u32): u32 {
  return <u32>load<u16>(list + <usize>at * 2);
}

/** Takes note of the squared distances of a row to the 8 centers of a group. */
function note(i: u32, g: u32, distances: usize, state: usize): void {
  let first: f32 = Infinity,
    second: f32 = Infinity;
  let at: u32 = 0;
  for (let lane: u32 = 0; lane < 8; lane++) {
    const d = load<f32>(distances + <usize>lane * 4);
    if (d < first) {
      second = first;
      first = d;
      at = lane;
    } else if (d < second) second = d;
  }
  const best = load<f32>(state + BEST);
  if (first < best) {
    store<f32>(state + SECOND, min(best, second));
    store<f32>(state + BEST, first);
    store<u32>(state + NEAREST, (g << 3) + at);
    store<f32>(state + SPARE, second);
  } else {
    store<f32>(state + SECOND, min(load<f32>(state + SECOND), first));
  }
  const bound = distanceAtLeast(first, load<f32>(state + SLACK));
  store<f32>(lower + (<usize>i * bounds + g) * 4, bound);
}

function distanceAtLeast(square: f32, slack: f32): f32 {
  if (square == Infinity) return NO_CENTER;
  return square > slack ? <f32>(sqrt(<f64>square - <f64>slack) * 0.9999998) : 0;
}

/** Writes label and bounds of a row that was compared. @returns 1 where the label changed */
function settle(i: u32, state: usize): u32 {
  const own = lower + <usize>i * bounds * 4;
  const earlier = load<u32>(labels + <usize>i * 4);
  const best = load<f32>(state + BEST);
  const slack = load<f32>(state + SLACK);
  let label = load<u32>(state + NEAREST);
  let square = <f64>best + <f64>slack;
  if (load<f32>(state + SECOND) - best <= 2 * slack) {
    label = exactlyNearest(i);
    const bytes = <usize>stride * 4;
    square = sumOfSquares(rowAt(i), centers + <usize>label * bytes, bytes);
  } else if (load<f32>(state + SPARE) > 0) {
    // The bound of its group is on the other centers of it.
    store<f32>(own + <usize>(label >> 3) * 4, distanceAtLeast(load<f32>(state + SPARE), slack));
  }
  if (!fresh && label != earlier) {
    // The center it had is now one of the others.
    const group = own + <usize>(earlier >> 3) * 4;
    const was = <f32>(<f64>load<f32>(upper + <usize>i * 4) * 0.999999);
    store<f32>(group, min(load<f32>(group), was));
  }
  store<f32>(upper + <usize>i * 4, <f32>(sqrt(square) * 1.0000002));
  store<u32>(labels + <usize>i * 4, label);
  return fresh || label != earlier ? 1 : 0;
}

/** The nearest center by float64 distances, the first of equally near ones. */
function exactlyNearest(i: u32): u32 {
  const bytes = <usize>stride * 4;
  const row = rowAt(i);
  let best: f64 = Infinity;
  let label: u32 = 0;
  for (let c: u32 = 0; c < k; c++) {
    const square = sumOfSquares(row, centers + <usize>c * bytes, bytes);
    if (square < best) {
      best = square;
      label = c;
    }
  }
  return label;
}

/** Brings the sums and counts of a segment's members up to date, in the order of rows. */
function sumMembers(segment: u32): void {
  const from = segment * segmentRows;
  const to = min(from + segmentRows, count);
  const own = sums + <usize>segment * k * stride * 8;
  const sizes = members + <usize>segment * k * 4;
  if (anew) {
    memory.fill(own, 0, <usize>k * stride * 8);
    memory.fill(sizes, 0, <usize>k * 4);
  }
  for (let i = from; i < to; i++) {
    const label = load<u32>(labels + <usize>i * 4);
    const was = load<u32>(before + <usize>i * 4);
    if (!anew) {
      if (label == was) continue;
      addRow(rowAt(i), own + <usize>was * stride * 8, -1);
      store<u32>(sizes + <usize>was * 4, load<u32>(sizes + <usize>was * 4) - 1);
    }
    addRow(rowAt(i), own + <usize>label * stride * 8, 1);
    store<u32>(sizes + <usize>label * 4, load<u32>(sizes + <usize>label * 4) + 1);
    store<u32>(before + <usize>i * 4, label);
  }
}

function addRow(row: usize, sum: usize, sign: f64): void {
  const signs = f64x2.splat(sign);
  for (const end = row + <usize>stride * 4; row < end; row += 16, sum += 32) {
    const x = v128.load(row);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(v128.shuffle<u32>(x, x, 2, 3, 2, 3));
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(signs, low)));
    v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(signs, high)), 16);
  }
}

function measureGaps(from: u32, to: u32): void {
  const bytes = <usize>stride * 4;
  for (let i = from; i < to; i++) {
    const label = load<u32>(labels + <usize>i * 4);
    store<f64>(gaps + <usize>i * 8, sumOfSquares(rowAt(i), centers + <usize>label * bytes, bytes));
  }
}
