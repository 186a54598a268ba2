import { KernelInputError } from '../matrix/index.js';

/** A kernel's WebAssembly in base64, compiled for memory that threads share and for plain memory. */
export interface KernelBytes {
  readonly shared: string;
  readonly plain: string;
}

const PAGE = 65536;
/** Pages that 32-bit addresses reach: 4 GiB. */
const MOST_PAGES = 65536;
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** Compiles a kernel once per process. */
export function compileKernel(kernel: KernelBytes, shared: boolean): Promise<WebAssembly.Module> {
  const base64 = shared ? kernel.shared : kernel.plain;
  let module = compiled.get(base64);
  if (!module) {
    module = WebAssembly.compile(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    compiled.set(base64, module);
  }
  return module;
}

/** Memory for a kernel, laid out by asking for one region after another. */
export class Regions {
  private top = 1024;

  /** Byte address of a new region, a multiple of 128 so that no two regions share a cache line. */
  region(bytes: number): number {
    const at = this.top;
    this.top = Math.ceil((at + bytes) / 128) * 128;
    return at;
  }

  /**
   * @throws KernelInputError when the regions need more than the 4 GiB that a kernel can address; RangeError when
   * the machine has no such block of memory left
   */
  allocate(shared: boolean): WebAssembly.Memory {
    const pages = Math.ceil(this.top / PAGE) + 1;
    if (pages > MOST_PAGES) {
      const needed = (this.top / 2 ** 30).toFixed(1);
      throw new KernelInputError(
        `the computation must fit into 4 GiB of memory; it needs ${needed} GiB: give fewer rows or columns`,
      );
    }
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  }
}
