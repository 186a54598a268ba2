// Proposals for exact nearest neighbours, by products of integers: a vector instruction multiplies twice as many
// 16-bit integers as float32, and sums of integers are exact, whatever their order.
//
// A row x is read as step * q + e, q of 16-bit integers, and the length of e is written down, so that what a product
// may be off by is known: |x y - step^2 q_x q_y| <= |x||e_y| + |step q_y||e_x|. As in neighbors-exact, a score is half
// the squared distance: half(x) + half(y) - x y.
//
// Where rows are their own queries, every tile of products is offered to both sides. Each worker then has lists of its
// own, merged in the end. Lists are in order of (score, row), which no two entries share: so what the merged lists hold
// does not depend on who computed what.
import { COSINE, EUCLIDEAN } from './neighbors-distance';
import { NONE } from './neighbors-ranked';
import { dotTile } from './packed-tile';

const MEASURE: u32 = 0;
const QUANTISE: u32 = 1;
const PAIR: u32 = 2;
const MERGE: u32 = 3;

const BLOCK: u32 = 32; // rows or queries of a block of work
const INFINITE: f32 = Infinity;

let phase: u32 = 0;
let metric: u32 = 0;
let stride: u32 = 0; // columns of a row, a multiple of 4, zero-padded
let mean: usize = 0; // [stride] floats taken from the values
// Rows `first` to `first + count - 1` of all, or the queries.
let first: u32 = 0;
let count: u32 = 0;
let rows: usize = 0; // [count][stride] floats
let packed: usize = 0; // groups of 8 rows: [stride / 2][8] pairs of 16-bit integers; rows past the last are zero
let half: usize = 0; // float for each packed row; infinite past the last
let norms: usize = 0; // f64 for each row: its length
let errors: usize = 0; // f64 for each row: the length of what integers leave of it; in MEASURE its largest value
// The queries; the rows themselves where `symmetric`.
let queryCount: u32 = 0;
let queryPacked: usize = 0;
let queryHalf: usize = 0;
let self: usize = 0; // row that a query may not be answered with, or NONE
let symmetric: u32 = 0;
// Lists: [workers][queryCount][proposals] where symmetric, else [queryCount][proposals].
let proposals: u32 = 0;
let scores: usize = 0;
let candidates: usize = 0;
// [queryCount, rounded up to 8]: no score above is among the best, as some list is full of better ones. Whichever worker
// writes last, that holds, so who sees it when changes what is computed in vain and nothing else.
let limits: usize = 0;
let workers: u32 = 0;
let mergedScores: usize = 0;
let mergedRows: usize = 0;
let scratch: usize = 0; // 128 bytes for each worker
let factor: f64 = 0;
let step: f64 = 0;
let queryStep: f64 = 0;

/** Reads the numbers at `header`, in the order of HEADER in src/knn/integer-proposals.ts. */
export function setup(header: usize): void {
  phase = load<u32>(header);
  metric = load<u32>(header, 4);
  stride = load<u32>(header, 8);
  mean = load<u32>(header, 12);
  first = load<u32>(header, 16);
  count = load<u32>(header, 20);
  rows = load<u32>(header, 24);
  packed = load<u32>(header, 28);
  half = load<u32>(header, 32);
  norms = load<u32>(header, 36);
  errors = load<u32>(header, 40);
  queryCount = load<u32>(header, 44);
  queryPacked = load<u32>(header, 48);
  queryHalf = load<u32>(header, 52);
  self = load<u32>(header, 56);
  symmetric = load<u32>(header, 60);
  proposals = load<u32>(header, 64);
  scores = load<u32>(header, 68);
  candidates = load<u32>(header, 72);
  limits = load<u32>(header, 76);
  workers = load<u32>(header, 80);
  mergedScores = load<u32>(header, 84);
  mergedRows = load<u32>(header, 88);
  scratch = load<u32>(header, 92);
  factor = load<f64>(header, 96);
  step = load<f64>(header, 104);
  queryStep = load<f64>(header, 112);
}

/** Does rows or queries 64 * block to 64 * block + 63. */
export function run(block: u32, round: u32, worker: u32): void {
  const from = block * BLOCK;
  if (phase == MEASURE) measure(from, min(from + BLOCK, count));
  else if (phase == QUANTISE) quantise(from, min(from + BLOCK, count));
  else if (phase == PAIR) pair(block, worker);
  else if (phase == MERGE) merge(from, min(from + BLOCK, queryCount));
}

/** Writes the lengths of rows, their largest values, and half their squares. */
function measure(from: u32, to: u32): void {
  const bytes = <usize>stride * 4;
  const factors = f32x4.splat(<f32>factor);
  for (let i = from; i < to; i++) {
    const row = rows + <usize>i * bytes;
    let squares = f64x2.splat(0);
    let largest = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16) {
      const value = f32x4.sub(f32x4.mul(v128.load(row + j), factors), v128.load(mean + j));
      largest = f32x4.max(largest, f32x4.abs(value));
      const low = f64x2.promote_low_f32x4(value);
      const high = f64x2.promote_low_f32x4(v128.shuffle<u32>(value, value, 2, 3, 2, 3));
      squares = f64x2.add(squares, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
    }
    const sum = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
    store<f64>(norms + <usize>i * 8, sqrt(sum));
    const most = max(
      max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1)),
      max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)),
    );
    store<f64>(errors + <usize>i * 8, most);
    // A row of zeros is at distance 1 from every other, as a right angle is.
    const own: f64 = metric == COSINE ? 1 : metric == EUCLIDEAN ? sum : 0;
    store<f32>(half + <usize>i * 4, <f32>(0.5 * own));
  }
}

/** Writes rows as integers, and what these leave of them. */
function quantise(from: u32, to: u32): void {
  const bytes = <usize>stride * 4;
  const groupBytes = <usize>stride * 16;
  const factors = f32x4.splat(<f32>factor);
  const steps = f32x4.splat(<f32>step);
  const inverse = f32x4.splat(<f32>(1 / step));
  for (let i = from; i < to; i++) {
    const row = rows + <usize>i * bytes;
    let out = packed + <usize>(i >> 3) * groupBytes + <usize>(i & 7) * 4;
    let squares = f32x4.splat(0);
    for (let j: usize = 0; j < bytes; j += 16, out += 64) {
      const value = f32x4.sub(f32x4.mul(v128.load(row + j), factors), v128.load(mean + j));
      const integer = f32x4.nearest(f32x4.mul(value, inverse));
      const rest = f32x4.sub(value, f32x4.mul(integer, steps));
      squares = f32x4.add(squares, f32x4.mul(rest, rest));
      const words = i32x4.trunc_sat_f32x4_s(integer);
      const narrow = i16x8.narrow_i32x4_s(words, words);
      store<u32>(out, i32x4.extract_lane(narrow, 0));
      store<u32>(out, i32x4.extract_lane(narrow, 1), 32);
    }
    const sum =
      <f64>f32x4.extract_lane(squares, 0) +
      <f64>f32x4.extract_lane(squares, 1) +
      <f64>f32x4.extract_lane(squares, 2) +
      <f64>f32x4.extract_lane(squares, 3);
    store<f64>(errors + <usize>i * 8, sqrt(sum));
  }
  for (let i = to; i & 7; i++) {
    let out = packed + <usize>(i >> 3) * groupBytes + <usize>(i & 7) * 4;
    for (let j: usize = 0; j < bytes; j += 8, out += 32) store<u32>(out, 0);
    store<f32>(half + <usize>i * 4, INFINITE);
  }
}

/** Compares the queries of a block with all rows of the chunk; where symmetric, with those from the block on. */
function pair(block: u32, worker: u32): void {
  const from = block * BLOCK;
  const to = min(from + BLOCK, queryCount);
  const own = symmetric ? worker : 0;
  const listBytes = <usize>proposals * 4;
  const listScores = scores + <usize>own * queryCount * listBytes;
  const listRows = candidates + <usize>own * queryCount * listBytes;
  const products = scratch + <usize>worker * 128;
  const groupBytes = <usize>stride * 16;
  const groups = (count + 7) >> 3;
  const scale = f32x4.splat(<f32>(step * queryStep));
  for (let g: u32 = symmetric ? from >> 3 : 0; g < groups; g++) {
    const both = symmetric && g >> 2 != block;
    const group = packed + <usize>g * groupBytes;
    const half0 = v128.load(half + <usize>g * 32);
    const half1 = v128.load(half + <usize>g * 32, 16);
    for (let query = from; query < to; query += 4) {
      const lanes = queryPacked + <usize>(query >> 3) * groupBytes + <usize>(query & 4) * 4;
      dotTile<i16>(lanes, group, group + groupBytes, products);
      const end = min(query + 4, to);
      for (let q = query; q < end; q++) {
        const product = products + <usize>(q - query) * 32;
        const ownHalf = v128.load_splat<u32>(queryHalf + <usize>q * 4);
        const s0 = f32x4.sub(
          f32x4.add(ownHalf, half0),
          f32x4.mul(f32x4.convert_i32x4_s(v128.load(product)), scale),
        );
        const s1 = f32x4.sub(
          f32x4.add(ownHalf, half1),
          f32x4.mul(f32x4.convert_i32x4_s(v128.load(product, 16)), scale),
        );
        const limit = v128.load_splat<u32>(limits + <usize>q * 4);
        const mine0 = f32x4.le(s0, limit);
        const mine1 = f32x4.le(s1, limit);
        let theirs0 = i32x4.splat(0);
        let theirs1 = theirs0;
        if (both) {
          theirs0 = f32x4.le(s0, v128.load(limits + <usize>g * 32));
          theirs1 = f32x4.le(s1, v128.load(limits + <usize>g * 32, 16));
        }
        if (!v128.any_true(v128.or(v128.or(mine0, mine1), v128.or(theirs0, theirs1)))) continue;
        v128.store(product, s0);
        v128.store(product, s1, 16);
        const excluded = symmetric ? q : load<u32>(self + <usize>q * 4);
        let mine = i32x4.bitmask(mine0) | (i32x4.bitmask(mine1) << 4);
        for (; mine; mine &= mine - 1) {
          const lane = ctz(mine);
          const place = (g << 3) + lane;
          if (place < count && first + place != excluded) {
            offer(listScores, listRows, q, load<f32>(product + <usize>lane * 4), first + place);
          }
        }
        let theirs = i32x4.bitmask(theirs0) | (i32x4.bitmask(theirs1) << 4);
        for (; theirs; theirs &= theirs - 1) {
          const lane = ctz(theirs);
          const place = (g << 3) + lane;
          if (place < count) offer(listScores, listRows, place, load<f32>(product + <usize>lane * 4), q);
        }
      }
    }
  }
}

/** Offers a row to the list of a query, and lowers the limit that all workers see. */
function offer(listScores: usize, listRows: usize, query: u32, score: f32, row: u32): void {
  const start = <usize>query * proposals * 4;
  if (!insert(listScores + start, listRows + start, score, row)) return;
  const last = load<f32>(listScores + start + <usize>(proposals - 1) * 4);
  const limit = limits + <usize>query * 4;
  if (last < load<f32>(limit)) store<f32>(limit, last);
}

/** Puts a row into a list, if it comes before the last there. */
function insert(listScores: usize, listRows: usize, score: f32, row: u32): bool {
  let slot = <usize>(proposals - 1) * 4;
  if (!isBefore(score, row, listScores + slot, listRows + slot)) return false;
  for (; slot > 0 && isBefore(score, row, listScores + slot - 4, listRows + slot - 4); slot -= 4) {
    store<f32>(listScores + slot, load<f32>(listScores + slot - 4));
    store<u32>(listRows + slot, load<u32>(listRows + slot - 4));
  }
  store<f32>(listScores + slot, score);
  store<u32>(listRows + slot, row);
  return true;
}

function isBefore(score: f32, row: u32, otherScore: usize, otherRow: usize): bool {
  const other = load<f32>(otherScore);
  return score < other || (score == other && row < load<u32>(otherRow));
}

/** Makes of each query's lists one. */
function merge(from: u32, to: u32): void {
  const listBytes = <usize>proposals * 4;
  const between = <usize>queryCount * listBytes;
  for (let query = from; query < to; query++) {
    const start = <usize>query * listBytes;
    memory.copy(mergedScores + start, scores + start, listBytes);
    memory.copy(mergedRows + start, candidates + start, listBytes);
    for (let worker: u32 = 1; worker < workers; worker++) {
      const list = <usize>worker * between + start;
      for (let p: usize = 0; p < listBytes; p += 4) {
        const row = load<u32>(candidates + list + p);
        if (row == NONE) break;
        if (!insert(mergedScores + start, mergedRows + start, load<f32>(scores + list + p), row)) break;
      }
    }
  }
}
