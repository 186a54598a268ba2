import type { Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/spectral.generated.js';
import type { Graph } from './graph-levels.js';
import { PANEL } from './panels.js';

/** Rows a block of work answers for; the kernel has the same number. */
const BLOCK = 64;
/** Below this many sums, starting other threads takes longer than the sums. */
const WORTH_THREADS = 100_000;

/** Multiplies blocks of vectors by the random walk P = D⁻¹ W of a graph, on all threads. */
export class Walk {
  #graph!: Graph;
  #panels = 0;

  private constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly at: { starts: number; ends: number; weights: number; inverse: number; blocks: number[] },
    private readonly module: WebAssembly.Module,
    private readonly pool: Pool,
    private readonly work: Work,
  ) {}

  /** With room for graphs of so many rows and edges, and blocks of so many numbers. */
  static async create(
    room: { rows: number; edges: number; numbers: number },
    pool: Pool,
    work: Work,
  ): Promise<Walk> {
    const regions = new Regions();
    const starts = regions.region(4 * (room.rows + 1));
    const ends = regions.region(4 * room.edges);
    const weights = regions.region(4 * room.edges);
    const inverse = regions.region(8 * room.rows);
    const blocks = [regions.region(8 * room.numbers), regions.region(8 * room.numbers)];
    const { shared } = pool;
    const memory = regions.allocate(shared);
    const module = await compileKernel(wasm, shared);
    return new Walk(memory, { starts, ends, weights, inverse, blocks }, module, pool, work);
  }

  /** Takes up another graph, and blocks of so many panels; what `x` holds then is undefined. */
  load(graph: Graph, panels: number): void {
    this.#graph = graph;
    this.#panels = panels;
    const { buffer } = this.memory;
    new Uint32Array(buffer, this.at.starts).set(graph.indptr);
    new Uint32Array(buffer, this.at.ends).set(graph.indices);
    new Float32Array(buffer, this.at.weights).set(graph.values);
    const inverse = new Float64Array(buffer, this.at.inverse, graph.size);
    for (let i = 0; i < graph.size; i++) inverse[i] = 1 / graph.degrees[i]!;
  }

  /** The block of vectors: panels × rows × 8. */
  get x(): Float64Array {
    return new Float64Array(this.memory.buffer, this.at.blocks[0], this.#panels * this.#graph.size * PANEL);
  }

  /** P x, in memory that the next call overwrites. */
  async multiply(): Promise<Float64Array> {
    await this.run(1, 0, 1);
    return new Float64Array(this.memory.buffer, this.at.blocks[1], this.x.length);
  }

  /**
   * x ← T(P) x with the Chebyshev polynomial that stays within ±1 on [−1, cut] and grows fastest above it.
   *
   * @param degree even
   */
  filter(degree: number, cut: number): Promise<void> {
    return this.run(degree, (cut - 1) / 2, 2 / (cut + 1));
  }

  private run(rounds: number, center: number, scale: number): Promise<void> {
    const { size, indices } = this.#graph;
    const { starts, ends, weights, inverse, blocks } = this.at;
    const setup = [size, starts, ends, weights, inverse, ...blocks, center, scale];
    const job = { module: this.module, memory: this.memory, setup, rounds };
    const few = indices.length * this.#panels < WORTH_THREADS;
    const pool = few ? callerPool() : this.pool;
    return pool.run({ ...job, blocks: Math.ceil(size / BLOCK) * this.#panels }, { signal: this.work.signal });
  }
}
