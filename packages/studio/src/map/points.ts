import type { Bounds } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { crowding, type Crowding } from './crowding.js';

/** The state of a point that is not dimmed, a byte; that of one that is, is 0. */
const BRIGHT = 255;

/**
 * One kind of point as the graphics card takes it. A wrapper that stays the same object is not sent again: places,
 * sizes and crowding are sent once, colours when they change, and a filter sends a byte for each point.
 */
export interface PointSet {
  /** Rows in the order they are drawn. */
  order: Uint32Array;
  crowding: Crowding;
  /** Made anew whenever one of its attributes is. */
  data: PointData;
}

/** What deck.gl reads. */
export interface PointData {
  length: number;
  attributes: {
    /** x, y, map units. */
    getPosition: Binary<Float32Array>;
    /** Where the points come from while they move to another answer. */
    getFrom?: Binary<Float32Array>;
    /** Size between SIZES.least and SIZES.most, and crowding. */
    getShape: Binary<Uint8Array>;
    /** r, g, b and nothing. */
    getColour: Binary<Uint8Array>;
    getState: Binary<Uint8Array>;
  };
}

interface Binary<T> {
  value: T;
  size: number;
  /** Bytes stand for 0 to 1. */
  normalized?: true;
}

export interface Points {
  /** Rows without a topic lie beneath. */
  dust: PointSet;
  placed: PointSet;
  /** Of each row, its place in the order in which all are drawn. */
  rank: Uint32Array;
}

/**
 * Splits the rows into dust and placed points, and lays out what never changes under this answer.
 *
 * @param from x, y of each row where it comes from; null where none moves
 */
export function layOutPoints(
  rows: Rows,
  sizes: Uint8Array,
  bounds: Bounds,
  from: Float32Array | null,
): Points {
  const finest = rows.levels.at(-1)!;
  let noise = 0;
  for (let i = 0; i < rows.n; i++) if (finest[i]! < 0) noise++;
  const dust = new Uint32Array(noise);
  const placed = new Uint32Array(rows.n - noise);
  for (let i = 0, d = 0, p = 0; i < rows.n; i++) {
    if (finest[i]! < 0) dust[d++] = i;
    else placed[p++] = i;
  }
  const order = shuffled(placed);
  const rank = new Uint32Array(rows.n);
  for (let k = 0; k < noise; k++) rank[dust[k]!] = k;
  for (let k = 0; k < order.length; k++) rank[order[k]!] = noise + k;
  return {
    dust: pointSet(dust, rows, sizes, bounds, from),
    placed: pointSet(order, rows, sizes, bounds, from),
    rank,
  };
}

/** The same points in other colours. @param rgb r, g, b of each row, 0 to 255 */
export function recoloured({ dust, placed, rank }: Points, rgb: Uint8Array): Points {
  const paint = (set: PointSet): PointSet => {
    const { order } = set;
    const value = new Uint8Array(order.length * 4);
    for (let k = 0; k < order.length; k++) {
      const i = 3 * order[k]!;
      value[4 * k] = rgb[i]!;
      value[4 * k + 1] = rgb[i + 1]!;
      value[4 * k + 2] = rgb[i + 2]!;
    }
    return withAttribute(set, { getColour: { value, size: 4, normalized: true } });
  };
  return { dust: paint(dust), placed: paint(placed), rank };
}

/** The same points, others of them dimmed. @param bright 0 for rows to dim, else 1; null dims none */
export function dimmed({ dust, placed, rank }: Points, bright: Uint8Array | null): Points {
  const paint = (set: PointSet): PointSet => {
    const { order } = set;
    const value = new Uint8Array(order.length);
    if (bright === null) value.fill(BRIGHT);
    // Without a branch: nobody could tell before what the next one is.
    else for (let k = 0; k < order.length; k++) value[k] = -bright[order[k]!]! & BRIGHT;
    return withAttribute(set, { getState: { value, size: 1, normalized: true } });
  };
  return { dust: paint(dust), placed: paint(placed), rank };
}

/** The same points once they have arrived. */
export function arrived({ dust, placed, rank }: Points): Points {
  const stay = (set: PointSet): PointSet => {
    const attributes = { ...set.data.attributes };
    delete attributes.getFrom;
    return { ...set, data: { ...set.data, attributes } };
  };
  return { dust: stay(dust), placed: stay(placed), rank };
}

function withAttribute(set: PointSet, attribute: Partial<PointData['attributes']>): PointSet {
  return { ...set, data: { ...set.data, attributes: { ...set.data.attributes, ...attribute } } };
}

function pointSet(
  order: Uint32Array,
  rows: Rows,
  sizes: Uint8Array,
  bounds: Bounds,
  from: Float32Array | null,
): PointSet {
  const n = order.length;
  const positions = new Float32Array(2 * n);
  for (let k = 0; k < n; k++) {
    positions[2 * k] = rows.x[order[k]!]!;
    positions[2 * k + 1] = rows.y[order[k]!]!;
  }
  const crowds = crowding(positions, bounds);
  const shape = new Uint8Array(4 * n);
  for (let k = 0; k < n; k++) {
    shape[4 * k] = sizes[order[k]!]!;
    shape[4 * k + 1] = crowds.octaves[k]!;
  }
  const data: PointData = {
    length: n,
    attributes: {
      getPosition: { value: positions, size: 2 },
      getShape: { value: shape, size: 4, normalized: true },
      getColour: { value: new Uint8Array(4 * n), size: 4, normalized: true },
      getState: { value: new Uint8Array(n).fill(BRIGHT), size: 1, normalized: true },
    },
  };
  if (from !== null) {
    const starts = new Float32Array(2 * n);
    for (let k = 0; k < n; k++) {
      starts[2 * k] = from[2 * order[k]!]!;
      starts[2 * k + 1] = from[2 * order[k]! + 1]!;
    }
    data.attributes.getFrom = { value: starts, size: 2 };
  }
  return { order, crowding: crowds, data };
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
  const order = new Uint32Array(n);
  for (let k = 0, at = 0; k < n; k++, at = (at + stride) % n) order[k] = rows[at]!;
  return order;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
