import { powerToReach } from '../math/bits.js';
import type { Work } from '../matrix/index.js';
import { portion } from '../portion.js';
import { KernelMemory, headerBytes } from '../threads/kernel-memory.js';
import { callerPool, type Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm as euclidean } from '../wasm/hdbscan.generated.js';
import { wasm as anyMetric } from '../wasm/hdbscan-any.generated.js';
import type { DistinctPoints } from './distinct-points.js';

/** In the order in which assembly/hdbscan-memory.ts reads them. */
const HEADER = [
  'phase',
  'rows',
  'cols',
  'samples',
  'k',
  'seeds',
  'wide',
  'stride',
  'raw',
  'points',
  'ids',
  'counts',
  'nodes',
  'firstLeaf',
  'starts',
  'boxes',
  'splitLevel',
  'nodeCore',
  'nodeComponent',
  'core',
  'nearIds',
  'nearSquares',
  'component',
  'target',
  'reach',
  'plain',
  'atLeast',
  'bound',
  'best',
  'parent',
  'first',
  'edges',
  'spare',
  'edgeCount',
  'edgeTotal',
  'floats',
  'packed',
  'squares',
  'scratch',
  'scratchBytes',
  'metric',
] as const;
const REALS = ['power'] as const;
/** Numbers of the metrics in assembly/hdbscan-metric.ts; Euclid's has a kernel of its own. */
const METRICS = { manhattan: 0, chebyshev: 1, minkowski: 2, precomputed: 3 } as const;
const PHASES = { build: 0, gather: 1, core: 2, measure: 3, span: 4, sort: 5 } as const;

/** Above this many columns a KD-tree prunes too little, and a sweep over all rows is faster. */
const MOST_TREE_COLUMNS = 20;
/** Rows of a block of work, and parts the edges are sorted in; the kernel has the same numbers. */
const BLOCK = 64;
const PARTS = 16;
const LEAF = 16;
/** Neighbours kept of each row, and looked for at least: most edges of the tree are among them. */
const SEEDS = { tree: 8, sweep: 16 } as const;
/** Blocks that build the tree below its uppermost levels. */
const BUILD_LEVEL = 5;
const EDGE_BYTES = 24;
/** Bytes of a worker's products and stack. */
const STACK_BYTES = 896;
/** Fewer rows than this take threads longer to wake than to work. */
const SMALL = 1000;
/** No row, no component. */
const NONE = 2 ** 32 - 1;

/** Edges in canonical order, distances squared; core distances of distinct rows, squared. */
export interface SquaredTree {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly reach: Float64Array;
  readonly core: Float64Array;
}

/**
 * Spans at least two distinct rows, and links those equal to an earlier one to it.
 *
 * @param samples weight of neighbours that makes a row dense, whole
 */
export async function spanRows(
  points: DistinctPoints,
  samples: number,
  given: Pool,
  work: Work,
): Promise<SquaredTree> {
  const { rows } = points;
  const pool = rows < SMALL ? callerPool() : given;
  const sizes = sizesFor(points, samples);
  const { wide, splitLevel, edgeTotal } = sizes;
  const regions = new Regions();
  const at = layOut(regions, sizes, pool.threads);
  const { metric, p } = points;
  const euclid = metric === 'euclidean' || metric === 'cosine';
  const kernel = new KernelMemory(regions, euclid ? euclidean : anyMetric, pool, HEADER, REALS, at.header);
  kernel.set({ ...at, ...sizes, wide: Number(wide), metric: euclid ? 0 : METRICS[metric] });
  kernel.setReal('power', p);
  fill(kernel, at, sizes, points);
  const blocks = Math.ceil(rows / BLOCK);
  const run = (phase: keyof typeof PHASES, count: number, rounds: number, share: Work): Promise<void> => {
    kernel.set({ phase: PHASES[phase] });
    return kernel.run(count, share, rounds);
  };
  if (!wide) {
    await run('build', 2 ** splitLevel, splitLevel + 1, portion(work, 0, 0.1));
    await run('gather', blocks, 1, portion(work, 0.1, 0.1));
  }
  await run('core', blocks, 1, portion(work, 0.1, 0.5));
  kernel.reals(at.atLeast, rows).set(kernel.reals(at.core, rows));
  if (!wide) await run('measure', 1, 1, portion(work, 0.5, 0.5));
  // Every round at least halves the components.
  await run('span', blocks, 2 * powerToReach(rows), portion(work, 0.5, 0.95));
  const ids = kernel.words(at.ids, rows);
  const core = new Float64Array(rows);
  kernel.reals(at.core, rows).forEach((value, place) => (core[ids[place]!] = value));
  const reals = kernel.reals(at.edges, edgeTotal * 3);
  const words = kernel.words(at.edges, edgeTotal * 6);
  addRepeats(points, core, reals, words);
  await run('sort', PARTS, 1 + powerToReach(PARTS), portion(work, 0.95, 1));
  return {
    low: Uint32Array.from({ length: edgeTotal }, (_, edge) => words[6 * edge + 4]!),
    high: Uint32Array.from({ length: edgeTotal }, (_, edge) => words[6 * edge + 5]!),
    reach: Float64Array.from({ length: edgeTotal }, (_, edge) => reals[3 * edge]!),
    core,
  };
}

function sizesFor({ rows, cols, groupOf, count, metric }: DistinctPoints, samples: number) {
  const euclid = metric === 'euclidean' || metric === 'cosine';
  // Without products that rule pairs out, a sweep is no faster than a tree that prunes nothing.
  const wide = metric === 'precomputed' || (euclid && cols > MOST_TREE_COLUMNS);
  /** Float32 copies, for products. */
  const products = wide && euclid;
  const kept = wide ? SEEDS.sweep : SEEDS.tree;
  const k = Math.min(rows - 1, Math.max(neighborsToReach(samples, count), kept));
  const depth = wide ? 0 : powerToReach(Math.ceil(rows / LEAF));
  return {
    ...{ rows, cols, samples, wide, products, k, seeds: Math.min(k, kept) },
    ...{ nodes: wide ? 0 : 2 ** (depth + 1) - 1, firstLeaf: 2 ** depth - 1 },
    splitLevel: Math.min(depth, BUILD_LEVEL),
    stride: Math.ceil(cols / 4) * 4,
    edgeTotal: groupOf.length - 1,
    scratchBytes: Math.ceil((STACK_BYTES + 4 * (k * 12 + 16)) / 128) * 128,
  };
}

/** How many neighbours weigh enough together in any case: the lightest do. */
function neighborsToReach(samples: number, weights: Float64Array): number {
  if (!weights.some((weight) => weight < 1)) return samples;
  const lightest = weights.toSorted();
  let [weight, neighbors] = [0, 0];
  // One more than what makes a row dense: the row itself may weigh less than 1.
  while (neighbors < lightest.length && weight < samples + 1) weight += lightest[neighbors++]!;
  return neighbors;
}

type Sizes = ReturnType<typeof sizesFor>;

function layOut(
  regions: Regions,
  { rows, cols, wide, products, seeds, nodes, stride, edgeTotal, scratchBytes }: Sizes,
  threads: number,
) {
  const words = (count: number): number => regions.region(count * 4);
  const reals = (count: number): number => regions.region(count * 8);
  const header = regions.region(headerBytes(HEADER.length, REALS.length));
  const raw = reals(rows * cols);
  return {
    ...{ header, raw, points: wide ? raw : reals(rows * cols) },
    ...{ ids: words(rows), counts: reals(rows) },
    ...{ starts: words(2 * nodes + 2), boxes: reals(2 * nodes * cols) },
    ...{ nodeCore: reals(nodes), nodeComponent: words(nodes) },
    ...{ core: reals(rows), nearIds: words(rows * seeds), nearSquares: reals(rows * seeds) },
    ...{ component: words(rows), target: words(rows), reach: reals(rows), plain: reals(rows) },
    ...{ atLeast: reals(rows), bound: reals(rows), best: words(rows), parent: words(rows) },
    ...{ first: words(rows), edgeCount: words(1) },
    ...{ edges: regions.region(edgeTotal * EDGE_BYTES), spare: regions.region(edgeTotal * EDGE_BYTES) },
    ...{
      floats: words(products ? rows * stride : 0),
      packed: words(products ? packedFloats(rows, stride) : 0),
    },
    ...{ squares: reals(products ? rows : 0), scratch: regions.region(scratchBytes * threads) },
  };
}

/** Floats of rows in groups of 8. */
function packedFloats(rows: number, stride: number): number {
  return Math.ceil(rows / 8) * 8 * stride;
}

/** Writes the rows, each a component of its own. */
function fill(
  kernel: KernelMemory<(typeof HEADER)[number]>,
  at: ReturnType<typeof layOut>,
  { rows, cols, wide, products, nodes, stride }: Sizes,
  points: DistinctPoints,
): void {
  kernel.reals(at.raw, rows * cols).set(points.data);
  kernel.reals(at.counts, rows).set(points.count);
  kernel.words(at.first, rows).set(points.first);
  for (const place of [at.ids, at.component, at.parent]) {
    const own = kernel.words(place, rows);
    for (let i = 0; i < rows; i++) own[i] = i;
  }
  kernel.words(at.target, rows).fill(NONE);
  kernel.words(at.nodeComponent, nodes).fill(NONE);
  kernel.reals(at.bound, rows).fill(Infinity);
  if (!wide) kernel.words(at.starts, 2)[1] = rows;
  if (!products) return;
  packRows(points, stride, {
    floats: kernel.floats(at.floats, rows * stride),
    packed: kernel.floats(at.packed, packedFloats(rows, stride)),
    squares: kernel.reals(at.squares, rows),
  });
}

/** Rows in float32, as they are and in groups of 8 that lie side by side. */
function packRows(
  { data, rows, cols }: DistinctPoints,
  stride: number,
  into: { floats: Float32Array; packed: Float32Array; squares: Float64Array },
): void {
  for (let i = 0; i < rows; i++) {
    let square = 0;
    const lane = (i >> 3) * stride * 8 + (i & 7);
    for (let j = 0; j < cols; j++) {
      const value = Math.fround(data[i * cols + j]!);
      into.floats[i * stride + j] = value;
      into.packed[lane + j * 8] = value;
      square += value * value;
    }
    into.squares[i] = square;
  }
}

/** Rows equal to an earlier one: no edge at them is shorter than to that row, and those come first. */
function addRepeats(
  { rows, groupOf, first }: DistinctPoints,
  core: Float64Array,
  reals: Float64Array,
  words: Uint32Array,
): void {
  let edge = rows - 1;
  groupOf.forEach((group, row) => {
    if (first[group] === row) return;
    reals[3 * edge] = core[group]!;
    reals[3 * edge + 1] = 0;
    words[6 * edge + 4] = first[group]!;
    words[6 * edge + 5] = row;
    edge++;
  });
}
