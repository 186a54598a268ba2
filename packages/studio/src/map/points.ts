import type { Rows } from '../data/rows.js';

/** One kind of point as the graphics card takes it. Positions and sizes are written once; colours on change. */
export interface PointSet {
  /** Rows in the order they are drawn. */
  order: Uint32Array;
  /** x, y for each point, map units. */
  positions: Float32Array;
  /** Factor on the common radius, by weight. */
  sizes: Float32Array;
  /** r, g, b, a for each point, 0 to 255. */
  colours: Uint8Array;
}

export interface Points {
  /** Rows without a topic lie beneath. */
  dust: PointSet;
  placed: PointSet;
}

/** Splits the rows into dust and placed points, and lays out what never changes. */
export function layOutPoints(rows: Rows): Points {
  const finest = rows.levels.at(-1)!;
  const sizes = sizesByWeight(rows);
  let noise = 0;
  for (const topic of finest) if (topic < 0) noise++;
  const dust = new Uint32Array(noise);
  const placed = new Uint32Array(rows.n - noise);
  for (let i = 0, d = 0, p = 0; i < rows.n; i++) {
    if (finest[i]! < 0) dust[d++] = i;
    else placed[p++] = i;
  }
  return { dust: pointSet(dust, rows, sizes), placed: pointSet(shuffled(placed), rows, sizes) };
}

/** What the colours of the points depend on. */
export interface Paint {
  /** r, g, b of each row, 0 to 255. */
  rgb: Uint8Array;
  /** 1 for rows to keep bright while the others dim; null keeps all. */
  bright: Uint8Array | null;
}

/** How much of a dimmed point is left. */
const DIMMED = 46;

/** New colour buffers: a new array is what tells the layer to upload again. */
export function paintPoints(points: Points, { rgb, bright }: Paint): Points {
  const paint = (set: PointSet): PointSet => {
    const { order } = set;
    const colours = new Uint8Array(order.length * 4);
    for (let k = 0; k < order.length; k++) {
      const i = order[k]!;
      colours[4 * k] = rgb[3 * i]!;
      colours[4 * k + 1] = rgb[3 * i + 1]!;
      colours[4 * k + 2] = rgb[3 * i + 2]!;
      colours[4 * k + 3] = bright?.[i] === 0 ? DIMMED : 255;
    }
    return { ...set, colours };
  };
  return { dust: paint(points.dust), placed: paint(points.placed) };
}

function pointSet(order: Uint32Array, rows: Rows, sizes: Float32Array): PointSet {
  const positions = new Float32Array(order.length * 2);
  order.forEach((i, k) => {
    positions[2 * k] = rows.x[i]!;
    positions[2 * k + 1] = rows.y[i]!;
  });
  return {
    order,
    positions,
    sizes: Float32Array.from(order, (i) => sizes[i]!),
    colours: new Uint8Array(order.length * 4),
  };
}

/**
 * The same order every time, but not the input's: tables often come sorted, and whole topics would then lie on
 * top of others. Steps through the rows by a stride that visits each once.
 */
function shuffled(rows: Uint32Array): Uint32Array {
  const n = rows.length;
  if (n < 3) return rows;
  let stride = Math.max(1, Math.floor(n * 0.6180339887498949));
  while (divisor(stride, n) !== 1) stride++;
  return rows.map((_, k) => rows[(k * stride) % n]!);
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** 0.8 for the lightest to 1.5 for the heaviest, on a log scale; 1 where there are no weights. */
function sizesByWeight(rows: Rows): Float32Array {
  const logs = Float64Array.from({ length: rows.n }, (_, i) => Math.log1p(Math.max(0, rows.weight(i) ?? 0)));
  const most = logs.reduce((a, b) => Math.max(a, b), 0);
  const least = logs.reduce((a, b) => Math.min(a, b), Infinity);
  if (!(most > least)) return new Float32Array(rows.n).fill(1);
  return Float32Array.from(logs, (log) => 0.8 + 0.7 * ((log - least) / (most - least)) ** 1.5);
}
