// Distances of the rows that lists hold, from floats.
import { compare, COSINE, distance } from './neighbors-distance';
import * as m from './neighbors-memory';
import { at } from './neighbors-memory';
import { insertRanked, NONE, writeRanked } from './neighbors-ranked';
import { ROW } from './neighbors-tile';

/** Adds what the columns at hand give to the distances of a cell's rows; their sums lie in `nextLists`. */
export function accumulate(cell: u32): void {
  const end = at(m.start, cell + 1);
  for (let i = at(m.start, cell); i < end; i++) {
    const row = <usize>at(m.order, i);
    const x = m.floats + row * m.floatStride;
    const found = m.lists + (<usize>m.listCount + row) * m.length * 4;
    const sums = m.nextLists + row * m.length * 8;
    for (let t: u32 = 0; t < m.length; t++) {
      const id = at(found, t);
      if (id == NONE) break;
      const sum = sums + ((<usize>t) << 3);
      const before: f64 = m.floatFirst == 0 ? 0 : load<f64>(sum);
      const y = m.floats + <usize>(id & ROW) * m.floatStride;
      store<f64>(sum, addColumns(before, x, y));
    }
  }
}

/** As `compare` would go on, had it begun with the columns before. */
function addColumns(sum: f64, x: usize, y: usize): f64 {
  for (let j: usize = 0; j < m.floatStride; j += 256) {
    sum += compare(m.metric, x + j, y + j, min(m.floatStride - j, 256));
  }
  return sum;
}

/** Orders the lists of a cell's rows by (distance, row) and writes out the best. */
export function finish(cell: u32, ranked: usize): void {
  const end = at(m.start, cell + 1);
  for (let i = at(m.start, cell); i < end; i++) {
    const row = at(m.order, i);
    if (m.metric == COSINE && isZero(row)) finishZero(row);
    else finishRow(row, ranked);
  }
}

function isZero(row: u32): bool {
  return load<f64>(m.unit + ((<usize>row) << 3)) == 0;
}

/** A row of zeros is equally far from all: its neighbours are the first rows there are. */
function finishZero(row: u32): void {
  const out = <usize>row * m.best * 4;
  for (let p: u32 = 0, id: u32 = 0; p < m.best; p++, id++) {
    if (id == row) id++;
    store<f32>(m.outDistances + out + ((<usize>p) << 2), 1);
    store<u32>(m.outIndices + out + ((<usize>p) << 2), id);
  }
}

function finishRow(row: u32, ranked: usize): void {
  const found = m.lists + (<usize>m.listCount + <usize>row) * m.length * 4;
  const sums = m.nextLists + <usize>row * m.length * 8;
  let count: u32 = 0;
  for (let t: u32 = 0; t < m.length; t++) {
    if (at(found, t) == NONE) break;
    const id = at(found, t) & ROW;
    const d: f32 =
      m.metric == COSINE && isZero(id) ? 1 : distance(m.metric, load<f64>(sums + ((<usize>t) << 3)));
    insertRanked(ranked, count, d, id);
    count++;
  }
  const out = <usize>row * m.best * 4;
  writeRanked(ranked, count, m.best, m.outIndices + out, m.outDistances + out);
}
