import { Worker } from 'node:worker_threads';
import type { Encoded, EncodeRequest, WorkerSetup } from './messages.js';

/**
 * Hands batches of texts to workers, one at a time each, and every result to `done` as it comes: in any order,
 * but one after the other. All workers are gone when the promise settles.
 *
 * @param threads workers at most, 1 or more
 * @throws AbortError when stopped; what a worker or `done` threw
 */
export async function encodeInWorkers(
  setup: WorkerSetup,
  batches: string[][],
  threads: number,
  signal: AbortSignal,
  done: (batch: number, encoded: Encoded) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const stopped = AbortSignal.any([signal, stop.signal]);
  let next = 0;
  let writing = Promise.resolve();

  async function work(): Promise<void> {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setup });
    try {
      while (next < batches.length) {
        const batch = next++;
        const encoded = await ask(worker, { texts: batches[batch]! }, stopped);
        writing = writing.then(() => done(batch, encoded));
        await writing;
      }
    } finally {
      await worker.terminate();
    }
  }

  const crew = Array.from({ length: Math.min(threads, batches.length) }, () =>
    work().catch((error: unknown) => {
      // The first fault ends the others; each then rejects with it.
      stop.abort(error);
      throw error;
    }),
  );
  const fates = await Promise.allSettled(crew);
  signal.throwIfAborted();
  const failed = fates.find((fate) => fate.status === 'rejected');
  if (failed) throw stop.signal.reason;
}

function ask(worker: Worker, request: EncodeRequest, signal: AbortSignal): Promise<Encoded> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.removeAllListeners();
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const onAbort = (): void => settle(() => reject(signal.reason as Error));
    worker.on('message', (encoded: Encoded) => settle(() => resolve(encoded)));
    worker.on('error', (error) => settle(() => reject(error)));
    worker.on('exit', (status) => settle(() => reject(new Error(`an encoder thread ended with ${status}`))));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort);
    worker.postMessage(request);
  });
}
