import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Encoded } from '../vector-chunks.js';
import type { Answer, Request } from './messages.js';
import { Unfit } from './unfit.js';

/**
 * Hands batches of items to workers, one at a time each, and every result to `done` as it comes: in any order,
 * but one after the other. All workers have ended when the promise settles.
 *
 * @param script of the workers, which answer as `serve` does; each is started with `setup`
 * @param threads workers at most, 1 or more
 * @throws Unfit where the model cannot be run; AbortError when stopped; what a worker or `done` threw
 */
export async function encodeInWorkers<Item>(
  script: URL,
  setup: object,
  batches: Item[][],
  threads: number,
  signal: AbortSignal,
  done: (batch: number, encoded: Encoded) => Promise<void>,
): Promise<void> {
  signal.throwIfAborted();
  const fault = new AbortController();
  const stop = AbortSignal.any([signal, fault.signal]);
  let next = 0;
  let writing = Promise.resolve();

  async function work(): Promise<void> {
    const worker = new Worker(script, {
      workerData: setup,
      // The thread does not depend on how the process was started.
      execArgv: [],
    });
    const ended = once(worker, 'exit').catch(() => undefined);
    try {
      while (next < batches.length) {
        const batch = next++;
        const encoded = await ask(worker, { items: batches[batch]! }, stop);
        writing = writing.then(() => done(batch, encoded));
        await writing;
      }
    } catch (error) {
      fault.abort(error);
    } finally {
      // Asked to end, never terminated: a thread that dies inside ONNX Runtime takes the process with it.
      worker.postMessage('stop' satisfies Request<Item>);
      await ended;
    }
  }

  await Promise.all(Array.from({ length: Math.min(threads, batches.length) }, work));
  stop.throwIfAborted();
}

/** One request to a worker that answers as `serve` does, and its answer; one at a time. */
export function ask<Item>(worker: Worker, request: Request<Item>, stop: AbortSignal): Promise<Encoded> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      stop.removeEventListener('abort', onStop);
      act();
    };
    const onMessage = (answer: Answer): void =>
      settle(() => {
        if ('encoded' in answer) resolve(answer.encoded);
        else reject('unfit' in answer ? new Unfit(answer.unfit) : asError(answer.error));
      });
    const onError = (error: unknown): void => settle(() => reject(asError(error)));
    const onExit = (status: number): void =>
      settle(() => reject(new Error(`an encoder thread ended by itself, with status ${status}`)));
    const onStop = (): void => settle(() => reject(asError(stop.reason)));
    if (stop.aborted) return reject(asError(stop.reason));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    stop.addEventListener('abort', onStop);
    worker.postMessage(request);
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
