import { Worker } from 'node:worker_threads';
import { ParallaxError } from '@parallax-map/core';
import type { TermVectors } from './reduce-terms.js';

/**
 * Counts words and reduces them to vectors, on a thread of its own so that the caller stays free.
 *
 * @param dimensions at most; fewer where there are fewer texts or terms
 * @param learnFrom texts, evenly spaced, that the reduction is learnt from; default all
 * @throws ParallaxError DATA_EMPTY where no text has a word or a sign in it, AbortError when stopped
 */
export function encodeTerms(
  texts: readonly string[],
  dimensions: number,
  signal: AbortSignal,
  learnFrom?: number,
): Promise<TermVectors> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { texts, dimensions, learnFrom },
      // The thread does not depend on how the process was started.
      execArgv: [],
    });
    const stop = (): void => {
      reject(signal.reason as Error);
      void worker.terminate();
    };
    signal.addEventListener('abort', stop);
    worker.on('message', (result: TermVectors | undefined) => {
      if (result) resolve(result);
      else reject(new ParallaxError('DATA_EMPTY', 'no text has a word in it; at least one is needed'));
    });
    worker.on('error', reject);
    worker.on('exit', (status) => {
      signal.removeEventListener('abort', stop);
      reject(new Error(`the thread that counts words ended with status ${status}`));
    });
  });
}
