import { readFile } from 'node:fs/promises';
import { workerData } from 'node:worker_threads';
import { serve, stacked, type Bench } from '../workers/serve.js';
import { Unfit } from '../workers/unfit.js';
import type { WorkerSetup } from './messages.js';
import { average, pool } from './pool.js';
import { openSession } from './session.js';
import { tokeniser } from './tokenise.js';

/**
 * Encodes texts with one single-threaded session.
 *
 * Each text, and each passage of one, runs alone. A product of matrices may sum in another order when its shape
 * changes, so a vector out of a batch can depend on the batch; alone it depends on its text only, on every
 * machine. That costs little: on a hundred film overviews 17 ms a text alone, 15 ms in batches of 8 (one thread).
 */
const setup = workerData as WorkerSetup;
serve(open);

async function open(): Promise<Bench<string>> {
  const json = await readFile(setup.tokenizer, 'utf8');
  let tokenise: ReturnType<typeof tokeniser>;
  try {
    tokenise = tokeniser(json, setup);
  } catch (error) {
    throw new Unfit(`tokenizer.json cannot be used: ${(error as Error).message}`);
  }
  const session = await openSession(setup.graph);
  return {
    async encode(texts, isStopped) {
      const tokens = new Uint32Array(texts.length);
      const made: Float32Array[] = [];
      for (const [i, text] of texts.entries()) {
        const { passages, length } = tokenise(text);
        tokens[i] = length;
        const vectors: Float32Array[] = [];
        for (const ids of passages) {
          if (isStopped()) throw new Error('stopped');
          const { states, pooled } = await session.run(ids);
          vectors.push(pool(states, pooled ? 1 : ids.length, setup.pooling));
        }
        const lengths = passages.map((passage) => passage.length);
        made.push(vectors.length === 1 ? vectors[0]! : average(vectors, lengths));
      }
      return stacked(made, tokens);
    },
    release: () => session.release(),
  };
}
