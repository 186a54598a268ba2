// Where things lie in the memory of the approximate search; written by src/knn/cell-memory.ts, in this order.

export let phase: u32 = 0;
export let metric: u32 = 0;
export let rowCount: u32 = 0;
export let stride: u32 = 0; // numbers of a row, a multiple of 16, zero-padded
export let wide: u32 = 0; // 0: rows are int8, 1: int16
export let level: u32 = 0; // greatest number of a row
export let centerLevel: u32 = 0; // greatest number of a center, int16
// Floats of rows, or of some of their columns.
export let floats: usize = 0; // [count][floatStride / 4]
export let floatStride: usize = 0; // bytes
export let floatFirst: u32 = 0; // first row; in `accumulate` first column
export let floatCount: u32 = 0;
export let mean: usize = 0; // [stride] floats
export let unit: usize = 0; // float64 for each row: what makes its length 1 (cosine)
// Rows in integers.
export let rows: usize = 0; // [rowCount][stride]
export let scale: usize = 0; // float for each row
export let bias: usize = 0; // float for each row
// Cells: their rows are order[start[c]] to order[start[c + 1] - 1].
export let cells: u32 = 0;
export let order: usize = 0;
export let start: usize = 0;
export let cellOf: usize = 0; // cell of each row
export let centers: usize = 0; // [cells][stride] int16
export let centerScale: usize = 0;
export let centerHalf: usize = 0; // half the squared length
export let centerBias: usize = 0; // for the metric of the rows
export let nearCount: u32 = 0;
export let near: usize = 0; // [cells][nearCount] cells, nearest first
export let labels: usize = 0; // of the rows at the same places of `order`
export let tasks: usize = 0; // for `assign`: [first place of order, places, first center, centers]
export let centerFirst: u32 = 0; // for `average`
// Lists of rows, or of queries.
export let lists: usize = 0; // scores [rowCount][length], then rows [rowCount][length]
export let nextLists: usize = 0; // the same, written by descent; sums of re-ranking
export let listCount: u32 = 0;
export let length: u32 = 0;
export let best: u32 = 0; // neighbours wanted
export let probes: usize = 0; // [listCount][probeCount] cells to look through, nearest first, or NONE
export let probeCount: u32 = 0;
export let probed: usize = 0; // how many of them were
export let idle: usize = 0; // how many of the last ones in a row brought no change
export let queue: usize = 0; // rows that look through a cell now: queueStart[c] to queueStart[c + 1] - 1
export let queueStart: usize = 0;
// The queries: the rows themselves, or others.
export let queryRows: usize = 0;
export let queryScale: usize = 0;
// Descent.
export let reverse: usize = 0; // rows that have row i among their best: reverseStart[i] to reverseStart[i + 1] - 1
export let reverseStart: usize = 0;
export let seen: usize = 0; // for each worker: the last row that met row i
export let seenCells: usize = 0; // for each worker: the last row that has looked through cell c
export let everything: u32 = 0; // 1: old neighbours are followed as new ones are
export let graph: usize = 0; // [rowCount][graphWidth]: neighbours of rows, where queries are none
export let graphWidth: u32 = 0;
// Answers.
export let outDistances: usize = 0; // [rowCount][best]
export let outIndices: usize = 0;
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
export let factor: f64 = 0; // float values are multiplied by it before anything else: a power of two

export function read(header: usize): void {
  phase = load<u32>(header);
  metric = load<u32>(header, 4);
  rowCount = load<u32>(header, 8);
  stride = load<u32>(header, 12);
  wide = load<u32>(header, 16);
  level = load<u32>(header, 20);
  centerLevel = load<u32>(header, 24);
  floats = load<u32>(header, 28);
  floatStride = load<u32>(header, 32);
  floatFirst = load<u32>(header, 36);
  floatCount = load<u32>(header, 40);
  mean = load<u32>(header, 44);
  unit = load<u32>(header, 48);
  rows = load<u32>(header, 52);
  scale = load<u32>(header, 56);
  bias = load<u32>(header, 60);
  cells = load<u32>(header, 64);
  order = load<u32>(header, 68);
  start = load<u32>(header, 72);
  cellOf = load<u32>(header, 76);
  centers = load<u32>(header, 80);
  centerScale = load<u32>(header, 84);
  centerHalf = load<u32>(header, 88);
  centerBias = load<u32>(header, 92);
  nearCount = load<u32>(header, 96);
  near = load<u32>(header, 100);
  labels = load<u32>(header, 104);
  tasks = load<u32>(header, 108);
  centerFirst = load<u32>(header, 112);
  lists = load<u32>(header, 116);
  nextLists = load<u32>(header, 120);
  listCount = load<u32>(header, 124);
  length = load<u32>(header, 128);
  best = load<u32>(header, 132);
  probes = load<u32>(header, 136);
  probeCount = load<u32>(header, 140);
  probed = load<u32>(header, 144);
  idle = load<u32>(header, 148);
  queue = load<u32>(header, 152);
  queueStart = load<u32>(header, 156);
  queryRows = load<u32>(header, 160);
  queryScale = load<u32>(header, 164);
  reverse = load<u32>(header, 168);
  reverseStart = load<u32>(header, 172);
  seen = load<u32>(header, 176);
  seenCells = load<u32>(header, 180);
  everything = load<u32>(header, 184);
  graph = load<u32>(header, 188);
  graphWidth = load<u32>(header, 192);
  outDistances = load<u32>(header, 196);
  outIndices = load<u32>(header, 200);
  scratch = load<u32>(header, 204);
  scratchBytes = load<u32>(header, 208);
  factor = load<f64>(header, 216);
}

/** Number `i` of an array of u32. */
export function at(array: usize, i: u32): u32 {
  return load<u32>(array + ((<usize>i) << 2));
}

/** Eight numbers of a row of integers, as int16. */
export function eightAt(row: usize, j: usize): v128 {
  return wide ? v128.load(row + (j << 1)) : v128.load_ext<i8>(row + j);
}

/** Where row `i` of an array of integer rows lies. */
export function rowAt(array: usize, i: u32): usize {
  return array + ((<usize>i * <usize>stride) << wide);
}
