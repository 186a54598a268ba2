import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Answer, Encoded, Request, WorkerSetup } from './messages.js';
import { pool } from './pool.js';
import { tokeniser } from './tokenise.js';

/**
 * Encodes texts with one single-threaded session.
 *
 * Each text runs alone. A product of matrices may sum in another order when its shape changes, so a vector out
 * of a batch can depend on the batch; alone it depends on its text only, on every machine. That costs little:
 * on a hundred film overviews 17 ms a text alone, 15 ms in batches of 8 (one thread).
 */
const setup = workerData as WorkerSetup;
const port = parentPort!;
const tokenise = tokeniser(await readFile(setup.tokenizer, 'utf8'), setup.maxTokens);
const session = await InferenceSession.create(setup.graph, {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
});
const output = session.outputNames[0]!;

let stopped = false;
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
    port.postMessage({ error } satisfies Answer);
  }
}

async function encode(texts: string[]): Promise<Encoded> {
  const d = setup.dimensions;
  const vectors = new Float32Array(texts.length * d);
  const tokens = new Uint32Array(texts.length);
  for (const [i, text] of texts.entries()) {
    if (stopped) throw new Error('stopped');
    const { ids, length } = tokenise(text);
    tokens[i] = length;
    pool(await states(ids), ids.length, vectors.subarray(i * d, (i + 1) * d));
  }
  return { vectors, tokens };
}

/** Token states of one text, row-major, tokens × d. */
async function states(ids: number[]): Promise<Float32Array> {
  const shape = [1, ids.length];
  const result = await session.run(
    {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      token_type_ids: new Tensor('int64', new BigInt64Array(ids.length), shape),
    },
    [output],
  );
  const tensor = result[output]!;
  if (tensor.size !== ids.length * setup.dimensions) {
    throw new Error(
      `the model gave states of shape ${tensor.dims.join(' × ')}; required are 1 × ${ids.length} × ${setup.dimensions}`,
    );
  }
  return tensor.data as Float32Array;
}

async function end(): Promise<void> {
  await session.release();
  port.close();
}
