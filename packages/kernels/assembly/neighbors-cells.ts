// Approximate nearest neighbours: rows in integers, in cells of near rows; each row looks through its own nearest
// cells, then at its neighbours' neighbours (NN-descent: Dong, Charikar & Li 2011).
//
// A row x is kept as scale * integers of x - mean; the integers are int8, or int16 where a row has few. For a given
// query, keys rank by
//   product * scale(key) * scale(query) - bias(key)
// as they do by distance: bias is half the squared length of key - mean, or for inner products -mean . key. Each list has one owner in every phase, so no result depends on the number of workers.
import { accumulate, finish } from './neighbors-rerank';
import { descend } from './neighbors-descent';
import * as m from './neighbors-memory';
import { findNear, probe, rankCells, routeQueries, searchOwn } from './neighbors-probe';
import { average, assign, quantise, scaleColumns } from './neighbors-rows';

/** Reads the numbers at `header`. */
export function setup(header: usize): void {
  m.read(header);
}

export function run(block: u32, round: u32, worker: u32): void {
  const scratch = m.scratch + <usize>worker * m.scratchBytes;
  switch (m.phase) {
    case 0:
      return quantise(block);
    case 1:
      return assign(block, scratch);
    case 2:
      return average(block, scratch);
    case 3:
      return findNear(block, scratch);
    case 4:
      searchOwn(block, scratch);
      return rankCells(block, scratch);
    case 5:
      return probe(block, scratch);
    case 6:
      return descend(block, worker, scratch);
    case 7:
      return scaleColumns(block);
    case 8:
      return accumulate(block);
    case 9:
      return finish(block, scratch);
    case 10:
      return routeQueries(block, scratch);
  }
}
