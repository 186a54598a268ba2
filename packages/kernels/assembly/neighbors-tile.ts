// Scores of integer rows against each other, 6 x 8 at a time, and the lists of the best.
//
// A score grows with nearness: product * scale(key) * scale(query) - bias(key). Queries are packed in groups of 6,
// [stride / 2][6][2] int16; keys in groups of 8, [stride / 2][8][2] int16.

import { eightAt, rowAt } from './neighbors-memory';
import { NONE } from './neighbors-ranked';

/** Marks a row that came into its list since the last round of descent. */
export const NEW: u32 = 0x80000000;
/** Takes the mark off. */
export const ROW: u32 = 0x7fffffff;

/** Bytes that `rowCount` queries or keys take when packed. */
export function packedBytes(rowCount: u32, stride: u32): usize {
  return <usize>(rowCount + 8) * <usize>stride * 2;
}

/** Packs rows `ids[0]` to `ids[count - 1]` as queries. */
export function packQueries(rows: usize, stride: u32, ids: usize, count: u32, out: usize): void {
  pack(rows, stride, ids, count, 6, out);
}

/** Packs rows `ids[0]` to `ids[count - 1]` as keys. */
export function packKeys(rows: usize, stride: u32, ids: usize, count: u32, out: usize): void {
  pack(rows, stride, ids, count, 8, out);
}

/** Packs rows in groups of `size`; what is missing in the last is zero. */
function pack(rows: usize, stride: u32, ids: usize, count: u32, size: u32, out: usize): void {
  const groupBytes = <usize>stride * 2 * size;
  const step = <usize>size * 4;
  for (let group: u32 = 0; group < count; group += size) {
    if (group + size > count) memory.fill(out, 0, groupBytes);
    const members = min(count - group, size);
    for (let i: u32 = 0; i < members; i++) {
      const row = rowAt(rows, load<u32>(ids + <usize>(group + i) * 4));
      let to = out + <usize>i * 4;
      for (let j: usize = 0; j < stride; j += 8) {
        const x = eightAt(row, j);
        v128.store_lane<u32>(to, x, 0);
        v128.store_lane<u32>(to + step, x, 1);
        v128.store_lane<u32>(to + 2 * step, x, 2);
        v128.store_lane<u32>(to + 3 * step, x, 3);
        to += 4 * step;
      }
    }
    out += groupBytes;
  }
}

/** Packs centers as queries: `count` of them from `rows` on, one after the other. */
export function packQueries16(rows: usize, stride: u32, count: u32, out: usize): void {
  const groupBytes = <usize>stride * 12;
  for (let i: u32 = 0; i < count; i++) {
    const to = out + <usize>(i / 6) * groupBytes + <usize>(i % 6) * 4;
    const row = rows + <usize>i * stride * 2;
    for (let j: usize = 0; j < stride; j += 2) store<u32>(to + j * 12, load<u32>(row + j * 2));
  }
}

/** Packs centers `ids[0]` to `ids[count - 1]` as keys. */
export function packKeys16(rows: usize, stride: u32, ids: usize, count: u32, out: usize): void {
  const groupBytes = <usize>stride * 16;
  for (let i: u32 = 0; i < count; i++) {
    const to = out + <usize>(i >> 3) * groupBytes + <usize>(i & 7) * 4;
    const row = rows + <usize>load<u32>(ids + <usize>i * 4) * stride * 2;
    for (let j: usize = 0; j < stride; j += 2) store<u32>(to + j * 16, load<u32>(row + j * 2));
  }
}

/** Gathers floats `ids[0]` to `ids[count - 1]`, and `filler` up to a multiple of 8. */
export function gather(values: usize, ids: usize, count: u32, filler: f32, out: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    store<f32>(out + <usize>i * 4, load<f32>(values + <usize>load<u32>(ids + <usize>i * 4) * 4));
  }
  for (let i = count; i & 7; i++) store<f32>(out + <usize>i * 4, filler);
}

/** Lists of the best keys of each query: score and row, best first. */
export function clearLists(scores: usize, rows: usize, count: u32, length: u32): void {
  const end = <usize>count * length * 4;
  for (let i: usize = 0; i < end; i += 4) {
    store<f32>(scores + i, -Infinity);
    store<u32>(rows + i, NONE);
  }
}

// What `scoreTile` works on; set by the functions that call it.
export let queries: usize = 0; // packed
export let queryCount: u32 = 0;
export let queryScale: usize = 0; // float for each query
export let queryIds: usize = 0; // row that a query may not be answered with
export let keys: usize = 0; // packed
export let keyCount: u32 = 0;
export let keyScale: usize = 0; // float for each key, up to a multiple of 8
export let keyBias: usize = 0; // likewise; infinite where there is no key
export let keyIds: usize = 0;
export let scores: usize = 0; // [queryCount][length]
export let found: usize = 0; // likewise
export let length: u32 = 0;
export let best: u32 = 0; // places of a list that count as changes
export let changes: usize = 0; // counter for each query, or 0

export function setQueries(packed: usize, count: u32, scale: usize, ids: usize): void {
  queries = packed;
  queryCount = count;
  queryScale = scale;
  queryIds = ids;
}

export function setKeys(packed: usize, count: u32, scale: usize, bias: usize, ids: usize): void {
  keys = packed;
  keyCount = count;
  keyScale = scale;
  keyBias = bias;
  keyIds = ids;
}

export function setLists(scores_: usize, found_: usize, length_: u32, best_: u32, changes_: usize): void {
  scores = scores_;
  found = found_;
  length = length_;
  best = best_;
  changes = changes_;
}

/** Scores every query with every key and keeps the best; `products` is 192 bytes of scratch. */
export function scoreTile(stride: u32, products: usize): void {
  const listBytes = <usize>length * 4;
  const rowBytes = <usize>stride * 2;
  const groupBytes = <usize>stride * 16;
  for (let key: u32 = 0; key < keyCount; key += 8) {
    const group = keys + <usize>(key >> 3) * groupBytes;
    const at = <usize>key * 4;
    const scale0 = v128.load(keyScale + at);
    const scale1 = v128.load(keyScale + at, 16);
    const bias0 = v128.load(keyBias + at);
    const bias1 = v128.load(keyBias + at, 16);
    for (let query: u32 = 0; query < queryCount; query += 6) {
      dotTile(group, group + groupBytes, queries + <usize>query * rowBytes, products);
      const end = min(query + 6, queryCount);
      let product = products;
      for (let q = query; q < end; q++) {
        const own = v128.load_splat<u32>(queryScale + <usize>q * 4);
        const x = f32x4.sub(
          f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(v128.load(product)), scale0), own),
          bias0,
        );
        const y = f32x4.sub(
          f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(v128.load(product, 16)), scale1), own),
          bias1,
        );
        const list = scores + <usize>q * listBytes;
        const limit = v128.load_splat<u32>(list + listBytes - 4);
        if (v128.any_true(v128.or(f32x4.gt(x, limit), f32x4.gt(y, limit)))) {
          v128.store(product, x);
          v128.store(product, y, 16);
          insert8(product, q, keyIds + at);
        }
        product += 32;
      }
    }
  }
}

/** 6 x 8 products. Kept apart from its callers, so that its sums stay in registers. */
export function dotTile(keys: usize, end: usize, queries: usize, out: usize): void {
  let a0 = i32x4.splat(0),
    a1 = a0,
    b0 = a0,
    b1 = a0,
    c0 = a0,
    c1 = a0,
    d0 = a0,
    d1 = a0,
    e0 = a0,
    e1 = a0,
    f0 = a0,
    f1 = a0;
  while (keys < end) {
    const x = v128.load(keys),
      y = v128.load(keys, 16);
    let q = v128.load_splat<u32>(queries);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x, q));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(y, q));
    q = v128.load_splat<u32>(queries, 4);
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x, q));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(y, q));
    q = v128.load_splat<u32>(queries, 8);
    c0 = i32x4.add(c0, i32x4.dot_i16x8_s(x, q));
    c1 = i32x4.add(c1, i32x4.dot_i16x8_s(y, q));
    q = v128.load_splat<u32>(queries, 12);
    d0 = i32x4.add(d0, i32x4.dot_i16x8_s(x, q));
    d1 = i32x4.add(d1, i32x4.dot_i16x8_s(y, q));
    q = v128.load_splat<u32>(queries, 16);
    e0 = i32x4.add(e0, i32x4.dot_i16x8_s(x, q));
    e1 = i32x4.add(e1, i32x4.dot_i16x8_s(y, q));
    q = v128.load_splat<u32>(queries, 20);
    f0 = i32x4.add(f0, i32x4.dot_i16x8_s(x, q));
    f1 = i32x4.add(f1, i32x4.dot_i16x8_s(y, q));
    const z = v128.load(keys, 32),
      w = v128.load(keys, 48);
    q = v128.load_splat<u32>(queries, 24);
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(z, q));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(w, q));
    q = v128.load_splat<u32>(queries, 28);
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(z, q));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(w, q));
    q = v128.load_splat<u32>(queries, 32);
    c0 = i32x4.add(c0, i32x4.dot_i16x8_s(z, q));
    c1 = i32x4.add(c1, i32x4.dot_i16x8_s(w, q));
    q = v128.load_splat<u32>(queries, 36);
    d0 = i32x4.add(d0, i32x4.dot_i16x8_s(z, q));
    d1 = i32x4.add(d1, i32x4.dot_i16x8_s(w, q));
    q = v128.load_splat<u32>(queries, 40);
    e0 = i32x4.add(e0, i32x4.dot_i16x8_s(z, q));
    e1 = i32x4.add(e1, i32x4.dot_i16x8_s(w, q));
    q = v128.load_splat<u32>(queries, 44);
    f0 = i32x4.add(f0, i32x4.dot_i16x8_s(z, q));
    f1 = i32x4.add(f1, i32x4.dot_i16x8_s(w, q));
    keys += 64;
    queries += 48;
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, b0, 32);
  v128.store(out, b1, 48);
  v128.store(out, c0, 64);
  v128.store(out, c1, 80);
  v128.store(out, d0, 96);
  v128.store(out, d1, 112);
  v128.store(out, e0, 128);
  v128.store(out, e1, 144);
  v128.store(out, f0, 160);
  v128.store(out, f1, 176);
}

function insert8(candidates: usize, query: u32, ids: usize): void {
  const list = scores + <usize>query * length * 4;
  const rows = found + <usize>query * length * 4;
  const own = load<u32>(queryIds + <usize>query * 4);
  let changed: u32 = 0;
  for (let lane: usize = 0; lane < 32; lane += 4) {
    const score = load<f32>(candidates + lane);
    if (!(score > load<f32>(list + <usize>(length - 1) * 4))) continue;
    const id = load<u32>(ids + lane);
    if (id == own) continue;
    if (insert(list, rows, length, score, id) < best) changed++;
  }
  if (changes != 0) store<u32>(changes + <usize>query * 4, load<u32>(changes + <usize>query * 4) + changed);
}

/**
 * Puts a row into a list where its score says, behind equal ones, unless it is there already.
 *
 * @returns its place, or NONE
 */
export function insert(list: usize, rows: usize, length: u32, score: f32, id: u32): u32 {
  // A row's score with a query is always the same, so a copy can only be among equal scores.
  let place = length - 1;
  while (place > 0 && load<f32>(list + <usize>(place - 1) * 4) < score) place--;
  for (let i = place; i > 0 && load<f32>(list + <usize>(i - 1) * 4) == score; i--) {
    if ((load<u32>(rows + <usize>(i - 1) * 4) & ROW) == id) return NONE;
  }
  const at = <usize>place * 4;
  for (let i = <usize>(length - 1) * 4; i > at; i -= 4) {
    store<f32>(list + i, load<f32>(list + i - 4));
    store<u32>(rows + i, load<u32>(rows + i - 4));
  }
  store<f32>(list + at, score);
  store<u32>(rows + at, id | NEW);
  return place;
}
