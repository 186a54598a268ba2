import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { tokeniser } from '../transformer/tokenise.js';
import { calibrationTexts } from './calibration/index.js';
import { channelPeaks } from './channel-peaks.js';
import type { DeriveAnswer, DeriveRequest, DeriveSetup } from './messages.js';
import { MalformedError } from './onnx/wire.js';
import { quantiseGraph } from './quantise-graph.js';

/** Makes the 8-bit graph of an encoder: measures it on the calibration texts, then rewrites it. */
const setup = workerData as DeriveSetup;
const port = parentPort!;
/** What is larger for a later token, its own scale takes in. */
const MAX_TOKENS = 128;

let stopped = false;
port.on('message', (request: DeriveRequest) => {
  stopped = request === 'stop';
});

try {
  const graph = await derive();
  if (graph) port.postMessage({ graph } satisfies DeriveAnswer, [graph.buffer as ArrayBuffer]);
} catch (error) {
  const answer: DeriveAnswer = error instanceof MalformedError ? { unfit: error.message } : { error };
  port.postMessage(answer);
}
port.close();

async function derive(): Promise<Uint8Array | undefined> {
  const fp32 = await readFile(setup.graph);
  const tokenise = tokeniser(await readFile(setup.tokenizer, 'utf8'), {
    maxTokens: Math.min(MAX_TOKENS, setup.positions),
    long: 'cut',
    prefix: '',
  });
  const tokens = calibrationTexts.map((text) => tokenise(text).passages[0]!);
  const peaks = await channelPeaks(fp32, tokens, () => stopped);
  return peaks && quantiseGraph(fp32, { peaks, signed: setup.signed });
}
