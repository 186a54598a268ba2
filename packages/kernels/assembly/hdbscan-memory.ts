// Where things lie; the numbers are those of HEADER in src/hdbscan/kernel.ts, in its order.

import { PRECOMPUTED, withColumn } from './hdbscan-metric';

export const NONE: u32 = 0xffffffff;

export let phase: u32 = 0;
export let rows: u32 = 0; // distinct rows
export let cols: u32 = 0;
export let samples: u32 = 0; // neighbours that make a row dense, rows equal to it among them
export let k: u32 = 0; // neighbours looked for
export let seeds: u32 = 0; // neighbours kept of each row, nearest first
export let wide: u32 = 0; // 1: no tree
export let stride: u32 = 0; // floats of a row in float32, a multiple of 4
export let raw: usize = 0; // [rows][cols] float64, as given
export let points: usize = 0; // the same, row by place
export let ids: usize = 0; // [rows] u32: row at each place
export let counts: usize = 0; // [rows] float64, by row: weight of the input rows equal to it, itself included
export let nodes: u32 = 0;
export let firstLeaf: u32 = 0;
export let starts: usize = 0; // [nodes + 1][2] u32: places of a node
export let boxes: usize = 0; // [nodes][2][cols] float64: low and high
export let splitLevel: u32 = 0; // nodes of this level are built to their leaves by one block
export let nodeCore: usize = 0; // [nodes] float64
export let nodeComponent: usize = 0; // [nodes] u32
export let core: usize = 0; // [rows] float64 by place, squared like all that follow
export let nearIds: usize = 0; // [rows][seeds] u32: places
export let nearSquares: usize = 0; // [rows][seeds] float64
export let component: usize = 0; // [rows] u32
export let target: usize = 0; // [rows] u32: other end of the best edge out
export let reach: usize = 0;
export let plain: usize = 0;
export let atLeast: usize = 0; // [rows] float64: no edge out of the component reaches less
export let bound: usize = 0; // [rows] float64, by component: an edge out that is known reaches this
export let best: usize = 0; // [rows] u32, by component: the place whose edge it takes
export let parent: usize = 0; // [rows] u32: sets
export let first: usize = 0; // [rows] u32: input row of each row
export let edges: usize = 0; // [edgeTotal][24 bytes]: reach, plain, low, high
export let spare: usize = 0; // the same again, to sort
export let edgeCount: usize = 0; // address of the number of edges so far
export let edgeTotal: u32 = 0;
export let floats: usize = 0; // [rows][stride] float32
export let packed: usize = 0; // groups of 8 rows, [stride][8] floats each
export let squares: usize = 0; // [rows] float64: squared length of the float32
export let scratch: usize = 0;
export let scratchBytes: usize = 0;
export let metric: u32 = 0; // where ANY_METRIC is compiled for: see hdbscan-metric.ts
export let power: f64 = 2; // of minkowski

export function readHeader(header: usize): void {
  phase = load<u32>(header, 0);
  rows = load<u32>(header, 4);
  cols = load<u32>(header, 8);
  samples = load<u32>(header, 12);
  k = load<u32>(header, 16);
  seeds = load<u32>(header, 20);
  wide = load<u32>(header, 24);
  stride = load<u32>(header, 28);
  raw = load<u32>(header, 32);
  points = load<u32>(header, 36);
  ids = load<u32>(header, 40);
  counts = load<u32>(header, 44);
  nodes = load<u32>(header, 48);
  firstLeaf = load<u32>(header, 52);
  starts = load<u32>(header, 56);
  boxes = load<u32>(header, 60);
  splitLevel = load<u32>(header, 64);
  nodeCore = load<u32>(header, 68);
  nodeComponent = load<u32>(header, 72);
  core = load<u32>(header, 76);
  nearIds = load<u32>(header, 80);
  nearSquares = load<u32>(header, 84);
  component = load<u32>(header, 88);
  target = load<u32>(header, 92);
  reach = load<u32>(header, 96);
  plain = load<u32>(header, 100);
  atLeast = load<u32>(header, 104);
  bound = load<u32>(header, 108);
  best = load<u32>(header, 112);
  parent = load<u32>(header, 116);
  first = load<u32>(header, 120);
  edges = load<u32>(header, 124);
  spare = load<u32>(header, 128);
  edgeCount = load<u32>(header, 132);
  edgeTotal = load<u32>(header, 136);
  floats = load<u32>(header, 140);
  packed = load<u32>(header, 144);
  squares = load<u32>(header, 148);
  scratch = load<u32>(header, 152);
  scratchBytes = load<u32>(header, 156);
  metric = load<u32>(header, 160);
  power = load<f64>(header, 168);
}

export function coreAt(p: u32): f64 {
  return load<f64>(core + ((<usize>p) << 3));
}

export function idAt(p: u32): u32 {
  return load<u32>(ids + ((<usize>p) << 2));
}

export function componentAt(p: u32): u32 {
  return load<u32>(component + ((<usize>p) << 2));
}

/**
 * Squared distance of two places: the same sums in the same order as squaredDistance of src/distance. Compiled for any
 * metric: what ranks as its distances do, which all that is called squared is then.
 */
export function squaredDistance(p: u32, q: u32): f64 {
  if (ANY_METRIC == 1) return otherDistance(p, q);
  const bytes = (<usize>cols) << 3;
  let a = points + <usize>p * bytes,
    b = points + <usize>q * bytes;
  const whole = a + ((<usize>(cols & ~3)) << 3),
    end = a + bytes;
  let s0 = f64x2.splat(0),
    s2 = s0;
  for (; a < whole; a += 32, b += 32) {
    const d0 = f64x2.sub(v128.load(a), v128.load(b)),
      d2 = f64x2.sub(v128.load(a, 16), v128.load(b, 16));
    s0 = f64x2.add(s0, f64x2.mul(d0, d0));
    s2 = f64x2.add(s2, f64x2.mul(d2, d2));
  }
  let s = f64x2.extract_lane(s0, 0);
  for (; a < end; a += 8, b += 8) {
    const d = load<f64>(a) - load<f64>(b);
    s += d * d;
  }
  return s + f64x2.extract_lane(s0, 1) + (f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1));
}

function otherDistance(p: u32, q: u32): f64 {
  if (metric == PRECOMPUTED) return load<f64>(raw + (<usize>p * cols + q) * 8);
  const bytes = (<usize>cols) << 3;
  let a = points + <usize>p * bytes,
    b = points + <usize>q * bytes,
    sum: f64 = 0;
  for (const end = a + bytes; a < end; a += 8, b += 8)
    sum = withColumn(metric, power, sum, abs(load<f64>(a) - load<f64>(b)));
  return sum;
}

/** Whether edge (a, b) comes before (c, d): by reach, then plain distance, then lower and higher row. */
export function comesBefore(
  reach: f64,
  plain: f64,
  a: u32,
  b: u32,
  otherReach: f64,
  otherPlain: f64,
  c: u32,
  d: u32,
): bool {
  if (reach != otherReach) return reach < otherReach;
  if (plain != otherPlain) return plain < otherPlain;
  const low = min(a, b),
    otherLow = min(c, d);
  return low != otherLow ? low < otherLow : max(a, b) < max(c, d);
}
