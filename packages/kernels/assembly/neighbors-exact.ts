// Exact nearest neighbours: every query against every row of a chunk, in tiles of dot products.
//
// Half the squared distance of x and y is half(x) + half(y) - dot(x, y); for inner products both halves are 0. Tiles
// of 4 x 8 products in float32 propose `proposals` rows for each query; their distances are computed again in float64
// and the best `keep` are written out. Where rounding could have kept a nearer row from being proposed, the query is
// marked, and all rows are compared with it in float64. So the answer does not depend on who proposed.
//
// All sums run in one fixed order, so results do not depend on which worker takes which block.
import {
  compare,
  COSINE,
  distance,
  EUCLIDEAN,
  INNER_PRODUCT,
  scaleRow,
  sumOfProducts,
  unitScale,
} from './neighbors-distance';
import { dotTile } from './packed-tile';
import { insertRanked, NONE, writeRanked } from './neighbors-ranked';

const PREPARE: u32 = 0;
const PROPOSE: u32 = 1;
const RANK: u32 = 2;
const SEARCH: u32 = 3;

const BLOCK: u32 = 64; // rows or queries of a block of work
const INFINITE: f32 = Infinity;

let phase: u32 = 0;
let metric: u32 = 0;
let stride: u32 = 0; // floats of a row, a multiple of 4, zero-padded
let factor: f64 = 0; // keeps squares of products' values from overflowing: a power of two
let mean: usize = 0; // [stride] floats taken from the values of products
// The chunk: rows `first` to `first + count - 1` of all.
let first: u32 = 0;
let count: u32 = 0;
let rows: usize = 0; // [count][stride] floats, as distances are computed from them
let packed: usize = 0; // groups of 8 rows, [stride][8] floats each, as products are; 0: none are needed
let half: usize = 0; // float for each packed row; infinite past the last
let zero: usize = 0; // byte for each row: 1 where cosine has no direction to compare
// The queries.
let queryCount: u32 = 0;
let queryRows: usize = 0;
let queryPacked: usize = 0;
let queryHalf: usize = 0;
let queryZero: usize = 0;
let self: usize = 0; // row that a query may not be answered with, or NONE
let longest: f64 = 0; // inner product: no row is longer
// Proposals, [queryCount][proposals]: nearest first.
let proposals: u32 = 0;
let proposedDistances: usize = 0;
let proposedRows: usize = 0;
let gathered: u32 = 0; // 1: `rows` and `zero` hold the proposed rows, query by query, in place of a chunk
let all: u32 = 0; // 1: every row that may be an answer is proposed
// Answers, [queryCount][keep].
let keep: u32 = 0;
let outDistances: usize = 0;
let outIndices: usize = 0;
let unsure: usize = 0; // byte for each query: 1 where a row that was not proposed could be nearer
let scratch: usize = 0;
let scratchBytes: usize = 0; // for each worker: 128 + proposals * 8
let bounds: usize = 0; // float64 for each query: how far off its scores may be; 0 where float32 proposed

/** Reads the numbers at `header`, in the order of HEADER in src/knn/exact-search.ts. */
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
  zero = load<u32>(header, 36);
  queryCount = load<u32>(header, 40);
  queryRows = load<u32>(header, 44);
  queryPacked = load<u32>(header, 48);
  queryHalf = load<u32>(header, 52);
  queryZero = load<u32>(header, 56);
  self = load<u32>(header, 60);
  proposals = load<u32>(header, 64);
  proposedDistances = load<u32>(header, 68);
  proposedRows = load<u32>(header, 72);
  gathered = load<u32>(header, 76);
  all = load<u32>(header, 80);
  keep = load<u32>(header, 84);
  outDistances = load<u32>(header, 88);
  outIndices = load<u32>(header, 92);
  unsure = load<u32>(header, 96);
  scratch = load<u32>(header, 100);
  scratchBytes = load<u32>(header, 104);
  bounds = load<u32>(header, 108);
  factor = load<f64>(header, 112);
  longest = load<f64>(header, 120);
}

/** Does rows or queries 64 * block to 64 * block + 63. */
export function run(block: u32, round: u32, worker: u32): void {
  const from = block * BLOCK;
  if (phase == PREPARE) prepare(from, min(from + BLOCK, count));
  else if (phase == PROPOSE)
    propose(from, min(from + BLOCK, queryCount), scratch + <usize>worker * scratchBytes);
  else if (phase == RANK)
    rank(from, min(from + BLOCK, queryCount), scratch + <usize>worker * scratchBytes + 128);
  else if (phase == SEARCH) search(from, min(from + BLOCK, queryCount));
}

/** Makes of rows as they were given rows as distances and products are computed from them. */
function prepare(from: u32, to: u32): void {
  const bytes = <usize>stride * 4;
  for (let i = from; i < to; i++) {
    const row = rows + <usize>i * bytes;
    let scale = factor;
    if (metric == COSINE) {
      scale = unitScale(row, bytes);
      store<u8>(zero + i, scale == 0 ? 1 : 0);
      scaleRow(row, bytes, scale);
      scale = 1;
    }
    if (gathered) continue;
    const lane = packed + <usize>(i >> 3) * bytes * 8 + <usize>(i & 7) * 4;
    let squares: f64 = 0;
    for (let j: usize = 0; j < bytes; j += 4) {
      const value = <f32>(<f64>load<f32>(row + j) * scale) - load<f32>(mean + j);
      if (packed) store<f32>(lane + j * 8, value);
      squares += <f64>value * value;
    }
    // A row of zeros is at distance 1 from every other, as a right angle is.
    const own: f64 = metric == COSINE ? 1 : metric == EUCLIDEAN ? squares : 0;
    store<f32>(half + <usize>i * 4, <f32>(0.5 * own));
  }
  if (gathered || !packed) return;
  for (let i = to; i & 7; i++) {
    const lane = packed + <usize>(i >> 3) * bytes * 8 + <usize>(i & 7) * 4;
    for (let j: usize = 0; j < bytes; j += 4) store<f32>(lane + j * 8, 0);
    store<f32>(half + <usize>i * 4, INFINITE);
  }
}

/** Puts the rows of the chunk that are nearest by float32 products into the lists of the queries. */
function propose(from: u32, to: u32, products: usize): void {
  const listBytes = <usize>proposals * 4;
  if (first == 0) {
    for (let i: usize = from * listBytes; i < to * listBytes; i += 4) {
      store<f32>(proposedDistances + i, INFINITE);
      store<u32>(proposedRows + i, NONE);
    }
  }
  const groupBytes = <usize>stride * 32;
  const groups = (count + 7) >> 3;
  for (let g: u32 = 0; g < groups; g++) {
    const candidates = packed + <usize>g * groupBytes;
    const half0 = v128.load(half + <usize>g * 32);
    const half1 = v128.load(half + <usize>g * 32, 16);
    for (let query = from; query < to; query += 4) {
      const lanes = queryPacked + <usize>(query >> 3) * groupBytes + <usize>(query & 4) * 4;
      dotTile<f32>(lanes, candidates, candidates + groupBytes, products);
      const end = min(query + 4, to);
      for (let q = query; q < end; q++) {
        const product = products + <usize>(q - query) * 32;
        const own = v128.load_splat<u32>(queryHalf + <usize>q * 4);
        const d0 = f32x4.sub(f32x4.add(own, half0), v128.load(product));
        const d1 = f32x4.sub(f32x4.add(own, half1), v128.load(product, 16));
        const distances = proposedDistances + <usize>q * listBytes;
        const limit = v128.load_splat<u32>(distances + listBytes - 4);
        if (v128.any_true(v128.or(f32x4.lt(d0, limit), f32x4.lt(d1, limit)))) {
          v128.store(product, d0);
          v128.store(product, d1, 16);
          insert8(
            product,
            first + (g << 3),
            load<u32>(self + <usize>q * 4),
            distances,
            proposedRows + <usize>q * listBytes,
          );
        }
      }
    }
  }
}

/** Puts those of 8 candidates that are near enough into a list; earlier rows stay ahead of equal later ones. */
function insert8(candidates: usize, firstIndex: u32, own: u32, distances: usize, indices: usize): void {
  const lastSlot = <usize>(proposals - 1) * 4;
  for (let lane: u32 = 0; lane < 8; lane++) {
    const d = load<f32>(candidates + <usize>lane * 4);
    const index = firstIndex + lane;
    if (!(d < load<f32>(distances + lastSlot)) || index == own) continue;
    let slot = lastSlot;
    while (slot > 0 && load<f32>(distances + slot - 4) > d) {
      store<f32>(distances + slot, load<f32>(distances + slot - 4));
      store<u32>(indices + slot, load<u32>(indices + slot - 4));
      slot -= 4;
    }
    store<f32>(distances + slot, d);
    store<u32>(indices + slot, index);
  }
}

/** Computes the proposed distances, orders them by (distance, index) and writes the first `keep`. */
function rank(from: u32, to: u32, ranked: usize): void {
  for (let query = from; query < to; query++) {
    let found: u32 = 0;
    for (let p: u32 = 0; p < proposals; p++) {
      const place = query * proposals + p;
      const index = load<u32>(proposedRows + <usize>place * 4);
      if (index == NONE) continue;
      const d = distanceTo(query, gathered ? place : index);
      insertRanked(ranked, found, d, index);
      found++;
    }
    const out = <usize>query * keep * 4;
    writeRanked(ranked, found, keep, outIndices + out, outDistances + out);
    // A distance beyond float32 keeps a row from being proposed.
    const missing = found < keep;
    store<u8>(unsure + query, missing || !(all || isSure(query, ranked, found)) ? 1 : 0);
  }
}

/**
 * Whether no row that was not proposed can be among the nearest: it had a float32 distance of at least that of the
 * last proposal. A product of n numbers in float32, in any order, is off by at most n 2^-24 |x||y| (Higham 2002,
 * section 3.1), and a row as near as the k-th is hardly longer than the query.
 */
function isSure(query: u32, ranked: usize, found: u32): bool {
  if (found <= keep) return false;
  const nearest = <f64>load<f32>(ranked + <usize>(keep - 1) * 8);
  if (bounds) {
    const limit = load<f32>(proposedDistances + <usize>(query * proposals + proposals - 1) * 4);
    return scoreOf(nearest) < <f64>limit - load<f64>(bounds + <usize>query * 8);
  }
  const last = <f64>load<f32>(ranked + <usize>(found - 1) * 8);
  const rounding = (<f64>stride + 32) * 6e-8;
  if (metric == COSINE) return last - nearest > rounding * (3 + 4 * last);
  if (metric == EUCLIDEAN) {
    const scale = factor * factor * 0.5;
    const error =
      rounding * (6 * <f64>load<f32>(queryHalf + <usize>query * 4) + 4 * last * last * scale) + 1e-37;
    return (last * last - nearest * nearest) * scale > error;
  }
  const bytes = <usize>stride * 4;
  const row = queryRows + <usize>query * bytes;
  const length = sqrt(sumOfProducts(row, row, bytes));
  return last - nearest > 2 * rounding * length * longest + 1e-37 / (factor * factor);
}

/** Half the squared distance that products would have given. */
function scoreOf(distance: f64): f64 {
  if (metric == COSINE) return distance;
  return factor * factor * (metric == EUCLIDEAN ? 0.5 * distance * distance : distance);
}

/** Compares unsure queries with all rows of the chunk, and puts the nearest among their answers. */
function search(from: u32, to: u32): void {
  for (let query = from; query < to; query++) {
    if (load<u8>(unsure + query) == 0) continue;
    const distances = outDistances + <usize>query * keep * 4;
    const indices = outIndices + <usize>query * keep * 4;
    const lastSlot = <usize>(keep - 1) * 4;
    if (first == 0) {
      for (let slot: usize = 0; slot <= lastSlot; slot += 4) {
        store<f32>(distances + slot, INFINITE);
        store<u32>(indices + slot, NONE);
      }
    }
    const own = load<u32>(self + <usize>query * 4);
    for (let i: u32 = 0; i < count; i++) {
      // Equal rows cannot be beaten, and later ones come after them.
      if (metric != INNER_PRODUCT && load<f32>(distances + lastSlot) == 0) break;
      if (first + i == own) continue;
      const d = distanceTo(query, i);
      if (!isFarther(distances + lastSlot, indices + lastSlot, d)) continue;
      let slot = lastSlot;
      for (; slot > 0 && isFarther(distances + slot - 4, indices + slot - 4, d); slot -= 4) {
        store<f32>(distances + slot, load<f32>(distances + slot - 4));
        store<u32>(indices + slot, load<u32>(indices + slot - 4));
      }
      store<f32>(distances + slot, d);
      store<u32>(indices + slot, first + i);
    }
  }
}

/** Whether an answer is farther than `d`, or there is none yet, which is farther than any. */
function isFarther(distance: usize, index: usize, d: f32): bool {
  return load<f32>(distance) > d || load<u32>(index) == NONE;
}

/** From a query to the row at a place of `rows`. */
function distanceTo(query: u32, place: u32): f32 {
  if (metric == COSINE && (load<u8>(queryZero + query) | load<u8>(zero + place)) != 0) return 1;
  const bytes = <usize>stride * 4;
  return distance(
    metric,
    compare(metric, queryRows + <usize>query * bytes, rows + <usize>place * bytes, bytes),
  );
}
