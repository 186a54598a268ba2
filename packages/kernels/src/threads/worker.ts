import type { Job, KernelExports } from './job.js';

/** Places in the control array that the workers of a job share. */
export const CONTROL = { nextBlock: 0, arrived: 1, round: 2, stop: 3, done: 4, length: 8 } as const;

/** What a worker is told to do. */
export interface Order {
  readonly job: Job;
  readonly control: Int32Array;
  readonly worker: number;
  readonly workers: number;
}

/** What it answers, once for each order. */
export type Answer = { failed: false } | { failed: true; name: string; message: string; stack: string };

/**
 * The whole program of a worker. It is sent to the worker as text (see spawn.ts), so it may use nothing from
 * outside its own braces.
 */
export function workerProgram(
  listen: (handle: (order: Order) => void) => void,
  answer: (message: Answer) => void,
): void {
  listen((order) => {
    try {
      obey(order);
      answer({ failed: false });
    } catch (error) {
      Atomics.store(order.control, 3, 1);
      Atomics.notify(order.control, 2);
      const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
      answer({ failed: true, name, message, stack: stack ?? '' });
    }
  });

  function obey({ job, control, worker, workers }: Order): void {
    const [nextBlock, arrived, currentRound, stop, done] = [0, 1, 2, 3, 4] as const;
    const instance = new WebAssembly.Instance(job.module, { env: { memory: job.memory } });
    const kernel = instance.exports as unknown as KernelExports;
    kernel.setup(...job.setup);
    for (let round = 0; round < job.rounds; round++) {
      for (;;) {
        if (Atomics.load(control, stop) !== 0) return;
        const block = Atomics.add(control, nextBlock, 1);
        if (block >= job.blocks) break;
        kernel.run(block, round, worker);
        Atomics.add(control, done, 1);
      }
      if (Atomics.add(control, arrived, 1) + 1 === workers) {
        Atomics.store(control, arrived, 0);
        Atomics.store(control, nextBlock, 0);
        Atomics.store(control, currentRound, round + 1);
        Atomics.notify(control, currentRound);
      } else {
        // Rounds are short: asleep at once, a worker would spend more time waking than working.
        for (let spin = 0; spin < 2000 && Atomics.load(control, currentRound) === round; spin++);
        while (Atomics.load(control, currentRound) === round && Atomics.load(control, stop) === 0) {
          Atomics.wait(control, currentRound, round, 50);
        }
      }
    }
  }
}
