import type { Matrix, Work } from '../matrix/index.js';
import type { Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/neighbors-exact.generated.js';
import { shift, withoutRepeats, type ProductProvider } from './provider.js';
import { gatherRows } from './gather-rows.js';
import { largestOf, meanOf, METRICS, scaleOf, type NeighborMetric } from './graph.js';
import { IntegerProposals, layOutIntegers } from './integer-proposals.js';
import { headerBytes, KernelMemory } from '../threads/kernel-memory.js';

/** In the order in which assembly/neighbors-exact.ts reads them. */
const HEADER = [
  ...(['phase', 'metric', 'stride', 'mean', 'first', 'count', 'rows', 'packed', 'half', 'zero'] as const),
  ...(['queryCount', 'queryRows', 'queryPacked', 'queryHalf', 'queryZero', 'self'] as const),
  ...(['proposals', 'proposedDistances', 'proposedRows', 'gathered', 'all'] as const),
  ...(['keep', 'outDistances', 'outIndices', 'unsure', 'scratch', 'scratchBytes', 'bounds'] as const),
];
const REALS = ['factor', 'largest'] as const;
const PHASES = { prepare: 0, propose: 1, rank: 2, search: 3 } as const;

/** More candidates than asked for, so that float32 rounding in the products seldom decides who is among the k. */
export const SPARE = 8;
/** Rows or queries a block of work answers for; the kernel has the same number. */
const BLOCK = 64;
/** Most bytes of rows that are in the kernel's memory at a time, where the queries are few. */
const CHUNK_BYTES = 2 ** 27;
/** Queries that are sooner compared with all rows in float64 than read once more. */
const FEW = 8;
const NONE = 0xffffffff;

export interface SearchInput {
  points: Matrix;
  /** Undefined: each row of the points is a query, and no answer to itself. */
  queries?: Matrix | undefined;
  /** Row of the points that each query is, and so no answer to it. */
  self?: Uint32Array | undefined;
  /** At most the number of possible answers. */
  k: number;
  metric: NeighborMetric;
  pool: Pool;
  /** Rows to choose from, and no others; default: those that products propose. */
  proposed?: Proposed | undefined;
  /**
   * What rows are proposed by: `integers` (default), which is twice as fast or more and leaves to `floats` what it
   * cannot be sure of.
   */
  products?: 'integers' | 'floats' | undefined;
  /** Computes the products in the kernel's place, where all rows of the points are queries. */
  provider?: ProductProvider | undefined;
}

export interface Proposed {
  /** queries × width; 0xffffffff where there is none. No row twice for a query. */
  rows: Uint32Array;
  width: number;
}

export interface Answers {
  indices: Uint32Array;
  distances: Float32Array;
}

/** The k nearest points of every query, by brute force. */
export async function searchExactly(input: SearchInput, work: Work): Promise<Answers> {
  return new ExactSearch(input).run(work);
}

class ExactSearch {
  private readonly n: number;
  private readonly queryCount: number;
  private readonly stride: number;
  private readonly proposals: number;
  private readonly chunkRows: number;
  private readonly factor: number;
  private readonly kernel: KernelMemory<(typeof HEADER)[number]>;
  private readonly at: ReturnType<ExactSearch['layOut']>;
  /** Undefined where float32 proposes, or rows are proposed already. */
  private readonly integers: IntegerProposals | undefined;

  constructor(private readonly input: SearchInput) {
    const { points, queries, self, k, metric, proposed, provider } = input;
    this.n = points.rows;
    this.queryCount = queries?.rows ?? this.n;
    this.stride = Math.ceil(points.cols / 4) * 4;
    const answers = queries === undefined || self !== undefined ? this.n - 1 : this.n;
    // A provider proposes a row to itself too.
    this.proposals = proposed?.width ?? Math.min(k + SPARE + (provider ? 1 : 0), answers);
    const gathered = this.queryCount * this.proposals;
    const fitting = proposed ? gathered : Math.max(CHUNK_BYTES / (this.stride * 4), gathered);
    this.chunkRows = queries ? Math.min(this.n, Math.ceil(fitting / 8) * 8) : this.n;

    const regions = new Regions();
    this.at = this.layOut(regions);
    this.kernel = new KernelMemory(regions, wasm, input.pool, HEADER, REALS, this.at.header);
    // Values are only ever multiplied with each other where products propose.
    const factor = proposed ? 1 : scaleOf(points, metric);
    if (metric === 'euclidean' && !proposed) {
      this.kernel.floats(this.at.mean, points.cols).set(meanOf(points, factor));
    }
    this.factor = factor;
    this.kernel.setReal('factor', factor);
    if (metric === 'inner-product' && !proposed) {
      this.kernel.setReal('largest', largestOf(points.data) * Math.sqrt(points.cols));
    }
    const own = this.kernel.words(this.at.self, this.queryCount);
    if (queries === undefined) own.forEach((_, i) => (own[i] = i));
    else if (self) own.set(self);
    else own.fill(NONE);
    this.kernel.set({
      ...this.at,
      ...{ metric: METRICS[metric], stride: this.stride, queryCount: this.queryCount },
      ...{
        proposals: this.proposals,
        keep: k,
        all: this.proposals >= answers || proposed ? 1 : 0,
      },
    });
    const { integers: place, ...rest } = this.at;
    const { memory } = this.kernel;
    const { stride, queryCount, proposals: width } = this;
    const sizes = { memory, pool: input.pool, metric, stride, queryCount, proposals: width, factor };
    this.integers = place && new IntegerProposals({ ...rest, ...sizes, at: place });
  }

  private layOut(regions: Regions) {
    const { stride, chunkRows, queryCount, proposals } = this;
    const { k, pool, queries, proposed, products = 'integers' } = this.input;
    const scratchBytes = 128 + proposals * 8;
    const floats = !proposed && products === 'floats';
    const rowsOf = (count: number) => ({
      rows: regions.region(count * stride * 4),
      packed: floats ? regions.region(Math.ceil(count / 8) * stride * 32) : 0,
      half: regions.region(Math.ceil(count / 8) * 32),
      zero: regions.region(count),
    });
    const chunk = rowsOf(chunkRows);
    const asked = queries ? rowsOf(queryCount) : chunk;
    const integers = !proposed && !floats;
    return {
      ...chunk,
      integers: integers
        ? layOutIntegers(regions, chunkRows, queries && queryCount, stride, proposals, pool)
        : undefined,
      bounds: integers ? regions.region(queryCount * 8) : 0,
      queryRows: asked.rows,
      queryPacked: asked.packed,
      queryHalf: asked.half,
      queryZero: asked.zero,
      header: regions.region(headerBytes(HEADER.length, REALS.length)),
      mean: regions.region(stride * 4),
      self: regions.region(queryCount * 4),
      proposedDistances: regions.region(queryCount * proposals * 4),
      proposedRows: regions.region(queryCount * proposals * 4),
      outDistances: regions.region(queryCount * k * 4),
      outIndices: regions.region(queryCount * k * 4),
      unsure: regions.region(queryCount),
      scratch: regions.region(scratchBytes * pool.threads),
      scratchBytes,
    };
  }

  async run(work: Work): Promise<Answers> {
    const { queries, k, proposed } = this.input;
    const { signal, onProgress } = work;
    const quiet = { signal };
    const { kernel, at, queryCount, chunkRows, n, integers } = this;
    const queryBlocks = Math.ceil(queryCount / BLOCK);
    if (queries) await this.prepareQueries(queries, quiet);
    for (let first = 0; first < n; first += chunkRows) {
      if (proposed && chunkRows < n) break;
      const count = await this.loadChunk(first, quiet);
      if (proposed) break;
      if (await this.askProvider(quiet)) {
        kernel.set({ bounds: 0 });
        break;
      }
      const onShare = (share: number) => onProgress?.(Math.min(1, (first + share * count) / n));
      if (integers) {
        await integers.propose(at.rows, first, count, { signal, onProgress: onShare });
        if (first + count === n) await integers.finish(kernel.reals(at.bounds, queryCount), quiet);
      } else {
        kernel.set({ phase: PHASES.propose });
        await kernel.run(queryBlocks, { signal, onProgress: onShare });
      }
    }
    if (proposed) kernel.words(at.proposedRows, proposed.rows.length).set(proposed.rows);
    if (chunkRows < n) await this.gatherProposed(quiet);
    kernel.set({ phase: PHASES.rank });
    await kernel.run(queryBlocks, quiet);
    kernel.set({ gathered: 0 });
    await this.searchUnsure(quiet);
    onProgress?.(1);
    return {
      indices: kernel.words(at.outIndices, queryCount * k).slice(),
      distances: kernel.floats(at.outDistances, queryCount * k).slice(),
    };
  }

  /** Lets the provider propose. @returns false where there is none, or it can't */
  private async askProvider(work: Work): Promise<boolean> {
    const { provider, metric } = this.input;
    const { kernel, at, n, stride, proposals } = this;
    if (!provider || proposals >= n - 1) return false;
    const values = kernel.floats(at.rows, n * stride).slice();
    if (metric !== 'cosine') shift(values, kernel.floats(at.mean, stride), this.factor);
    const half = kernel.floats(at.half, n).slice();
    const rows = await provider.propose({ values, half, rows: n, cols: stride }, proposals, work);
    if (rows) kernel.words(at.proposedRows, n * proposals).set(withoutRepeats(rows, n, proposals));
    return rows !== undefined;
  }

  private async prepareQueries(queries: Matrix, work: Work): Promise<void> {
    const { queryRows, queryPacked, queryHalf, queryZero, rows, packed, half, zero } = this.at;
    this.copyRows(queries, 0, queries.rows, queryRows);
    this.kernel.set({ phase: PHASES.prepare, count: queries.rows });
    this.kernel.set({ rows: queryRows, packed: queryPacked, half: queryHalf, zero: queryZero });
    await this.kernel.run(Math.ceil(queries.rows / BLOCK), work);
    this.kernel.set({ rows, packed, half, zero });
    await this.integers?.readQueries(queryRows, work);
  }

  /** @returns how many rows it has */
  private async loadChunk(first: number, work: Work): Promise<number> {
    const count = Math.min(this.chunkRows, this.n - first);
    this.copyRows(this.input.points, first, count, this.at.rows);
    this.kernel.set({ phase: PHASES.prepare, first, count });
    await this.kernel.run(Math.ceil(count / BLOCK), work);
    return count;
  }

  private copyRows({ data, cols }: Matrix, first: number, count: number, to: number): void {
    const into = this.kernel.floats(to, count * this.stride);
    if (cols === this.stride) {
      into.set(data.subarray(first * cols, (first + count) * cols));
      return;
    }
    for (let i = 0; i < count; i++) {
      into.set(data.subarray((first + i) * cols, (first + i + 1) * cols), i * this.stride);
    }
  }

  /** Puts the proposed rows where a chunk was, query by query. */
  private async gatherProposed(work: Work): Promise<void> {
    const { data, cols } = this.input.points;
    const count = this.queryCount * this.proposals;
    const proposed = this.kernel.words(this.at.proposedRows, count);
    const into = this.kernel.floats(this.at.rows, count * this.stride);
    proposed.forEach((row, place) => {
      if (row !== NONE) into.set(data.subarray(row * cols, (row + 1) * cols), place * this.stride);
    });
    this.kernel.set({ phase: PHASES.prepare, count, gathered: 1 });
    await this.kernel.run(Math.ceil(count / BLOCK), work);
  }

  /** Compares with all rows in float64 where a nearer one could have been missed; where float32 may tell, after it. */
  private async searchUnsure(work: Work): Promise<void> {
    const unsure = this.kernel.bytes(this.at.unsure, this.queryCount);
    const count = unsure.reduce((sum, mark) => sum + mark, 0);
    if (count === 0) return;
    if (this.integers && count > FEW) return this.searchAgain(unsure, work);
    for (let first = 0; first < this.n; first += this.chunkRows) {
      if (this.chunkRows < this.n) await this.loadChunk(first, work);
      this.kernel.set({ phase: PHASES.search });
      await this.kernel.run(Math.ceil(this.queryCount / BLOCK), work);
    }
  }

  private async searchAgain(unsure: Uint8Array, work: Work): Promise<void> {
    const { points, queries, self, k, metric, pool } = this.input;
    const again = Uint32Array.from(unsure.keys()).filter((q) => unsure[q] === 1);
    const own = queries ? self && again.map((q) => self[q]!) : again;
    const some = { points, queries: gatherRows(queries ?? points, again), self: own };
    const found = await searchExactly({ ...some, k, metric, pool, products: 'floats' }, work);
    const indices = this.kernel.words(this.at.outIndices, this.queryCount * k);
    const distances = this.kernel.floats(this.at.outDistances, this.queryCount * k);
    again.forEach((q, a) => {
      indices.set(found.indices.subarray(a * k, (a + 1) * k), q * k);
      distances.set(found.distances.subarray(a * k, (a + 1) * k), q * k);
    });
  }
}
