/** A computation made of rounds, one after the other, each of blocks that can be done in any order. */
export interface Job {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Arguments of the kernel's `setup`, called once in every instance. */
  readonly setup: readonly number[];
  readonly rounds: number;
  /** Blocks of each round; the kernel's `run(block, round, worker)` does one. */
  readonly blocks: number;
}

/** What every kernel exports. */
export interface KernelExports {
  setup(...values: number[]): void;
  run(block: number, round: number, worker: number): void;
}

/** @returns the job's kernel, ready to run blocks on this thread */
export function instantiate(job: Job): KernelExports {
  const instance = new WebAssembly.Instance(job.module, { env: { memory: job.memory } });
  const kernel = instance.exports as unknown as KernelExports;
  kernel.setup(...job.setup);
  return kernel;
}

export function abortError(): Error {
  const error = new Error('The computation was stopped.');
  error.name = 'AbortError';
  return error;
}

/** @throws AbortError when the signal says stop */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError();
}
