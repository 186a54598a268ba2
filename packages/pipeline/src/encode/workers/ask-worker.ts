import { Worker } from 'node:worker_threads';
import type { Asker } from '../encoder.js';
import { invalid } from '../models/model-settings.js';
import type { Request } from './messages.js';
import { Unfit } from './unfit.js';
import { ask } from './worker-pool.js';

/**
 * A worker that stays ready to encode one text after another: what it loads, it loads once. It keeps no process alive.
 *
 * @param script of the worker, which answers as `serve` does; it is started with `setup`
 * @param name how the model is called in messages
 */
export function askWorker(script: URL, setup: object, name: string): Asker {
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  function standing(): Worker {
    if (worker === undefined) {
      const started = new Worker(script, { workerData: setup, execArgv: [] });
      started.unref();
      // One that ended is started anew; what it failed with is told to who waits for it.
      started
        .on('error', () => {})
        .on('exit', () => {
          if (worker === started) worker = undefined;
        });
      worker = started;
    }
    return worker;
  }

  async function encode(text: string): Promise<Float32Array> {
    try {
      return (await ask(standing(), { items: [text] }, NEVER)).vectors;
    } catch (error) {
      throw error instanceof Unfit ? invalid(name, error.message, error) : error;
    }
  }

  return {
    encode(text, signal) {
      const turn = last.then(() => {
        signal.throwIfAborted();
        return encode(text);
      });
      last = turn.catch(() => {});
      return turn;
    },
    async close() {
      await last;
      worker?.postMessage('stop' satisfies Request<string>);
      worker = undefined;
    },
  };
}

/** A question takes milliseconds: one that was begun is answered, or its answer would be taken for the next one's. */
const NEVER = new AbortController().signal;
