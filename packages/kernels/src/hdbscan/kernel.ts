import type { Work } from '../matrix/index.js';
import { KernelMemory, headerBytes } from '../threads/kernel-memory.js';
import { callerPool, type Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/hdbscan.generated.js';
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
] as const;
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
 * @param samples neighbours that make a row dense, at most input rows − 1
 */
export async function spanRows(
  points: DistinctPoints,
  samples: number,
  given: Pool,
  work: Work,
): Promise<SquaredTree> {
  const { rows, cols, groupOf } = points;
  const pool = rows < SMALL ? callerPool() : given;
  const wide = cols > MOST_TREE_COLUMNS;
  const k = Math.min(rows - 1, Math.max(samples, wide ? SEEDS.sweep : SEEDS.tree));
  const seeds = Math.min(k, wide ? SEEDS.sweep : SEEDS.tree);
  const depth = wide ? 0 : Math.max(0, Math.ceil(Math.log2(rows / LEAF)));
  const nodes = wide ? 0 : 2 ** (depth + 1) - 1;
  const splitLevel = Math.min(depth, BUILD_LEVEL);
  const stride = Math.ceil(cols / 4) * 4;
  const groups = Math.ceil(rows / 8);
  const edgeTotal = groupOf.length - 1;
  const regions = new Regions();
  const scratchBytes = Math.ceil((STACK_BYTES + 4 * (k * 12 + 16)) / 128) * 128;
  const raw = regions.region(rows * cols * 8);
  const at = {
    header: regions.region(headerBytes(HEADER.length, 0)),
    raw,
    points: wide ? raw : regions.region(rows * cols * 8),
    ids: regions.region(rows * 4),
    counts: regions.region(rows * 4),
    starts: regions.region(nodes * 8 + 8),
    boxes: regions.region(nodes * cols * 16),
    nodeCore: regions.region(nodes * 8),
    nodeComponent: regions.region(nodes * 4),
    core: regions.region(rows * 8),
    nearIds: regions.region(rows * seeds * 4),
    nearSquares: regions.region(rows * seeds * 8),
    component: regions.region(rows * 4),
    target: regions.region(rows * 4),
    reach: regions.region(rows * 8),
    plain: regions.region(rows * 8),
    atLeast: regions.region(rows * 8),
    bound: regions.region(rows * 8),
    best: regions.region(rows * 4),
    parent: regions.region(rows * 4),
    first: regions.region(rows * 4),
    edges: regions.region(edgeTotal * EDGE_BYTES),
    spare: regions.region(edgeTotal * EDGE_BYTES),
    edgeCount: regions.region(4),
    floats: regions.region(wide ? rows * stride * 4 : 0),
    packed: regions.region(wide ? groups * stride * 32 : 0),
    squares: regions.region(wide ? rows * 8 : 0),
    scratch: regions.region(scratchBytes * pool.threads),
  };
  const kernel = new KernelMemory(regions, wasm, pool, HEADER, [], at.header);
  const sizes = { rows, cols, samples, k, seeds, stride, nodes, splitLevel, edgeTotal, scratchBytes };
  kernel.set({ ...at, ...sizes, wide: Number(wide), firstLeaf: 2 ** depth - 1 });
  kernel.reals(at.raw, rows * cols).set(points.data);
  kernel.words(at.counts, rows).set(points.count);
  kernel.words(at.first, rows).set(points.first);
  const ids = kernel.words(at.ids, rows);
  for (const place of [ids, kernel.words(at.component, rows), kernel.words(at.parent, rows)]) {
    for (let i = 0; i < rows; i++) place[i] = i;
  }
  kernel.words(at.target, rows).fill(2 ** 32 - 1);
  kernel.words(at.nodeComponent, nodes).fill(2 ** 32 - 1);
  kernel.reals(at.bound, rows).fill(Infinity);
  const blocks = Math.ceil(rows / BLOCK);
  const run = (phase: keyof typeof PHASES, count: number, rounds: number, share: Work): Promise<void> => {
    kernel.set({ phase: PHASES[phase] });
    return kernel.run(count, share, rounds);
  };
  if (wide) {
    packRows(points, stride, {
      floats: kernel.floats(at.floats, rows * stride),
      packed: kernel.floats(at.packed, groups * stride * 8),
      squares: kernel.reals(at.squares, rows),
    });
  } else {
    kernel.words(at.starts, 2)[1] = rows;
    await run('build', 2 ** splitLevel, splitLevel + 1, part(work, 0, 0.1));
    await run('gather', blocks, 1, part(work, 0.1, 0.1));
  }
  await run('core', blocks, 1, part(work, 0.1, 0.5));
  kernel.reals(at.atLeast, rows).set(kernel.reals(at.core, rows));
  if (!wide) await run('measure', 1, 1, part(work, 0.5, 0.5));
  // Every round at least halves the components.
  await run('span', blocks, 2 * Math.ceil(Math.log2(rows)), part(work, 0.5, 0.95));
  const core = new Float64Array(rows);
  kernel.reals(at.core, rows).forEach((value, place) => (core[ids[place]!] = value));
  addRepeats(points, core, kernel.reals(at.edges, edgeTotal * 3), kernel.words(at.edges, edgeTotal * 6));
  await run('sort', PARTS, 1 + Math.log2(PARTS), part(work, 0.95, 1));
  const reals = kernel.reals(at.edges, edgeTotal * 3);
  const words = kernel.words(at.edges, edgeTotal * 6);
  const found = {
    low: new Uint32Array(edgeTotal),
    high: new Uint32Array(edgeTotal),
    reach: new Float64Array(edgeTotal),
  };
  for (let e = 0; e < edgeTotal; e++) {
    found.low[e] = words[6 * e + 4]!;
    found.high[e] = words[6 * e + 5]!;
    found.reach[e] = reals[3 * e]!;
  }
  return { ...found, core };
}

/** The share of the work that a phase is. */
function part({ signal, onProgress }: Work, from: number, to: number): Work {
  return { signal, onProgress: onProgress && ((share) => onProgress(from + share * (to - from))) };
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
