import { Worker } from 'node:worker_threads';
import { ParallaxError } from '@parallax-map/core';
import type { DeriveAnswer, DeriveRequest, DeriveSetup } from './messages.js';

/**
 * Makes the 8-bit graph of an encoder in a thread of its own, which has ended when the promise settles.
 *
 * @returns content of an `.onnx` file
 * @throws ParallaxError MODEL_INVALID where the graph cannot be rewritten, AbortError when stopped
 */
export async function deriveGraph(setup: DeriveSetup, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  // The thread does not depend on how the process was started.
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: setup, execArgv: [] });
  const stop = (): void => worker.postMessage('stop' satisfies DeriveRequest);
  // Asked to end, never terminated: a thread that dies inside ONNX Runtime takes the process with it.
  signal.addEventListener('abort', stop);
  try {
    const answer = await new Promise<DeriveAnswer | undefined>((resolve, reject) => {
      let said: DeriveAnswer | undefined;
      worker.on('message', (message: DeriveAnswer) => (said = message));
      worker.on('error', reject);
      worker.on('exit', () => resolve(said));
    });
    signal.throwIfAborted();
    if (!answer) throw new Error('the thread that makes the 8-bit graph ended without an answer');
    if ('error' in answer) throw answer.error;
    if ('unfit' in answer) {
      throw new ParallaxError(
        'MODEL_INVALID',
        `No 8-bit graph can be made of ${setup.graph}: ${answer.unfit}.`,
      );
    }
    return answer.graph;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
