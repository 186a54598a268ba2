import type { Work } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import type { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/neighbors-integers.generated.js';
import { METRICS, type NeighborMetric } from './graph.js';
import { headerBytes, KernelMemory } from '../threads/kernel-memory.js';

/** In the order in which assembly/neighbors-integers.ts reads them. */
const HEADER = [
  ...(['phase', 'metric', 'stride', 'mean', 'first', 'count'] as const),
  ...(['rows', 'packed', 'half', 'norms', 'errors'] as const),
  ...(['queryCount', 'queryPacked', 'queryHalf', 'self', 'symmetric'] as const),
  ...(['proposals', 'scores', 'candidates', 'limits', 'workers'] as const),
  ...(['mergedScores', 'mergedRows', 'scratch'] as const),
];
const REALS = ['factor', 'step', 'queryStep'] as const;
const PHASES = { measure: 0, quantise: 1, pair: 2, merge: 3 } as const;

/** Rows or queries a block of work answers for; the kernel has the same number. */
const BLOCK = 32;
/** The greatest integer a value becomes. */
const LARGEST = 32_767;
/** The greatest length of a row of integers: the product of two is below 2^31. */
const LONGEST = 46_340;
/** Rounding of scores in float32, as a share of the largest they are made of. */
const ROUNDING = 1e-6;
const NONE = 0xffffffff;

/** What is searched, and the memory that it lies in. */
export interface IntegerSearch {
  memory: WebAssembly.Memory;
  pool: Pool;
  metric: NeighborMetric;
  stride: number;
  mean: number;
  factor: number;
  queryCount: number;
  self: number;
  proposals: number;
  proposedDistances: number;
  proposedRows: number;
  at: ReturnType<typeof layOutIntegers>;
}

/** Rows as integers, and how long they are. */
type Side = ReturnType<typeof layOutSide>;
interface Lengths {
  norm: number;
  error: number;
  half: number;
}

/**
 * @param rows rows in memory at a time
 * @param queries undefined where the rows are their own queries: then every product serves both sides
 */
export function layOutIntegers(
  regions: Regions,
  rows: number,
  queries: number | undefined,
  stride: number,
  proposals: number,
  pool: Pool,
) {
  const symmetric = queries === undefined;
  const asked = queries ?? rows;
  // One thread writes its lists where those of several are merged.
  const lists = symmetric && pool.threads > 1 ? pool.threads : 0;
  const side = layOutSide(regions, rows, stride);
  return {
    symmetric,
    lists,
    side,
    querySide: symmetric ? side : layOutSide(regions, asked, stride),
    scores: regions.region(lists * asked * proposals * 4),
    candidates: regions.region(lists * asked * proposals * 4),
    limits: regions.region(Math.ceil(asked / 8) * 32),
    scratch: regions.region(128 * pool.threads),
    header: regions.region(headerBytes(HEADER.length, REALS.length)),
  };
}

function layOutSide(regions: Regions, count: number, stride: number) {
  const groups = Math.ceil(count / 8);
  return {
    packed: regions.region(groups * stride * 16),
    half: regions.region(groups * 32),
    norms: regions.region(count * 8),
    errors: regions.region(count * 8),
  };
}

/**
 * Proposes the nearest rows of queries by products of 16-bit integers (assembly/neighbors-integers.ts), and says by how
 * much a score may be wrong, so that exact distances can tell whether a nearer row was missed.
 */
export class IntegerProposals {
  private readonly kernel: KernelMemory<(typeof HEADER)[number]>;
  private rows: Lengths = { norm: 0, error: 0, half: 0 };

  constructor(private readonly search: IntegerSearch) {
    const { memory, pool, metric, stride, mean, factor, queryCount, self, proposals, at } = search;
    const { proposedDistances, proposedRows } = search;
    this.kernel = new KernelMemory(memory, wasm, pool, HEADER, REALS, at.header);
    this.kernel.setReal('factor', factor);
    const lists = Math.max(1, at.lists);
    const scores = at.lists > 0 ? at.scores : proposedDistances;
    const candidates = at.lists > 0 ? at.candidates : proposedRows;
    this.kernel.set({
      ...{ metric: METRICS[metric], stride, mean, queryCount, self, proposals },
      ...{ symmetric: at.symmetric ? 1 : 0, scratch: at.scratch, limits: at.limits },
      ...{ workers: lists, scores, candidates, mergedScores: proposedDistances, mergedRows: proposedRows },
      ...{ queryPacked: at.querySide.packed, queryHalf: at.querySide.half },
    });
    this.kernel.floats(scores, lists * queryCount * proposals).fill(Infinity);
    this.kernel.words(candidates, lists * queryCount * proposals).fill(NONE);
    this.kernel.floats(at.limits, Math.ceil(queryCount / 8) * 8).fill(Infinity);
  }

  /** Reads queries as integers, which lie at `rows`. */
  async readQueries(rows: number, work: Work): Promise<void> {
    await this.read(rows, this.search.queryCount, this.search.at.querySide, 'queryStep', work);
  }

  /** Compares the queries with the rows `first` to `first + count − 1`, which lie at `rows`. */
  async propose(rows: number, first: number, count: number, work: Work): Promise<void> {
    const { at, queryCount } = this.search;
    const { signal, onProgress } = work;
    const lengths = await this.read(rows, count, at.side, 'step', { signal });
    if (at.symmetric) this.kernel.setReal('queryStep', lengths.step);
    this.rows = {
      norm: Math.max(this.rows.norm, lengths.norm),
      error: Math.max(this.rows.error, lengths.error),
      half: Math.max(this.rows.half, lengths.half),
    };
    this.kernel.set({ phase: PHASES.pair, first, count, packed: at.side.packed, half: at.side.half });
    await this.kernel.run(Math.ceil(queryCount / BLOCK), { signal, onProgress });
  }

  /**
   * Makes one list of each query's, and says for each by how much half a squared distance may differ from its score.
   *
   * @param bounds written: a float64 for each query
   */
  async finish(bounds: Float64Array, work: Work): Promise<void> {
    const { at, queryCount } = this.search;
    if (at.lists > 0) {
      this.kernel.set({ phase: PHASES.merge });
      await this.kernel.run(Math.ceil(queryCount / BLOCK), { signal: work.signal });
    }
    const { norm, error, half } = this.rows;
    const { norms, errors, halves } = this.lengthsOf(at.querySide, queryCount);
    for (let q = 0; q < queryCount; q++) {
      const rounding = ROUNDING * (Math.abs(halves[q]!) + Math.abs(half) + norms[q]! * norm);
      bounds[q] = norms[q]! * error + (norm + error) * errors[q]! + rounding + 1e-37;
    }
  }

  private async read(
    rows: number,
    count: number,
    side: Side,
    stepName: 'step' | 'queryStep',
    work: Work,
  ): Promise<Lengths & { step: number }> {
    const { kernel } = this;
    const blocks = Math.ceil(count / BLOCK);
    kernel.set({ phase: PHASES.measure, rows, count, ...side });
    await kernel.run(blocks, work);
    const { norms, errors, halves } = this.lengthsOf(side, count);
    const norm = largest(norms);
    // Rounding may make a row of integers longer by half of √columns.
    const room = LONGEST - Math.sqrt(this.search.stride) / 2 - 1;
    const step = Math.max(largest(errors) / LARGEST, norm / room, 1e-37);
    kernel.setReal('step', Math.fround(step));
    kernel.set({ phase: PHASES.quantise });
    await kernel.run(blocks, work);
    if (stepName === 'queryStep') kernel.setReal('queryStep', Math.fround(step));
    return { norm, error: largest(errors), half: largest(halves), step: Math.fround(step) };
  }

  private lengthsOf(side: Side, count: number) {
    return {
      norms: this.kernel.reals(side.norms, count),
      errors: this.kernel.reals(side.errors, count),
      halves: this.kernel.floats(side.half, count),
    };
  }
}

function largest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! > most) most = values[i]!;
  return most;
}
