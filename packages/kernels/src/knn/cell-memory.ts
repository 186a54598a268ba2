import type { Matrix } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/neighbors-cells.generated.js';
import { METRICS, type NeighborMetric } from './graph.js';
import { headerBytes, KernelMemory } from './kernel-memory.js';

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
/** Most bytes of floats that are in the kernel's memory at a time. */
const FLOAT_BYTES = 2 ** 28;

export interface CellSizes {
  /** Rows aimed at in a cell; none has more than twice as many. */
  leaf: number;
  /** Most cells of a partition. */
  cells: number;
  /** Length of the lists of candidates. */
  length: number;
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
  ) {
    const sizes = sizesFor(points.rows, k);
    const regions = new Regions();
    const at = layOut(regions, points, sizes, k, threads.threads);
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
      ...{ queryRows: at.rows, queryScale: at.scale },
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

function layOut(regions: Regions, { rows: n, cols }: Matrix, sizes: CellSizes, k: number, threads: number) {
  const { leaf, cells, length } = sizes;
  const stride = strideOf(cols);
  const most = Math.max(ASSIGNED, 2 * leaf) + 16;
  const scratchBytes =
    8192 + 2 * most * stride * 2 + most * (8 * Math.max(length, NEAR) + 32) + MOST_CENTERS * stride * 2;
  const floatBytes = Math.min(n * stride * 4, Math.max(FLOAT_BYTES, n * 256));
  const words = (count: number) => regions.region(count * 4);
  const [queue, probed, idle] = [words(n), words(n), words(n)];
  return {
    header: regions.region(headerBytes(HEADER.length, REALS.length)),
    ...{ mean: words(stride), unit: regions.region(n * 8) },
    ...{ rows: regions.region(n * stride * (isWide(stride) ? 2 : 1)), scale: words(n), bias: words(n) },
    ...{ order: words(n), start: words(cells + 1), cellOf: words(n) },
    ...{ centers: regions.region(cells * stride * 2) },
    ...{ centerScale: words(cells), centerHalf: words(cells), centerBias: words(cells) },
    ...{ near: words(cells * NEAR), tasks: words(4 * (Math.ceil(n / ASSIGNED) + cells)) },
    ...{ lists: words(n * length * 2), nextLists: words(n * length * 2) },
    ...{ probes: words(n * MOST_PROBES), probed, idle, queue, queueStart: words(cells + 1) },
    // Labels are read before the first queue is made.
    labels: queue,
    ...{ reverse: words(n * k), reverseStart: words(n + 1) },
    ...{ seen: words(n * threads), seenCells: words(cells * threads) },
    ...{ outDistances: words(n * k), outIndices: words(n * k) },
    ...{ scratch: regions.region(scratchBytes * threads), scratchBytes },
    ...{ floats: regions.region(floatBytes), floatBytes },
  };
}
