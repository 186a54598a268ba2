import type { Points } from '../distance/points.js';
import type { Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { compileKernel, Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/logistic.generated.js';
import type { LabelledPoints } from './labelled-points.js';

/** Sums are made in this many parts at most, so that as many threads can share the work. */
const SEGMENTS = 16;
const SEGMENT_ROWS = 256;
/** Below this many products, threads would take longer to wake than to work. */
const SMALL = 2 ** 19;

/** Labelled rows in the kernel's memory. */
export class LogisticKernel {
  private readonly stride: number;
  private readonly segments: number;
  private readonly pool: Pool;
  private readonly memory: WebAssembly.Memory;
  private readonly at: { rows: number; labels: number; weights: number; losses: number; gradients: number };
  private readonly coefficientsAt: number;
  private readonly setup: readonly number[];

  constructor(
    private readonly count: number,
    private readonly cols: number,
    private readonly classes: number,
    given: Pool,
  ) {
    this.pool = count * cols * classes < SMALL ? callerPool() : given;
    this.stride = Math.ceil((cols + 1) / 2) * 2;
    this.segments = Math.min(SEGMENTS, Math.ceil(count / SEGMENT_ROWS));
    // Four rows are worked on together.
    const segmentRows = Math.ceil(count / this.segments / 4) * 4;
    const regions = new Regions();
    const scratchBytes = Math.ceil((4 * (classes + 1) * 8) / 128) * 128;
    this.at = {
      rows: regions.region(count * this.stride * 8),
      labels: regions.region(count * 4),
      weights: regions.region(count * 8),
      losses: regions.region(this.segments * 8),
      gradients: regions.region(this.segments * classes * this.stride * 8),
    };
    this.coefficientsAt = regions.region((classes + 1) * this.stride * 8);
    const scratch = regions.region(scratchBytes * this.pool.threads);
    this.memory = regions.allocate(this.pool.shared);
    const { rows, labels, weights, losses, gradients } = this.at;
    this.setup = [
      ...[count, this.stride, classes, rows, labels, weights, this.coefficientsAt],
      ...[segmentRows, losses, gradients, scratch, scratchBytes],
    ];
  }

  /** Takes rows in, less `middle`. */
  load({ data, cols }: Points, middle: Float64Array, { rows, of, weights }: LabelledPoints): void {
    const { stride, at } = this;
    const into = this.reals(at.rows, this.count * stride);
    rows.forEach((row, i) => {
      for (let j = 0; j < cols; j++) into[i * stride + j] = data[row * cols + j]! - middle[j]!;
      into[i * stride + cols] = 1;
    });
    new Uint32Array(this.memory.buffer, at.labels, this.count).set(of);
    this.reals(at.weights, this.count).set(weights);
  }

  /**
   * Weighted sum of log-losses, and its gradient.
   *
   * @param coefficients classes × (cols + 1), the intercept last
   */
  async evaluate(
    coefficients: Float64Array,
    { signal }: Work,
  ): Promise<{ loss: number; gradient: Float64Array }> {
    const { classes, cols, stride, segments, at, pool, memory, setup } = this;
    const width = cols + 1;
    const into = this.reals(this.coefficientsAt, classes * stride);
    for (let c = 0; c < classes; c++) into.set(coefficients.subarray(c * width, (c + 1) * width), c * stride);
    const module = await compileKernel(wasm, pool.shared);
    await pool.run({ module, memory, setup, rounds: 1, blocks: segments }, { signal });
    const loss = this.reals(at.losses, segments).reduce((sum, part) => sum + part, 0);
    const parts = this.reals(at.gradients, segments * classes * stride);
    const gradient = new Float64Array(classes * width);
    for (let from = 0; from < parts.length; from += classes * stride) {
      for (let c = 0; c < classes; c++) {
        for (let j = 0; j < width; j++) gradient[c * width + j]! += parts[from + c * stride + j]!;
      }
    }
    return { loss, gradient };
  }

  private reals(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }
}
