import type { Matrix } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/neighbors-cells.generated.js';
import { METRICS, type NeighborMetric } from './graph.js';
import { headerBytes, KernelMemory } from '../threads/kernel-memory.js';

/** In the order in which assembly/neighbors-memory.ts reads them. */
const HEADER = [
  ...(['phase', 'metric', 'rowCount', 'stride', 'wide', 'level', 'centerLevel'] as const),
  ...([
    'floats',
    'floatStride',
    'floatFirst',
    'floatCount',
    'mean',
    'unit',
    'rows',
    'scale',
    'bias',
  ] as const),
  ...(['cells', 'order', 'start', 'cellOf', 'centers', 'centerScale', 'centerHalf', 'centerBias'] as const),
  ...(['nearCount', 'near', 'labels', 'tasks', 'centerFirst'] as const),
  ...(['lists', 'nextLists', 'listCount', 'length', 'best'] as const),
  ...(['probes', 'probeCount', 'probed', 'idle', 'queue', 'queueStart', 'queryRows', 'queryScale'] as const),
  ...(['reverse', 'reverseStart', 'seen', 'seenCells', 'everything', 'graph', 'graphWidth'] as const),
  ...(['outDistances', 'outIndices', 'scratch', 'scratchBytes'] as const),
];
const REALS = ['factor'] as const;

export const PHASES = {
  quantise: 0,
  assign: 1,
  average: 2,
  findNear: 3,
  searchOwn: 4,
  probe: 5,
  descend: 6,
  scaleColumns: 7,
  accumulate: 8,
  finish: 9,
  routeQueries: 10,
} as const;

/** No row, no cell. */
export const NONE = 0xffffffff;
/** Marks a row that is new in its list. */
export const NEW = 0x80000000;
/** Centers nearest to a cell's own, among which its rows choose. */
export const NEAR = 64;
/** Most cells that a row looks through in one partition. */
export const MOST_PROBES = 48;
/** Most centers that rows are assigned to at a time. */
export const MOST_CENTERS = 256;
/** Rows that are assigned to centers at a time. */
export const ASSIGNED = 512;
/** Bytes of floats that are in the kernel's memory at a time, unless said otherwise. */
const FLOAT_BYTES = 2 ** 28;

export interface CellSizes {
  /** Rows aimed at in a cell; none has more than twice as many. */
  leaf: number;
  /** Most cells of a partition. */
  cells: number;
  /** Length of the lists of candidates. */
  length: number;
}

export interface Room {
  /** Bytes of floats at a time; 64 columns of all rows always have room. */
  floatBytes?: number | undefined;
  /** For answering so many queries at a time in place of making a graph. */
  queries?: number | undefined;
  /** Neighbours of each row in a graph that queries are answered with. */
  graphWidth?: number | undefined;
}

/** Memory, places and sizes of an approximate search. */
export class CellMemory extends KernelMemory<(typeof HEADER)[number]> {
  readonly n: number;
  readonly stride: number;
  readonly sizes: CellSizes;
  readonly at: ReturnType<typeof layOut>;

  constructor(
    readonly points: Matrix,
    readonly metric: NeighborMetric,
    readonly k: number,
    readonly threads: Pool,
    room: Room = {},
  ) {
    const sizes = sizesFor(points.rows, k);
    const regions = new Regions();
    const at = layOut(regions, points, sizes, k, threads.threads, room);
    super(regions, wasm, threads, HEADER, REALS, at.header);
    this.at = at;
    this.n = points.rows;
    this.stride = strideOf(points.cols);
    this.sizes = sizes;
    this.set({
      ...at,
      ...{ metric: METRICS[metric], rowCount: this.n, stride: this.stride, nearCount: NEAR },
      ...levels(this.stride),
      ...{ listCount: this.n, length: sizes.length, best: k },
      graphWidth: room.graphWidth ?? 0,
    });
  }

  /** Whether all floats are in memory at once, as `quantise` left them. */
  get resident(): boolean {
    return this.n * this.stride * 4 <= this.at.floatBytes;
  }
}

export function strideOf(cols: number): number {
  return Math.ceil(cols / 16) * 16;
}

/** Few columns tell rows apart by less than one part in 127. */
function isWide(stride: number): boolean {
  return stride <= 128;
}

/** Sums of products of rows and centers with each other have to stay below 2^31. */
function levels(stride: number) {
  const most = Math.floor(Math.sqrt(2 ** 31 / stride)) - 1;
  const wide = isWide(stride);
  return { wide: wide ? 1 : 0, level: Math.min(most, wide ? 32767 : 127), centerLevel: Math.min(most, 2047) };
}

function sizesFor(n: number, k: number): CellSizes {
  const leaf = Math.round(Math.min(256, Math.max(96, 0.6 * Math.sqrt(n))));
  return { leaf, cells: Math.ceil((6 * n) / leaf) + 16, length: k + Math.max(5, k >> 2) };
}

function layOut(
  regions: Regions,
  { rows: n, cols }: Matrix,
  { leaf, cells, length }: CellSizes,
  k: number,
  threads: number,
  { floatBytes: wanted = FLOAT_BYTES, queries, graphWidth = 0 }: Room,
) {
  const stride = strideOf(cols);
  const rowBytes = stride * (isWide(stride) ? 2 : 1);
  const most = Math.max(ASSIGNED, 2 * leaf) + 16;
  const scratchBytes =
    8192 + 2 * most * stride * 2 + most * (8 * Math.max(length, NEAR) + 32) + MOST_CENTERS * stride * 2;
  const floatBytes = Math.max(
    Math.min(n * stride * 4, Math.max(wanted, n * 256)),
    (queries ?? 0) * stride * 4,
  );
  /** Lists: of all rows, or of the queries. */
  const lists = queries ?? n;
  const edges = queries ? 0 : n * k;
  const words = (count: number) => regions.region(count * 4);
  const integers = (count: number) => ({
    rows: regions.region(count * rowBytes),
    ...{ scale: words(count), bias: words(count), unit: regions.region(count * 8) },
  });
  const rows = integers(n);
  const asked = queries ? integers(queries) : rows;
  const [queue, probed, idle] = [0, 1, 2].map(() => words(Math.max(n, lists))) as [number, number, number];
  return {
    header: regions.region(headerBytes(HEADER.length, REALS.length)),
    ...{ ...rows, mean: words(stride) },
    ...{ queryRows: asked.rows, queryScale: asked.scale, queryBias: asked.bias, queryUnit: asked.unit },
    ...{ order: words(n), start: words(cells + 1), cellOf: words(n) },
    ...{ centers: regions.region(cells * stride * 2) },
    ...{ centerScale: words(cells), centerHalf: words(cells), centerBias: words(cells) },
    ...{ near: words(cells * NEAR), tasks: words(4 * (Math.ceil(n / ASSIGNED) + cells)) },
    ...{ lists: words(lists * length * 2), nextLists: words(lists * length * 2) },
    ...{ probes: words(lists * MOST_PROBES), probed, idle, queue, queueStart: words(cells + 1) },
    // Labels are read before the first queue is made.
    labels: queue,
    ...{ reverse: words(edges), reverseStart: words(queries ? 0 : n + 1) },
    ...{ seen: words(n * threads), seenCells: words(cells * threads) },
    graph: words(n * graphWidth),
    ...{ outDistances: words(edges), outIndices: words(edges) },
    ...{ scratch: regions.region(scratchBytes * threads), scratchBytes },
    ...{ floats: regions.region(floatBytes), floatBytes },
  };
}
