// Looking through cells.
import { INNER_PRODUCT } from './neighbors-distance';
import * as m from './neighbors-memory';
import { at } from './neighbors-memory';
import { NONE } from './neighbors-ranked';
import {
  clearLists,
  gather,
  packedBytes,
  packKeys,
  packKeys16,
  packQueries,
  packQueries16,
  scoreTile,
  setKeys,
  setLists,
  setQueries,
} from './neighbors-tile';

const CENTERS: u32 = 48; // centers that a block of `findNear` answers for
const QUERIES: u32 = 192; // queries looked up at a time
const KEYS: u32 = 512; // centers packed at a time

// Places of a worker's scratch, each behind the other.
let top: usize = 0;
function place(bytes: usize): usize {
  const here = top;
  top = (top + bytes + 15) & ~15;
  return here;
}

/** Writes the numbers from `first` on. */
function countUp(ids: usize, first: u32, count: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u32>(ids + ((<usize>i) << 2), first + i);
}

/** The cells nearest to cells 48 * block to 48 * block + 47, themselves left out. */
export function findNear(block: u32, scratch: usize): void {
  top = scratch;
  const first = block * CENTERS;
  const count = min(CENTERS, m.cells - first);
  const products = place(192);
  const ids = place(<usize>count * 4);
  countUp(ids, first, count);
  const scales = place(<usize>(count + 8) * 4);
  gather(m.centerScale, ids, count, 0, scales);
  const queries = place(packedBytes(count, m.stride));
  packQueries16(m.centers + <usize>first * m.stride * 2, m.stride, count, queries);
  setQueries(queries, count, scales, ids);
  const scores = place(<usize>count * m.nearCount * 4);
  const found = m.near + <usize>first * m.nearCount * 4;
  clearLists(scores, found, count, m.nearCount);
  setLists(scores, found, m.nearCount, 0, 0);
  scoreCenters(products);
  unmark(found, count * m.nearCount);
}

/** Scores all centers with the queries that were set. */
function scoreCenters(products: usize): void {
  const ids = place(KEYS * 4);
  const before = top;
  for (let first: u32 = 0; first < m.cells; first += KEYS) {
    top = before;
    const count = min(KEYS, m.cells - first);
    countUp(ids, first, count);
    setCenterKeys(ids, count);
    scoreTile(m.stride, products);
  }
}

/** Sets the centers of cells `ids` as keys. Cells are nearest by their centers, or have the greatest products. */
function setCenterKeys(ids: usize, count: u32): void {
  const keys = place(packedBytes(count, m.stride));
  packKeys16(m.centers, m.stride, ids, count, keys);
  const scales = place(<usize>(count + 8) * 4);
  gather(m.centerScale, ids, count, 0, scales);
  const biases = place(<usize>(count + 8) * 4);
  gather(m.metric == INNER_PRODUCT ? m.centerBias : m.centerHalf, ids, count, Infinity, biases);
  setKeys(keys, count, scales, biases, ids);
}

/** Takes the mark off what is new in a list. */
function unmark(found: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const id = at(found, i);
    if (id != NONE) store<u32>(found + ((<usize>i) << 2), id & 0x7fffffff);
  }
}

/** Compares the rows of a cell with each other. */
export function searchOwn(cell: u32, scratch: usize): void {
  top = scratch;
  const ids = m.order + ((<usize>at(m.start, cell)) << 2);
  const count = at(m.start, cell + 1) - at(m.start, cell);
  const products = place(192);
  setMembersAsKeys(ids, count);
  setRowsAsQueries(ids, count, ids);
  const scores = place(<usize>count * m.length * 4);
  const found = place(<usize>count * m.length * 4);
  moveLists(ids, count, scores, found, false);
  setLists(scores, found, m.length, m.best, 0);
  scoreTile(m.stride, products);
  moveLists(ids, count, scores, found, true);
}

/** The cells that each row of a cell will look through: the nearest of those near its own. */
export function rankCells(cell: u32, scratch: usize): void {
  top = scratch;
  const ids = m.order + ((<usize>at(m.start, cell)) << 2);
  const count = at(m.start, cell + 1) - at(m.start, cell);
  const products = place(192);
  const near = m.near + <usize>cell * m.nearCount * 4;
  let nearCount: u32 = 0;
  while (nearCount < m.nearCount && at(near, nearCount) != NONE) nearCount++;
  const none = place(<usize>count * 4);
  memory.fill(none, 0xff, <usize>count * 4);
  setRowsAsQueries(ids, count, none);
  setCenterKeys(near, nearCount);
  const scores = place(<usize>count * m.probeCount * 4);
  const found = place(<usize>count * m.probeCount * 4);
  clearLists(scores, found, count, m.probeCount);
  setLists(scores, found, m.probeCount, 0, 0);
  scoreTile(m.stride, products);
  unmark(found, count * m.probeCount);
  const bytes = <usize>m.probeCount * 4;
  for (let i: u32 = 0; i < count; i++) {
    memory.copy(m.probes + <usize>at(ids, i) * bytes, found + <usize>i * bytes, bytes);
  }
}

/** The queries that are in a cell's queue look through it. */
export function probe(cell: u32, scratch: usize): void {
  const from = at(m.queueStart, cell),
    to = at(m.queueStart, cell + 1);
  if (from == to) return;
  top = scratch;
  const members = m.order + ((<usize>at(m.start, cell)) << 2);
  const products = place(192);
  setMembersAsKeys(members, at(m.start, cell + 1) - at(m.start, cell));
  const before = top;
  for (let first = from; first < to; first += QUERIES) {
    top = before;
    const count = min(QUERIES, to - first);
    const ids = m.queue + ((<usize>first) << 2);
    let self = ids;
    if (m.queryRows != m.rows) {
      self = place(<usize>count * 4);
      memory.fill(self, 0xff, <usize>count * 4);
    }
    setRowsAsQueries(ids, count, self);
    const scores = place(<usize>count * m.length * 4);
    const found = place(<usize>count * m.length * 4);
    const changes = place(<usize>count * 4);
    memory.fill(changes, 0, <usize>count * 4);
    moveLists(ids, count, scores, found, false);
    setLists(scores, found, m.length, m.best, changes);
    scoreTile(m.stride, products);
    moveLists(ids, count, scores, found, true);
    for (let i: u32 = 0; i < count; i++) {
      const query = (<usize>at(ids, i)) << 2;
      store<u32>(m.probed + query, load<u32>(m.probed + query) + 1);
      store<u32>(m.idle + query, at(changes, i) > 0 ? 0 : load<u32>(m.idle + query) + 1);
    }
  }
}

/** The cells that queries 192 * block to 192 * block + 191 will look through: the nearest of all. */
export function routeQueries(block: u32, scratch: usize): void {
  top = scratch;
  const first = block * QUERIES;
  const count = min(QUERIES, m.listCount - first);
  const products = place(192);
  const ids = place(<usize>count * 4);
  countUp(ids, first, count);
  const none = place(<usize>count * 4);
  memory.fill(none, 0xff, <usize>count * 4);
  setRowsAsQueries(ids, count, none);
  const scores = place(<usize>count * m.probeCount * 4);
  const found = m.probes + <usize>first * m.probeCount * 4;
  clearLists(scores, found, count, m.probeCount);
  setLists(scores, found, m.probeCount, 0, 0);
  scoreCenters(products);
  unmark(found, count * m.probeCount);
}

function setMembersAsKeys(ids: usize, count: u32): void {
  const keys = place(packedBytes(count, m.stride));
  packKeys(m.rows, m.stride, ids, count, keys);
  const scales = place(<usize>(count + 8) * 4);
  gather(m.scale, ids, count, 0, scales);
  const biases = place(<usize>(count + 8) * 4);
  gather(m.bias, ids, count, Infinity, biases);
  setKeys(keys, count, scales, biases, ids);
}

function setRowsAsQueries(ids: usize, count: u32, self: usize): void {
  const queries = place(packedBytes(count, m.stride));
  packQueries(m.queryRows, m.stride, ids, count, queries);
  const scales = place(<usize>(count + 8) * 4);
  gather(m.queryScale, ids, count, 0, scales);
  setQueries(queries, count, scales, self);
}

/** Copies lists to where the tiles work on them, or back. */
function moveLists(ids: usize, count: u32, scores: usize, found: usize, back: bool): void {
  const bytes = <usize>m.length * 4;
  const rows = m.lists + <usize>m.listCount * bytes;
  for (let i: u32 = 0; i < count; i++) {
    const there = <usize>at(ids, i) * bytes;
    const here = <usize>i * bytes;
    if (back) {
      memory.copy(m.lists + there, scores + here, bytes);
      memory.copy(rows + there, found + here, bytes);
    } else {
      memory.copy(scores + here, m.lists + there, bytes);
      memory.copy(found + here, rows + there, bytes);
    }
  }
}
