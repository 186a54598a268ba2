import { parentPort } from 'node:worker_threads';
import type { Encoded } from '../vector-chunks.js';
import type { Answer, Request } from './messages.js';
import { Unfit } from './unfit.js';

/** What encodes items one after another in a worker. */
export interface Bench<Item> {
  /** @param isStopped asked between items; where it is so, nobody waits for the answer */
  encode(items: Item[], isStopped: () => boolean): Promise<Encoded>;
  release(): Promise<void>;
}

/**
 * Answers the requests of a worker's owner, in order.
 *
 * @param open makes ready, at the first request; what it throws is the answer
 */
export function serve<Item>(open: () => Promise<Bench<Item>>): void {
  const port = parentPort!;
  let stopped = false;
  let ready: Promise<Bench<Item>> | undefined;
  let work = Promise.resolve();

  async function answer(items: Item[]): Promise<void> {
    try {
      ready ??= open();
      const encoded = await (await ready).encode(items, () => stopped);
      port.postMessage({ encoded } satisfies Answer, [
        encoded.vectors.buffer as ArrayBuffer,
        encoded.tokens.buffer as ArrayBuffer,
      ]);
    } catch (error) {
      const answer: Answer = error instanceof Unfit ? { unfit: error.message } : { error };
      port.postMessage(answer);
    }
  }

  async function end(): Promise<void> {
    const bench = await ready?.catch(() => undefined);
    await bench?.release();
    port.close();
  }

  port.on('message', (request: Request<Item>) => {
    if (request === 'stop') stopped = true;
    work = work.then(() => (request === 'stop' ? end() : answer(request.items)));
  });
}

/** Vectors of items, one after another, as they are handed over; `tokens` is 0 for what has none. */
export function stacked(made: readonly Float32Array[], tokens: Uint32Array): Encoded {
  const dimensions = made[0]!.length;
  const vectors = new Float32Array(made.length * dimensions);
  made.forEach((vector, i) => vectors.set(vector, i * dimensions));
  return { vectors, dimensions, tokens };
}
