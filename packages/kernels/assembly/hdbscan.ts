// The minimum spanning tree of mutual reachability: core distances, then Boruvka's algorithm, then the edges in order.
// With few columns neighbours are looked for in a KD-tree, with many among all rows, ruled out by float32 products.
// All that decides is float64, summed as in src/distance/squared-distance.ts.
//
// Compiled twice: ANY_METRIC 0 is for Euclid's distance alone, 1 for the others, on the tree whatever the columns, or
// for distances that are given, which are swept.
//
// Edges have one order in which no two are equal, so there is one tree: whatever searches find first, whatever worker
// takes which block, and however far a bound has sunk when it is read, the answer is the same.
import { coreByTree, coreBySweep } from './hdbscan-core';
import { joinComponents } from './hdbscan-join';
import { cols, edgeCount, ids, points, raw, readHeader, rows, wide, phase } from './hdbscan-memory';
import { searchBlock, sweepBlock } from './hdbscan-search';
import { sortEdges } from './hdbscan-sort';
import { build, measureNodes } from './hdbscan-tree';

const BUILD: u32 = 0;
const GATHER: u32 = 1;
const CORE: u32 = 2;
const MEASURE: u32 = 3;
const SPAN: u32 = 4;
const SORT: u32 = 5;

const BLOCK: u32 = 64; // rows of a block of work

export function setup(header: usize): void {
  readHeader(header);
}

export function run(block: u32, round: u32, worker: u32): void {
  const from = block * BLOCK;
  const to = min(from + BLOCK, rows);
  if (phase == BUILD) build(block, round);
  else if (phase == GATHER) gather(from, to);
  else if (phase == CORE) {
    if (wide) coreBySweep(from, to, worker);
    else coreByTree(from, to, worker);
  } else if (phase == MEASURE) measureNodes();
  else if (phase == SPAN) span(block, round, from, to, worker);
  else if (phase == SORT) sortEdges(block, round);
}

/** Copies rows into the order of the tree, so that near ones lie together. */
function gather(from: u32, to: u32): void {
  const bytes = <usize>cols * 8;
  for (let p = from; p < to; p++) {
    const id = load<u32>(ids + ((<usize>p) << 2));
    memory.copy(points + <usize>p * bytes, raw + <usize>id * bytes, bytes);
  }
}

/** Even rounds look for edges, odd ones join what they link. */
function span(block: u32, round: u32, from: u32, to: u32, worker: u32): void {
  if (load<u32>(edgeCount) == rows - 1) return;
  if (round & 1) {
    if (block == 0) joinComponents();
  } else if (wide) sweepBlock(from, to, worker);
  else {
    searchBlock(from, to, worker);
  }
}
