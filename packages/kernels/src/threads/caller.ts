import type { Work } from '../matrix/index.js';
import { instantiate, throwIfAborted, type Job } from './job.js';

/** Milliseconds of work between two looks at the event loop. */
const SLICE = 12;

/** Does a job on the calling thread, in slices, letting timers, input and the abort signal in between them. */
export async function runOnCaller(job: Job, work: Work): Promise<void> {
  throwIfAborted(work.signal);
  const kernel = instantiate(job);
  const slices = new Slices(work);
  for (let round = 0; round < job.rounds; round++) {
    for (let block = 0; block < job.blocks; block++) {
      kernel.run(block, round, 0);
      if (slices.due()) await slices.pause((round * job.blocks + block + 1) / (job.rounds * job.blocks));
    }
  }
  work.onProgress?.(1);
}

/** Tells a long computation on the calling thread when to let others run. */
export class Slices {
  private end = performance.now() + SLICE;

  constructor(private readonly work: Work) {}

  due(): boolean {
    return performance.now() >= this.end;
  }

  /** @throws AbortError when the signal says stop */
  async pause(share: number): Promise<void> {
    throwIfAborted(this.work.signal);
    this.work.onProgress?.(share);
    await nextTurn();
    throwIfAborted(this.work.signal);
    this.end = performance.now() + SLICE;
  }
}

/** Resolves in the next turn of the event loop; a timer would wait 4 ms in browsers. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
      return;
    }
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(null);
  });
}
