// One round of NN-descent (Dong, Charikar & Li 2011), by pulling: each row reads the lists of its neighbours, and of
// the rows that it is a neighbour of, as they were before the round, and writes its own.
import * as m from './neighbors-memory';
import { at } from './neighbors-memory';
import { NONE } from './neighbors-ranked';
import { insert, NEW, ROW } from './neighbors-tile';

let query: u32 = 0;
let own16: usize = 0; // the query in int16
let queryScale: f32 = 0;
let scores: usize = 0;
let found: usize = 0;
let seen: usize = 0;
let seenCells: usize = 0;

/** Renews the lists of the rows of a cell, or of queries 64 * cell to 64 * cell + 63. */
export function descend(cell: u32, worker: u32, scratch: usize): void {
  own16 = scratch;
  seen = m.seen + ((<usize>worker * m.rowCount) << 2);
  seenCells = m.seenCells + ((<usize>worker * m.cells) << 2);
  if (m.queryRows == m.rows) {
    const end = at(m.start, cell + 1);
    for (let i = at(m.start, cell); i < end; i++) renew(at(m.order, i), true);
  } else {
    const end = min((cell + 1) * 64, m.listCount);
    for (let i = cell * 64; i < end; i++) renew(i, false);
  }
}

function renew(row: u32, isRow: bool): void {
  query = row;
  const bytes = <usize>m.length * 4;
  const half = <usize>m.listCount * bytes;
  const oldFound = m.lists + half + <usize>row * bytes;
  scores = m.nextLists + <usize>row * bytes;
  found = scores + half;
  memory.copy(scores, m.lists + <usize>row * bytes, bytes);
  const x = m.rowAt(m.queryRows, row);
  for (let j: usize = 0; j < m.stride; j += 8) v128.store(own16 + j * 2, m.eightAt(x, j));
  queryScale = load<f32>(m.queryScale + ((<usize>row) << 2));
  // Rows of cells that this row has looked through are known to it.
  if (isRow) {
    meetCell(at(m.cellOf, row));
    store<u32>(seen + ((<usize>row) << 2), row);
  }
  const probed = at(m.probed, row);
  for (let i: u32 = 0; i < probed; i++) meetCell(at(m.probes, row * m.probeCount + i));
  for (let i: u32 = 0; i < m.length; i++) {
    const id = at(oldFound, i);
    store<u32>(found + ((<usize>i) << 2), id == NONE ? NONE : id & ROW);
    if (id != NONE) store<u32>(seen + ((<usize>(id & ROW)) << 2), row);
  }
  for (let i: u32 = 0; i < m.best; i++) {
    const id = at(oldFound, i);
    if (id == NONE) break;
    if (isRow) follow(id & ROW, m.everything != 0 || id >= NEW);
    else if (id >= NEW) followGraph(id & ROW);
  }
  if (!isRow) return;
  const end = at(m.reverseStart, row + 1);
  for (let i = at(m.reverseStart, row); i < end; i++) {
    const id = at(m.reverse, i);
    const isNew = m.everything != 0 || id >= NEW;
    if (isNew) meet(id & ROW);
    follow(id & ROW, isNew);
  }
}

function meetCell(cell: u32): void {
  store<u32>(seenCells + ((<usize>cell) << 2), query);
}

/** Meets the neighbours of a neighbour; of an old one, its new ones. */
function follow(row: u32, isNew: bool): void {
  const rows = m.lists + (<usize>m.listCount + <usize>row) * m.length * 4;
  for (let i: u32 = 0; i < m.best; i++) {
    const id = at(rows, i);
    if (id == NONE) break;
    if (isNew || id >= NEW) meet(id & ROW);
  }
  const end = at(m.reverseStart, row + 1);
  for (let i = at(m.reverseStart, row); i < end; i++) {
    const id = at(m.reverse, i);
    if (isNew || id >= NEW) meet(id & ROW);
  }
}

/** Meets the neighbours that a row has in a finished graph. */
function followGraph(row: u32): void {
  const rows = m.graph + <usize>row * m.graphWidth * 4;
  for (let i: u32 = 0; i < m.graphWidth; i++) meet(at(rows, i));
}

/** Scores a row that the query has not met yet. */
function meet(row: u32): void {
  const at4 = (<usize>row) << 2;
  if (load<u32>(seen + at4) == query) return;
  store<u32>(seen + at4, query);
  if (load<u32>(seenCells + ((<usize>at(m.cellOf, row)) << 2)) == query) return;
  const other = m.rowAt(m.rows, row);
  const product = <f32>(m.wide ? dotWide(own16, other) : dot(own16, other));
  const score = product * load<f32>(m.scale + at4) * queryScale - load<f32>(m.bias + at4);
  const last = <usize>(m.length - 1) * 4;
  if (score > load<f32>(scores + last)) insert(scores, found, m.length, score, row);
}

/** Of int16 and int8. */
function dot(a: usize, b: usize): i32 {
  let x = i32x4.splat(0),
    y = x;
  for (const end = b + m.stride; b < end; a += 32, b += 16) {
    x = i32x4.add(x, i32x4.dot_i16x8_s(v128.load(a), v128.load_ext<i8>(b)));
    y = i32x4.add(y, i32x4.dot_i16x8_s(v128.load(a, 16), v128.load_ext<i8>(b, 8)));
  }
  return sumOfLanes(i32x4.add(x, y));
}

/** Of int16 and int16. */
function dotWide(a: usize, b: usize): i32 {
  let x = i32x4.splat(0),
    y = x;
  for (const end = b + m.stride * 2; b < end; a += 32, b += 32) {
    x = i32x4.add(x, i32x4.dot_i16x8_s(v128.load(a), v128.load(b)));
    y = i32x4.add(y, i32x4.dot_i16x8_s(v128.load(a, 16), v128.load(b, 16)));
  }
  return sumOfLanes(i32x4.add(x, y));
}

function sumOfLanes(x: v128): i32 {
  x = i32x4.add(x, v128.shuffle<i32>(x, x, 2, 3, 0, 1));
  return i32x4.extract_lane(x, 0) + i32x4.extract_lane(x, 1);
}
