import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { Encoded } from '../vector-chunks.js';
import type { Answer, Request, WorkerSetup } from './messages.js';
import { average, pool } from './pool.js';
import { openSession } from './session.js';
import { tokeniser } from './tokenise.js';
import { Unfit } from './unfit.js';

/**
 * Encodes texts with one single-threaded session.
 *
 * Each text, and each passage of one, runs alone. A product of matrices may sum in another order when its shape
 * changes, so a vector out of a batch can depend on the batch; alone it depends on its text only, on every
 * machine. That costs little: on a hundred film overviews 17 ms a text alone, 15 ms in batches of 8 (one thread).
 */
const setup = workerData as WorkerSetup;
const port = parentPort!;

let stopped = false;
let ready: ReturnType<typeof open> | undefined;
let work = Promise.resolve();
port.on('message', (request: Request) => {
  if (request === 'stop') stopped = true;
  work = work.then(() => (request === 'stop' ? end() : answer(request.texts)));
});

async function answer(texts: string[]): Promise<void> {
  try {
    const encoded = await encode(texts);
    port.postMessage({ encoded } satisfies Answer, [
      encoded.vectors.buffer as ArrayBuffer,
      encoded.tokens.buffer as ArrayBuffer,
    ]);
  } catch (error) {
    const answer: Answer = error instanceof Unfit ? { unfit: error.message } : { error };
    port.postMessage(answer);
  }
}

async function encode(texts: string[]): Promise<Encoded> {
  ready ??= open();
  const { tokenise, session } = await ready;
  const tokens = new Uint32Array(texts.length);
  const made: Float32Array[] = [];
  for (const [i, text] of texts.entries()) {
    const { passages, length } = tokenise(text);
    tokens[i] = length;
    const vectors: Float32Array[] = [];
    for (const ids of passages) {
      if (stopped) throw new Error('stopped');
      const { states, pooled } = await session.run(ids);
      vectors.push(pool(states, pooled ? 1 : ids.length, setup.pooling));
    }
    made.push(
      vectors.length === 1
        ? vectors[0]!
        : average(
            vectors,
            passages.map(({ length }) => length),
          ),
    );
  }
  const dimensions = made[0]!.length;
  const vectors = new Float32Array(texts.length * dimensions);
  made.forEach((vector, i) => vectors.set(vector, i * dimensions));
  return { vectors, dimensions, tokens };
}

async function open(): Promise<{
  tokenise: ReturnType<typeof tokeniser>;
  session: Awaited<ReturnType<typeof openSession>>;
}> {
  const json = await readFile(setup.tokenizer, 'utf8');
  let tokenise: ReturnType<typeof tokeniser>;
  try {
    tokenise = tokeniser(json, setup);
  } catch (error) {
    throw new Unfit(`tokenizer.json cannot be used: ${(error as Error).message}`);
  }
  return { tokenise, session: await openSession(setup.graph) };
}

async function end(): Promise<void> {
  const { session } = (await ready?.catch(() => undefined)) ?? {};
  await session?.release();
  port.close();
}
