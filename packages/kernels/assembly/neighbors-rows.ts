// Rows in integers, and the centers of cells.
import { COSINE, INNER_PRODUCT, scaleRow, unitScale } from './neighbors-distance';
import * as m from './neighbors-memory';
import { at } from './neighbors-memory';
import { dotTile, gather, packedBytes, packKeys, packQueries16 } from './neighbors-tile';

const BLOCK: u32 = 128;
const FAR: f32 = 1e15;

/** Rows 128 * block to 128 * block + 127 of the floats at hand: to integers. Unit rows stay unit (cosine). */
export function quantise(block: u32): void {
  const to = min((block + 1) * BLOCK, m.floatCount);
  for (let i = block * BLOCK; i < to; i++) quantiseRow(m.floatFirst + i, m.floats + <usize>i * m.floatStride);
}

function quantiseRow(row: u32, x: usize): void {
  const bytes = <usize>m.stride * 4;
  if (m.metric == COSINE) {
    const unit = unitScale(x, bytes);
    store<f64>(m.unit + ((<usize>row) << 3), unit);
    scaleRow(x, bytes, unit);
  }
  let largest: f32 = 0;
  let dot: f64 = 0;
  for (let j: usize = 0; j < bytes; j += 4) {
    const mean = load<f32>(m.mean + j);
    const shifted = shiftedAt(x, j, mean);
    largest = max(largest, abs(shifted));
    dot += <f64>(shifted + mean) * <f64>mean;
  }
  const step: f32 = largest > 0 ? <f32>m.level / largest : 0;
  const scale: f32 = largest > 0 ? largest / <f32>m.level : 0;
  const out = m.rowAt(m.rows, row);
  let squares: f64 = 0;
  for (let j: usize = 0; j < bytes; j += 4) {
    const value = <i32>nearest(shiftedAt(x, j, load<f32>(m.mean + j)) * step);
    if (m.wide) store<i16>(out + (j >> 1), <i16>value);
    else store<i8>(out + (j >> 2), <i8>value);
    squares += <f64>value * <f64>value;
  }
  store<f32>(m.scale + ((<usize>row) << 2), scale);
  // The length of the row as it is kept, not as it was: between near rows the rounding then cancels.
  let bias = 0.5 * squares * <f64>scale * <f64>scale;
  if (m.metric == INNER_PRODUCT) bias = -dot;
  // A row of zeros is as far from unit rows as a right angle.
  else if (m.metric == COSINE && load<f64>(m.unit + ((<usize>row) << 3)) == 0) bias += 0.5;
  store<f32>(m.bias + ((<usize>row) << 2), <f32>bias);
}

function shiftedAt(x: usize, j: usize, mean: f32): f32 {
  // A query may lie far beyond all rows; no square of this overflows.
  return min(FAR, max(-FAR, <f32>(<f64>load<f32>(x + j) * m.factor) - mean));
}

/** Rows 128 * block to 128 * block + 127 of some columns: to unit rows. */
export function scaleColumns(block: u32): void {
  const to = min((block + 1) * BLOCK, m.floatCount);
  for (let i = block * BLOCK; i < to; i++) {
    scaleRow(m.floats + <usize>i * m.floatStride, m.floatStride, load<f64>(m.unit + ((<usize>i) << 3)));
  }
}

/** The nearest of some centers to each of some rows, at most 512: one task. Ties go to the earlier center. */
export function assign(block: u32, scratch: usize): void {
  const task = m.tasks + <usize>block * 16;
  const place = load<u32>(task),
    count = load<u32>(task, 4),
    center = load<u32>(task, 8),
    centers = load<u32>(task, 12);
  const ids = m.order + ((<usize>place) << 2);
  const keyBytes = <usize>m.stride * 16;
  const products = scratch;
  const scales = products + 192;
  const keys = scales + <usize>(count + 8) * 4;
  const queries = keys + packedBytes(count, m.stride);
  gather(m.scale, ids, count, 0, scales);
  packKeys(m.rows, m.stride, ids, count, keys);
  packQueries16(m.centers + <usize>center * m.stride * 2, m.stride, centers, queries);
  for (let key: u32 = 0; key < count; key += 8) {
    const group = keys + <usize>(key >> 3) * keyBytes;
    const scale0 = v128.load(scales + <usize>key * 4);
    const scale1 = v128.load(scales + <usize>key * 4, 16);
    let best0 = f32x4.splat(-Infinity),
      best1 = best0,
      label0 = i32x4.splat(0),
      label1 = label0;
    for (let c: u32 = 0; c < centers; c += 6) {
      dotTile(group, group + keyBytes, queries + <usize>c * m.stride * 2, products);
      const end = min(c + 6, centers);
      let product = products;
      for (let i = c; i < end; i++) {
        const scale = v128.load_splat<u32>(m.centerScale + ((<usize>(center + i)) << 2));
        const half = v128.load_splat<u32>(m.centerHalf + ((<usize>(center + i)) << 2));
        const x = f32x4.sub(
          f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(v128.load(product)), scale0), scale),
          half,
        );
        const y = f32x4.sub(
          f32x4.mul(f32x4.mul(f32x4.convert_i32x4_s(v128.load(product, 16)), scale1), scale),
          half,
        );
        const label = i32x4.splat(i);
        const m0 = f32x4.gt(x, best0),
          m1 = f32x4.gt(y, best1);
        best0 = v128.bitselect(x, best0, m0);
        best1 = v128.bitselect(y, best1, m1);
        label0 = v128.bitselect(label, label0, m0);
        label1 = v128.bitselect(label, label1, m1);
        product += 32;
      }
    }
    v128.store(scales + <usize>key * 4, label0);
    v128.store(scales + <usize>key * 4, label1, 16);
  }
  memory.copy(m.labels + ((<usize>place) << 2), scales, (<usize>count) << 2);
}

/** The center of cell `centerFirst + block`: the mean of its rows; of a cell without rows it stays. `sums` is scratch. */
export function average(block: u32, sums: usize): void {
  const cell = m.centerFirst + block;
  const from = at(m.start, block),
    to = at(m.start, block + 1);
  if (from == to) return;
  const bytes = <usize>m.stride * 4;
  memory.fill(sums, 0, bytes);
  let bias: f64 = 0;
  for (let i = from; i < to; i++) {
    const row = at(m.order, i);
    const scale = v128.load_splat<u32>(m.scale + ((<usize>row) << 2));
    bias += load<f32>(m.bias + ((<usize>row) << 2));
    const x = m.rowAt(m.rows, row);
    let sum = sums;
    for (let j: usize = 0; j < m.stride; j += 8, sum += 32) {
      const values = m.eightAt(x, j);
      const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(values));
      const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(values));
      v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(low, scale)));
      v128.store(sum, f32x4.add(v128.load(sum, 16), f32x4.mul(high, scale)), 16);
    }
  }
  const members = <f32>(to - from);
  let largest: f32 = 0;
  let squares: f64 = 0;
  for (let j: usize = 0; j < bytes; j += 4) {
    const value = load<f32>(sums + j) / members;
    store<f32>(sums + j, value);
    largest = max(largest, abs(value));
    squares += <f64>value * <f64>value;
  }
  const step: f32 = largest > 0 ? <f32>m.centerLevel / largest : 0;
  const out = m.centers + <usize>cell * m.stride * 2;
  for (let j: usize = 0; j < bytes; j += 4) {
    store<i16>(out + (j >> 1), <i16>(<i32>nearest(load<f32>(sums + j) * step)));
  }
  store<f32>(m.centerScale + ((<usize>cell) << 2), largest > 0 ? largest / <f32>m.centerLevel : 0);
  store<f32>(m.centerHalf + ((<usize>cell) << 2), <f32>(0.5 * squares));
  store<f32>(m.centerBias + ((<usize>cell) << 2), <f32>(bias / <f64>members));
}
