import { headerBytes, KernelMemory } from '../threads/kernel-memory.js';
import type { Work } from '../matrix/index.js';
import { callerPool, type Pool } from '../threads/index.js';
import { Regions } from '../threads/kernel.js';
import { wasm } from '../wasm/kmeans.generated.js';
import type { ScaledRows } from './rows.js';

/** In the order in which assembly/kmeans.ts reads them. */
const HEADER = [
  ...(['phase', 'count', 'stride', 'rows', 'squares', 'k', 'groups', 'centers', 'packed'] as const),
  ...(['centerSquares', 'moves', 'groupMoves', 'bounds', 'labels', 'upper', 'lower', 'fresh'] as const),
  ...(['changed', 'before', 'sums', 'members', 'segmentRows', 'anew', 'nearest', 'tried'] as const),
  ...(['gaps', 'scratch', 'scratchBytes'] as const),
];
const REALS = ['largestSquare'] as const;
const PHASES = { lengths: 0, try: 1, assign: 2, sum: 3, measure: 4 } as const;

/** Rows of a block of work; the kernel has the same number. */
const BLOCK = 256;
/** Bytes that the kernel notes of a row of a block. */
const STATE = 20;
/** Sums are made in this many parts at most, so that as many threads can share the work. */
const SEGMENTS = 16;
const SEGMENT_ROWS = 4096;
/** Below this many products, threads would take longer to wake than to work. */
const SMALL = 2 ** 20;

/** Candidates that are tried at once. */
export const CANDIDATES = 8;

/** Bytes the kernel needs for each row. */
export function bytesPerRow(stride: number, k: number): number {
  return stride * 4 + boundsFor(k) * 4 + 28;
}

/** Some rows in the kernel's memory, and centers to be moved among them. */
export class KmeansKernel {
  /** Centers in use. */
  k: number;
  /** [k][stride]; write, then call `placeCenters`. */
  readonly centers: Float32Array;
  /** Label of each row. */
  readonly labels: Uint32Array;
  /** TRY: squared distance of each row to its nearest center so far, and with each of 8 candidates. */
  readonly nearest: Float32Array;
  readonly tried: Float32Array;
  private readonly segments: number;
  private readonly blocks: number;
  private readonly at: ReturnType<KmeansKernel['layOut']>;
  private readonly kernel: KernelMemory<(typeof HEADER)[number]>;

  /**
   * @param most centers there will be
   * @param starts whether centers are to be chosen among these rows
   */
  constructor(
    readonly count: number,
    readonly most: number,
    readonly stride: number,
    starts: boolean,
    given: Pool,
  ) {
    this.k = most;
    const pool = count * most * stride < SMALL ? callerPool() : given;
    this.segments = Math.max(1, Math.min(SEGMENTS, Math.ceil(count / SEGMENT_ROWS)));
    this.blocks = Math.ceil(count / BLOCK);
    const regions = new Regions();
    this.at = this.layOut(regions, starts ? count : 0, pool);
    this.kernel = new KernelMemory(regions, wasm, pool, HEADER, REALS, this.at.header);
    this.kernel.set({
      ...this.at,
      ...{ count, stride, bounds: boundsFor(most) },
      segmentRows: Math.ceil(count / this.segments),
    });
    this.useCenters(most);
    this.centers = this.kernel.floats(this.at.centers, Math.max(most, CANDIDATES) * stride);
    this.labels = this.kernel.words(this.at.labels, count);
    this.nearest = this.kernel.floats(this.at.nearest, starts ? count : 0);
    this.tried = this.kernel.floats(this.at.tried, starts ? count * CANDIDATES : 0);
  }

  private layOut(regions: Regions, starting: number, pool: Pool) {
    const { count, most: k, stride, segments } = this;
    const [groups, bounds] = [groupsFor(Math.max(k, CANDIDATES)), boundsFor(k)];
    const scratchBytes = Math.ceil((128 + groups * (4 + 2 * BLOCK) + BLOCK * STATE) / 128) * 128;
    return {
      header: regions.region(headerBytes(HEADER.length, REALS.length)),
      rows: regions.region(count * stride * 4),
      squares: regions.region(count * 4),
      centers: regions.region(Math.max(k, CANDIDATES) * stride * 4),
      packed: regions.region(groups * stride * 32),
      centerSquares: regions.region(groups * 32),
      moves: regions.region(Math.max(k, CANDIDATES) * 4),
      groupMoves: regions.region(bounds * 4),
      labels: regions.region(count * 4),
      upper: regions.region(count * 4),
      lower: regions.region(count * bounds * 4),
      changed: regions.region(this.blocks * 4),
      before: regions.region(count * 4),
      sums: regions.region(segments * k * stride * 8),
      members: regions.region(segments * k * 4),
      nearest: regions.region(starting * 4),
      tried: regions.region(starting * 4 * CANDIDATES),
      gaps: regions.region(count * 8),
      scratch: regions.region(scratchBytes * pool.threads),
      scratchBytes,
    };
  }

  /** Takes rows in. @param which of them; default: the first, second, … */
  async load(
    rows: ScaledRows,
    which: ArrayLike<number> | undefined,
    first: number,
    work: Work,
  ): Promise<void> {
    const into = this.kernel.floats(this.at.rows, this.count * this.stride);
    for (let i = 0; i < this.count; i++) rows.copy(which ? which[i]! : first + i, into, i * this.stride);
    await this.run('lengths', this.blocks, work);
  }

  row(i: number): Float32Array {
    return this.kernel.floats(this.at.rows + i * this.stride * 4, this.stride);
  }

  /** Squared length of each row. */
  get squares(): Float32Array {
    return this.kernel.floats(this.at.squares, this.count);
  }

  /** Uses that many centers from now on, at most as many as there is room for. */
  useCenters(k: number): void {
    this.k = k;
    this.kernel.set({ k, groups: groupsFor(k) });
  }

  /** Makes ready what is in `centers`. */
  placeCenters(): void {
    const { k, stride, kernel, at, centers } = this;
    const packed = kernel.floats(at.packed, groupsFor(k) * stride * 8).fill(0);
    const squares = kernel.floats(at.centerSquares, groupsFor(k) * 8).fill(Infinity);
    let largest = 0;
    for (let c = 0; c < k; c++) {
      let square = 0;
      const lane = (c >> 3) * stride * 8 + (c & 7);
      for (let j = 0; j < stride; j++) {
        const value = centers[c * stride + j]!;
        packed[lane + j * 8] = value;
        square += value * value;
      }
      squares[c] = square;
      largest = Math.max(largest, square);
    }
    kernel.setReal('largestSquare', largest);
  }

  /** Says how far each center moved since labels were last assigned. */
  setMoves(moves: Float64Array): void {
    const groupMoves = this.kernel.floats(this.at.groupMoves, boundsFor(this.most)).fill(0);
    const own = this.kernel.floats(this.at.moves, this.k);
    moves.forEach((move, c) => {
      own[c] = move * 1.0000002;
      groupMoves[c >> 3] = Math.max(groupMoves[c >> 3]!, own[c]!);
    });
  }

  /** Fills `tried` for up to 8 rows that may become centers. */
  async try(candidates: readonly number[], work: Work): Promise<void> {
    this.useCenters(candidates.length);
    candidates.forEach((row, c) => this.centers.set(this.row(row), c * this.stride));
    this.placeCenters();
    await this.run('try', this.blocks, work);
  }

  /** Gives each row its nearest center. @param fresh nothing is known of earlier ones @returns labels that changed */
  async assign(fresh: boolean, work: Work): Promise<number> {
    this.kernel.set({ fresh: fresh ? 1 : 0 });
    await this.run('assign', this.blocks, work);
    return this.kernel.words(this.at.changed, this.blocks).reduce((sum, n) => sum + n, 0);
  }

  /** Sums and counts of the members of each center. @param anew not by what changed since they were last asked for */
  async sum(anew: boolean, work: Work): Promise<{ sums: Float64Array; sizes: Uint32Array }> {
    this.kernel.set({ anew: anew ? 1 : 0 });
    await this.run('sum', this.segments, work);
    const { k, stride, segments, kernel, at } = this;
    const parts = new Float64Array(kernel.memory.buffer, at.sums, segments * k * stride);
    const counts = kernel.words(at.members, segments * k);
    const sums = parts.slice(0, k * stride);
    const sizes = counts.slice(0, k);
    for (let segment = 1; segment < segments; segment++) {
      const part = parts.subarray(segment * k * stride, (segment + 1) * k * stride);
      for (let at = 0; at < sums.length; at++) sums[at]! += part[at]!;
      for (let c = 0; c < k; c++) sizes[c]! += counts[segment * k + c]!;
    }
    return { sums, sizes };
  }

  /** Squared distance of each row to its own center, in float64. */
  async measure(work: Work): Promise<Float64Array> {
    await this.run('measure', this.blocks, work);
    return new Float64Array(this.kernel.memory.buffer, this.at.gaps, this.count);
  }

  private async run(phase: keyof typeof PHASES, blocks: number, { signal }: Work): Promise<void> {
    this.kernel.set({ phase: PHASES[phase] });
    await this.kernel.run(blocks, { signal });
  }
}

function groupsFor(k: number): number {
  return Math.ceil(k / 8);
}

function boundsFor(k: number): number {
  return Math.ceil(groupsFor(k) / 4) * 4;
}
