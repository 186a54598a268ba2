/**
 * The sentence encoder beside sentence-transformers, and whether a vector depends on its row alone: see README.md.
 *
 *   node benchmarks/encode.mjs <films.csv> --python <python> --model <folder> [--top 5000] [--out <file.json>]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { random } from '@parallax-map/kernels';
import { findModel, MINILM_L6_V2 } from '../packages/pipeline/dist/encode/index.js';
import { int8Model } from '../packages/pipeline/dist/encode/int8/index.js';
import { cosines, encodeAfresh, sameBits } from './lib/encoding.mjs';
import { hashOfVectors, killWhileEncoding } from './lib/killed-run.mjs';
import { printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { readColumn } from './lib/results.mjs';

const THREADS = 2;
/** Shares of the texts at which a run is killed, one after the other in one folder. */
const KILLS = [0.2, 0.5, 0.8];
/** Texts that are encoded again in other orders and company. */
const AGAIN = 1000;
const never = new globalThis.AbortController().signal;

/** Loads the model, encodes once to warm up, and times the rest; vectors as float32 to a file. */
const PYTHON = `
import json, sys, time
from sentence_transformers import SentenceTransformer
texts, model, out = json.load(open(sys.argv[1])), sys.argv[2], sys.argv[3]
encoder = SentenceTransformer(model, device="cpu")
encoder.encode(texts[:8])
started = time.time()
vectors = encoder.encode(texts, batch_size=32, show_progress_bar=False, normalize_embeddings=True)
seconds = time.time() - started
vectors.astype("float32").tofile(out)
print(json.dumps({"seconds": seconds}))
`;

const given = readArguments();
const scratch = await mkdtemp(join(tmpdir(), 'parallax-encode-'));
try {
  const overviews = (await readColumn(given.table, 'overview')).slice(0, given.top);
  const texts = [...new Set(overviews.filter((text) => text.trim() !== ''))];
  const fp32 = await findModel(MINILM_L6_V2, { signal: never, note: console.error });
  const int8 = await int8Model(fp32, { signal: never, note: console.error });

  const python = await byPython(texts);
  const ours = {};
  for (const [name, model] of Object.entries({ fp32, int8 })) {
    console.error(`encoding ${texts.length} texts: ${name}`);
    // Sessions and weights are read once before, as on the other side.
    await encodeAfresh(model, texts.slice(0, 8), THREADS, scratch);
    const started = performance.now();
    const vectors = await encodeAfresh(model, texts, THREADS, scratch);
    const seconds = round((performance.now() - started) / 1000, 1);
    ours[name] = {
      seconds,
      ratio: round(python.seconds / seconds, 2),
      cosine: cosines(vectors, python.vectors),
      identical: await identity(model, texts, vectors),
    };
  }
  const kills = await killedThreeTimes();
  const results = {
    texts: texts.length,
    sentenceTransformers: { seconds: round(python.seconds, 1) },
    ...ours,
    kills,
  };
  printTable([
    ['', 'seconds', 'times as fast', 'cosine, mean', 'least'],
    ['sentence-transformers', results.sentenceTransformers.seconds, 1, 1, 1],
    ...Object.entries(ours).map(([name, { seconds, ratio, cosine }]) => [
      ...[name, seconds, ratio],
      ...[cosine.mean, cosine.min],
    ]),
  ]);
  for (const [name, { identical }] of Object.entries(ours))
    console.log(`${name}, the same bits: ${JSON.stringify(identical)}`);
  console.log(
    `killed at ${kills.encoded.join(', ')} texts: ${kills.same ? 'the same bytes' : 'OTHER BYTES'}`,
  );
  await writeResults(given.out, results);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      python: { type: 'string' },
      model: { type: 'string' },
      top: { type: 'string', default: '5000' },
      out: { type: 'string', default: resultsFile('encode') },
    },
  });
  const { python, model } = values;
  const top = Number(values.top);
  if (positionals.length !== 1 || !python || !model || !Number.isInteger(top) || top < AGAIN) {
    throw new Error(
      `usage: encode.mjs <films.csv> --python <python> --model <folder> [--top 5000, at least ${AGAIN}]`,
    );
  }
  return {
    table: resolve(positionals[0]),
    python: basename(python) === python ? python : resolve(python),
    model: resolve(model),
    top,
    out: values.out,
  };
}

async function byPython(texts) {
  console.error(`encoding ${texts.length} texts: sentence-transformers`);
  const [input, output] = [join(scratch, 'texts.json'), join(scratch, 'vectors.f32')];
  await writeFile(input, JSON.stringify(texts));
  const words = ['-c', PYTHON, input, given.model, output];
  const { stdout } = await promisify(execFile)(given.python, words, { maxBuffer: 2 ** 26 });
  const { buffer, byteOffset, length } = await readFile(output);
  const data = new Float32Array(buffer.slice(byteOffset, byteOffset + length));
  const { seconds } = JSON.parse(stdout.trim().split('\n').at(-1));
  return { seconds, vectors: { data, rows: texts.length, cols: data.length / texts.length } };
}

/** Whether every bit is the same in shuffled orders, with other threads, across other borders of chunks, alone. */
async function identity(model, texts, vectors) {
  const same = sameBits(model, texts, vectors, scratch);
  const some = texts.filter((_, i) => i % Math.ceil(texts.length / AGAIN) === 1);
  return {
    shuffled: await same(shuffle(some, 1), THREADS),
    shuffledOneThread: await same(shuffle(some, 2), 1),
    shuffledThreeThreads: await same(shuffle(some, 3), 3),
    otherChunks: await same(some.slice(7).slice(0, 300), THREADS),
    oneAlone: await same([texts.at(-1)], 1),
  };
}

function shuffle(list, seed) {
  const draws = random(seed, 'benchmark.shuffle');
  const keyed = list.map((text, i) => ({ text, key: draws.uniform(i) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ text }) => text);
}

/** One run left alone, and one killed three times in the midst of encoding: the same vectors, byte for byte? */
async function killedThreeTimes() {
  const flags = (out) => [
    ...['--top', String(Math.min(given.top, 2 * AGAIN)), '--by', 'vote_count', '--text', '{overview}'],
    ...['--out', join(scratch, out)],
  ];
  const encoded = [];
  for (const share of KILLS) {
    console.error(`killing a run at ${100 * share} %`);
    encoded.push((await killWhileEncoding(given.table, flags('killed'), share)).encoded);
  }
  await killWhileEncoding(given.table, flags('killed'), 2);
  await killWhileEncoding(given.table, flags('alone'), 2);
  const [killed, alone] = await Promise.all(
    ['killed', 'alone'].map((folder) => hashOfVectors(join(scratch, folder))),
  );
  return { encoded, same: killed === alone };
}
