import type { Work } from './matrix/index.js';

/** Operations between two rests: some 20 ms of arithmetic. */
const STRETCH = 2e7;

/**
 * Keeps a long loop polite: now and then it lets the event loop run, reports the share done, and stops when
 * asked. Counted in operations, not in time, so a kernel needs no clock.
 *
 * @example if (pace.spend(n * d)) await pace.rest();
 */
export class Pace {
  readonly #work: Work;
  readonly #total: number;
  #done = 0;
  #restAt = STRETCH;

  /** @param total operations the whole computation is expected to take */
  constructor(work: Work, total: number) {
    this.#work = work;
    this.#total = Math.max(total, 1);
    stopIfAborted(work.signal);
  }

  /** Counts operations done; true when it is time to rest. */
  spend(operations: number): boolean {
    this.#done += operations;
    return this.#done >= this.#restAt;
  }

  async rest(): Promise<void> {
    this.#restAt = this.#done + STRETCH;
    this.#work.onProgress?.(Math.min(this.#done / this.#total, 1));
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    stopIfAborted(this.#work.signal);
  }

  /** Reports that all is done. */
  finish(): void {
    this.#work.onProgress?.(1);
  }
}

function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new DOMException('The computation was stopped', 'AbortError');
}
