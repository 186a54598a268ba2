// The steps of a randomised singular value decomposition, on blocks of vectors in float64: rows of `width` numbers,
// a multiple of 4. Every sum runs in one fixed order, and blocks are the same for any number of workers.

const SPARSE: u32 = 0; // out = A x, A by its rows
const DENSE: u32 = 1; // out = (A - mean) x
const DENSE_TRANSPOSED: u32 = 2; // out = (A - mean)' x
const GRAM: u32 = 3; // a block's part of x' x, its upper triangle
const TIMES: u32 = 4; // x = x M

let phase: u32 = 0;
let rows: u32 = 0; // of A, or of x
let cols: u32 = 0; // of A
let width: u32 = 0;
let blocks: u32 = 0;
let starts: usize = 0; // u32 [rows + 1]: where the values of each row of A begin
let indices: usize = 0; // u32 for each value: its column
let values: usize = 0; // f32: those values, or all of A
let mean: usize = 0; // f64 [cols]
let x: usize = 0;
let out: usize = 0;
let square: usize = 0; // f64 [width][width]: M; or for each block its part of x' x
let upper: u32 = 0; // 1: below its diagonal M has only zeros
let scratch: usize = 0; // f64 [width] for each worker

/** Reads the numbers at `header`, in the order of HEADER in src/linear/svd-memory.ts. */
export function setup(header: usize): void {
  phase = load<u32>(header);
  rows = load<u32>(header, 4);
  cols = load<u32>(header, 8);
  width = load<u32>(header, 12);
  blocks = load<u32>(header, 16);
  starts = load<u32>(header, 20);
  indices = load<u32>(header, 24);
  values = load<u32>(header, 28);
  mean = load<u32>(header, 32);
  x = load<u32>(header, 36);
  out = load<u32>(header, 40);
  square = load<u32>(header, 44);
  upper = load<u32>(header, 48);
  scratch = load<u32>(header, 52);
}

export function run(block: u32, round: u32, worker: u32): void {
  const count = phase == DENSE_TRANSPOSED ? cols : rows;
  const from = <u32>((<u64>count * block) / blocks);
  const to = <u32>((<u64>count * (block + 1)) / blocks);
  if (phase == SPARSE) applySparse(from, to);
  else if (phase == DENSE) applyDense(from, to);
  else if (phase == DENSE_TRANSPOSED) applyTransposed(from, to);
  else if (phase == GRAM) gram(from, to, square + <usize>block * width * width * 8);
  else if (phase == TIMES) times(from, to, scratch + <usize>worker * width * 8);
}

function applySparse(from: u32, to: u32): void {
  const bytes = <usize>width * 8;
  for (let i = from; i < to; i++) {
    const row = out + <usize>i * bytes;
    memory.fill(row, 0, bytes);
    const end = load<u32>(starts + <usize>i * 4, 4);
    for (let e = load<u32>(starts + <usize>i * 4); e < end; e++) {
      const column = load<u32>(indices + <usize>e * 4);
      addScaled(row, <f64>load<f32>(values + <usize>e * 4), x + <usize>column * bytes, bytes);
    }
  }
}

function applyDense(from: u32, to: u32): void {
  const bytes = <usize>width * 8;
  for (let i = from; i < to; i++) {
    const row = out + <usize>i * bytes;
    memory.fill(row, 0, bytes);
    const own = values + <usize>i * cols * 4;
    for (let j: u32 = 0; j < cols; j++) {
      const value = <f64>load<f32>(own + <usize>j * 4) - load<f64>(mean + <usize>j * 8);
      addScaled(row, value, x + <usize>j * bytes, bytes);
    }
  }
}

function applyTransposed(from: u32, to: u32): void {
  const bytes = <usize>width * 8;
  memory.fill(out + <usize>from * bytes, 0, <usize>(to - from) * bytes);
  for (let i: u32 = 0; i < rows; i++) {
    const own = values + <usize>i * cols * 4;
    for (let j = from; j < to; j++) {
      const value = <f64>load<f32>(own + <usize>j * 4) - load<f64>(mean + <usize>j * 8);
      addScaled(out + <usize>j * bytes, value, x + <usize>i * bytes, bytes);
    }
  }
}

function addScaled(to: usize, scale: f64, from: usize, bytes: usize): void {
  const s = f64x2.splat(scale);
  for (let b: usize = 0; b < bytes; b += 32) {
    v128.store(to + b, f64x2.add(v128.load(to + b), f64x2.mul(s, v128.load(from + b))));
    v128.store(to + b, f64x2.add(v128.load(to + b, 16), f64x2.mul(s, v128.load(from + b, 16))), 16);
  }
}

/** Four rows of x at a time, which saves most of the traffic to memory. */
function gram(from: u32, to: u32, part: usize): void {
  const bytes = <usize>width * 8;
  memory.fill(part, 0, bytes * width);
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const x0 = x + <usize>i * bytes;
    for (let r: usize = 0; r < bytes; r += 8) {
      addFour(part + r * width, r & ~15, bytes, x0, bytes, x0 + r, bytes);
    }
  }
  for (; i < to; i++) {
    const row = x + <usize>i * bytes;
    for (let r: usize = 0; r < bytes; r += 8) addScaled(part + r * width, load<f64>(row + r), row, bytes);
  }
}

/** x = x M, row by row. */
function times(from: u32, to: u32, copy: usize): void {
  const bytes = <usize>width * 8;
  for (let i = from; i < to; i++) {
    const row = x + <usize>i * bytes;
    memory.copy(copy, row, bytes);
    memory.fill(row, 0, bytes);
    for (let r: usize = 0; r < bytes; r += 32) {
      addFour(row, upper ? r : 0, bytes, square + r * width, bytes, copy + r, 8);
    }
  }
}

/** Adds four rows, `between` bytes apart, times four numbers, `apart` bytes apart, from the byte `first` on. */
function addFour(
  to: usize,
  first: usize,
  bytes: usize,
  row: usize,
  between: usize,
  numbers: usize,
  apart: usize,
): void {
  const row1 = row + between,
    row2 = row1 + between,
    row3 = row2 + between;
  const v0 = v128.load_splat<u64>(numbers),
    v1 = v128.load_splat<u64>(numbers + apart),
    v2 = v128.load_splat<u64>(numbers + 2 * apart),
    v3 = v128.load_splat<u64>(numbers + 3 * apart);
  for (let b = first; b < bytes; b += 16) {
    const low = f64x2.add(f64x2.mul(v0, v128.load(row + b)), f64x2.mul(v1, v128.load(row1 + b)));
    const high = f64x2.add(f64x2.mul(v2, v128.load(row2 + b)), f64x2.mul(v3, v128.load(row3 + b)));
    v128.store(to + b, f64x2.add(v128.load(to + b), f64x2.add(low, high)));
  }
}
