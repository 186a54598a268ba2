import { KernelInputError, type Work } from '../matrix/index.js';
import { runOnCaller } from './caller.js';
import { abortError, throwIfAborted, type Job } from './job.js';
import { availableThreads, canShareMemory, spawn, type Thread } from './spawn.js';
import { CONTROL, type Answer } from './worker.js';

export type { Job } from './job.js';

/** Threads that do the blocks of a job. Results never depend on how many there are. */
export interface Pool {
  /** Threads that do a job together. */
  readonly threads: number;
  /** Whether they are not the calling thread, so that a job's memory must be shared. */
  readonly shared: boolean;
  /**
   * Each of its threads as a pool of its own, for jobs that need not wait for each other. They end with the pool; a job of
   * the whole pool waits for those of its lanes that were handed in before it.
   */
  readonly lanes: readonly Pool[];
  /**
   * Does a job. Jobs handed in together run one after the other.
   *
   * @throws AbortError when stopped; the error of a worker, with the worker's stack, when one fails
   */
  run(job: Job, work?: Work): Promise<void>;
  /** Ends the threads; jobs under way reject. A pool that is not closed never keeps a process alive. */
  close(): void;
}

/**
 * Starts threads over shared memory, or one "thread" on the caller where sharing is not allowed (a web page
 * without the isolation headers).
 *
 * @param threads 1 or more; default: as many as the machine runs at once, at most 16
 * @throws KernelInputError when threads is not a positive integer
 */
export async function createPool(threads: number = availableThreads()): Promise<Pool> {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new KernelInputError(`threads must be a positive integer; got ${threads}`);
  }
  if (threads === 1 || !canShareMemory()) return callerPool();
  const pool = new ThreadPool(threads);
  try {
    await pool.probe();
    return pool;
  } catch {
    // A page's security policy may forbid workers made from text: the work is then done here.
    pool.close();
    return callerPool();
  }
}

/** The calling thread as a pool. */
export function callerPool(): Pool {
  const pool = {
    threads: 1,
    shared: false,
    lanes: [] as Pool[],
    run: (job: Job, work: Work = {}) => runOnCaller(job, work),
    close: () => {},
  };
  pool.lanes.push(pool);
  return pool;
}

class ThreadPool implements Pool {
  readonly shared = true;
  readonly lanes: readonly Pool[];
  private crew: Thread[] = [];
  /** Of each worker: the last job that was handed to it. */
  private readonly last: Promise<unknown>[];
  private readonly members: readonly number[];
  private closed = false;
  /** Of each job under way: makes it fail. */
  private readonly underWay = new Set<(error: Error) => void>();

  constructor(readonly threads: number) {
    this.members = Array.from({ length: threads }, (_, worker) => worker);
    this.last = this.members.map(() => Promise.resolve());
    this.lanes = this.members.map((worker) => new Lane((job, work) => this.handIn(job, work, [worker])));
  }

  /** Resolves once every worker has answered an empty job. */
  probe(): Promise<void> {
    // The shortest module there is, with the two functions that every kernel has.
    const module = new WebAssembly.Module(EMPTY_KERNEL);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    return this.run({ module, memory, setup: [], rounds: 0, blocks: 0 });
  }

  run(job: Job, work: Work = {}): Promise<void> {
    return this.handIn(job, work, this.members);
  }

  close(): void {
    this.closed = true;
    this.fail(new Error('The pool was closed while it was at work.'));
    this.dismiss();
  }

  /** Has some of the workers do a job, after what they were given before. */
  private handIn(job: Job, work: Work, members: readonly number[]): Promise<void> {
    const turn = Promise.all(members.map((worker) => this.last[worker])).then(() =>
      this.start(job, work, members),
    );
    const done = turn.catch(() => {});
    for (const worker of members) this.last[worker] = done;
    return turn;
  }

  private async start(job: Job, work: Work, members: readonly number[]): Promise<void> {
    throwIfAborted(work.signal);
    if (this.closed) throw new Error('The pool is closed.');
    while (this.crew.length < this.threads) this.crew.push(this.hire());
    const crew = members.map((worker) => this.crew[worker]!);
    const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL.length));
    const stop = (): void => {
      Atomics.store(control, CONTROL.stop, 1);
      Atomics.notify(control, CONTROL.round);
    };
    const report = (): void =>
      work.onProgress?.(Atomics.load(control, CONTROL.done) / Math.max(1, job.rounds * job.blocks));
    // The timer also keeps the process alive until the job is done: the workers themselves do not.
    const timer = setInterval(report, 100);
    work.signal?.addEventListener('abort', stop, { once: true });
    let fail: (error: Error) => void = () => {};
    try {
      await new Promise<void>((resolve, reject) => {
        let waiting = crew.length;
        let failure: Error | undefined;
        fail = (error) => {
          stop();
          reject(error);
        };
        this.underWay.add(fail);
        crew.forEach((thread, worker) => {
          thread.onAnswer = (answer) => {
            if (answer.failed) failure ??= revive(answer);
            if (--waiting > 0) return;
            if (failure) reject(failure);
            else resolve();
          };
          thread.send({ job, control, worker, workers: crew.length });
        });
      });
    } finally {
      clearInterval(timer);
      work.signal?.removeEventListener('abort', stop);
      this.underWay.delete(fail);
    }
    if (work.signal?.aborted) throw abortError();
    work.onProgress?.(1);
  }

  /** A worker; should it be lost, so is what is under way, and the next job starts new ones. */
  private hire(): Thread {
    const thread = spawn();
    thread.onLoss = (error) => {
      this.dismiss();
      this.fail(error);
    };
    return thread;
  }

  private fail(error: Error): void {
    for (const fail of this.underWay) fail(error);
  }

  /** Ends the workers; the next job starts new ones. */
  private dismiss(): void {
    for (const thread of this.crew) {
      thread.onLoss = () => {};
      thread.stop();
    }
    this.crew = [];
  }
}

/** One thread of a pool. */
class Lane implements Pool {
  readonly threads = 1;
  readonly shared = true;
  readonly lanes: readonly Pool[] = [this];

  constructor(private readonly handIn: (job: Job, work: Work) => Promise<void>) {}

  run(job: Job, work: Work = {}): Promise<void> {
    return this.handIn(job, work);
  }

  /** The pool it is of ends it. */
  close(): void {}
}

/** The error a worker caught, with its stack there. */
function revive(answer: Extract<Answer, { failed: true }>): Error {
  const error = new Error(`A worker failed: ${answer.message}`);
  error.name = answer.name;
  error.stack = `${answer.name}: ${error.message}\n${answer.stack}`;
  return error;
}

/** (module (import "env" "memory" (memory 0 65536 shared)) (func (export "setup") (export "run"))) */
const EMPTY_KERNEL = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 18, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 3, 0, 0x80, 0x80, 0x04],
  ...[3, 2, 1, 0],
  ...[7, 15, 2, 5, 0x73, 0x65, 0x74, 0x75, 0x70, 0, 0, 3, 0x72, 0x75, 0x6e, 0, 0],
  ...[10, 4, 1, 2, 0, 0x0b],
);
