import type { Work } from '../matrix/index.js';
import { compileKernel, Regions, type KernelBytes } from './kernel.js';
import type { Pool } from './pool.js';

/** A kernel that reads its numbers from a header in its memory, so that it can be run phase after phase. */
export class KernelMemory<Name extends string> {
  readonly memory: WebAssembly.Memory;
  private readonly header: DataView;

  /**
   * @param place what its memory is to hold, or memory that another kernel has
   * @param names of the 32-bit numbers of the header, in the kernel's order
   * @param realNames of the float64 behind them
   * @param headerAt address of the header
   */
  constructor(
    place: Regions | WebAssembly.Memory,
    private readonly kernel: KernelBytes,
    private readonly pool: Pool,
    private readonly names: readonly Name[],
    private readonly realNames: readonly string[],
    private readonly headerAt: number,
  ) {
    this.memory = place instanceof Regions ? place.allocate(pool.shared) : place;
    this.header = new DataView(this.memory.buffer, headerAt, 8 * (names.length + realNames.length + 1));
  }

  /** Writes the numbers that the header has a place for. */
  set(values: Partial<Record<Name, number>>): void {
    this.names.forEach((name, place) => {
      const value = values[name];
      if (value !== undefined) this.header.setUint32(4 * place, value, true);
    });
  }

  setReal(name: string, value: number): void {
    const first = Math.ceil(this.names.length / 2) * 8;
    this.header.setFloat64(first + 8 * this.realNames.indexOf(name), value, true);
  }

  /** Does `blocks` blocks of the phase that is set, in each of its rounds. */
  async run(blocks: number, work: Work, rounds = 1): Promise<void> {
    if (blocks === 0) return;
    const module = await compileKernel(this.kernel, this.pool.shared);
    await this.pool.run({ module, memory: this.memory, setup: [this.headerAt], rounds, blocks }, work);
  }

  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.memory.buffer, at, length);
  }

  reals(at: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, at, length);
  }

  words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }

  bytes(at: number, length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }
}

/** Bytes that the header takes. */
export function headerBytes(names: number, reals: number): number {
  return 8 * (Math.ceil(names / 2) + reals);
}
