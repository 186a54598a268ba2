/**
 * The sentence encoder in 8 bits beside float32: see README.md.
 *
 *   node benchmarks/int8.mjs <films.csv> [--reference <vectors.f32>] [--top 5000] [--seeds 15] [--out <file.json>]
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exactNeighbors } from '@parallax-map/kernels';
import { findModel, MINILM_L6_V2 } from '../packages/pipeline/dist/encode/index.js';
import { int8Model } from '../packages/pipeline/dist/encode/int8/index.js';
import { agreements, clusterSeeds } from './lib/cluster-seeds.mjs';
import { cosines, encodeAfresh, sameBits } from './lib/encoding.mjs';
import { inPaddedBatches } from './lib/padded-batches.mjs';
import { mean, printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { readColumn } from './lib/results.mjs';

/** Sessions side by side. */
const THREADS = 2;
const NEIGHBORS = 10;
/** Seeds whose answers are held to the target; all of them are looked at for collapses. */
const COMPARED = 5;
const BATCHED = 200;
const never = new globalThis.AbortController().signal;

const given = readArguments();
const texts = await readTexts();
const scratch = await mkdtemp(join(tmpdir(), 'parallax-int8-'));
try {
  const fp32Model = await findModel(MINILM_L6_V2, { signal: never, note: console.error });
  const made = await derive(fp32Model);
  const models = { fp32: fp32Model, int8: made.model };
  const encoded = {};
  for (const name of ['fp32', 'int8']) encoded[name] = await timedEncoding(name, models[name]);
  const fp32 = encoded.fp32.vectors;
  const int8 = encoded.int8.vectors;

  const results = {
    texts: texts.length,
    derivation: {
      seconds: made.seconds,
      again: made.again,
      sameBytesTwice: made.same,
      graph: made.model.sha256.graph,
    },
    encoding: Object.fromEntries(
      Object.entries(encoded).map(([name, { seconds, cpuSeconds }]) => [name, { seconds, cpuSeconds }]),
    ),
    speedup: {
      seconds: round(encoded.fp32.seconds / encoded.int8.seconds, 2),
      cpuSeconds: round(encoded.fp32.cpuSeconds / encoded.int8.cpuSeconds, 2),
    },
    fidelity: {
      cosine: cosines(fp32, int8),
      nearestKept: await nearestKept(fp32, int8),
      ...(given.reference && { reference: await againstReference(fp32, int8) }),
    },
    identical: await identity(models.int8, int8),
    paddedBatches: {
      fp32: await inPaddedBatches(fp32Model, texts.slice(0, BATCHED), 8),
      int8: await inPaddedBatches(models.int8, texts.slice(0, BATCHED), 8),
    },
    clustering: await clustering(fp32, int8),
  };
  show(results);
  await writeResults(given.out, results);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      reference: { type: 'string' },
      top: { type: 'string', default: '5000' },
      seeds: { type: 'string', default: '15' },
      out: { type: 'string', default: resultsFile('int8') },
    },
  });
  const [top, seeds] = [Number(values.top), Number(values.seeds)];
  if (
    positionals.length !== 1 ||
    !Number.isInteger(top) ||
    top < 100 ||
    !Number.isInteger(seeds) ||
    seeds < COMPARED
  ) {
    throw new Error(
      'usage: int8.mjs <films.csv> [--reference <vectors.f32>] [--top 5000] [--seeds 15] [--out <file.json>]',
    );
  }
  return { table: resolve(positionals[0]), reference: values.reference, top, seeds, out: values.out };
}

/** The first overviews of the table, blanks and repetitions left out as a run leaves them out. */
async function readTexts() {
  const overviews = (await readColumn(given.table, 'overview')).slice(0, given.top);
  const rows = overviews.map((_, row) => row);
  given.rows = rows.filter(
    (row) => overviews[row].trim() !== '' && overviews.indexOf(overviews[row]) === row,
  );
  return given.rows.map((row) => overviews[row]);
}

/** Makes the 8-bit graph twice from nothing, and asks for it once more where it is already. */
async function derive(fp32Model) {
  const into = (cache) =>
    int8Model(fp32Model, { signal: never, note: console.error, cache: join(scratch, cache) });
  const first = await timed(() => into('first'));
  const again = await timed(() => into('first'));
  const second = await into('second');
  return {
    model: first.result,
    seconds: first.seconds,
    again: again.seconds,
    same: second.sha256.graph === first.result.sha256.graph,
  };
}

async function timedEncoding(name, model) {
  console.error(`encoding ${texts.length} texts: ${name}`);
  const { result, ...cost } = await timed(() => encodeAfresh(model, texts, THREADS, scratch));
  return { vectors: result, ...cost };
}

/** Processor time counts all threads; where others use the machine, it travels better than the clock's. */
async function timed(work) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const seconds = round((performance.now() - started) / 1000, 2);
  const { user, system } = process.cpuUsage(cpu);
  return { result, seconds, cpuSeconds: round((user + system) / 1e6, 2) };
}

/** Share of the ten nearest rows by float32 that are among the ten nearest in 8 bits. */
async function nearestKept(a, b) {
  const options = { k: NEIGHBORS, metric: 'cosine' };
  const [before, after] = [await exactNeighbors(a, options), await exactNeighbors(b, options)];
  let kept = 0;
  for (let i = 0; i < before.rows; i++) {
    const now = new Set(after.indices.subarray(i * after.k, (i + 1) * after.k));
    for (const j of before.indices.subarray(i * before.k, (i + 1) * before.k)) if (now.has(j)) kept++;
  }
  return round(kept / before.indices.length, 4);
}

async function againstReference(fp32, int8) {
  const bytes = await readFile(given.reference);
  const all = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const { cols } = fp32;
  if (all.length < given.top * cols) {
    throw new Error(
      `${given.reference} must hold ${given.top} × ${cols} float32; it holds ${all.length} numbers`,
    );
  }
  const data = new Float32Array(texts.length * cols);
  given.rows.forEach((row, i) => data.set(all.subarray(row * cols, (row + 1) * cols), i * cols));
  const reference = { data, rows: texts.length, cols };
  return {
    fp32: { cosine: cosines(reference, fp32), nearestKept: await nearestKept(reference, fp32) },
    int8: { cosine: cosines(reference, int8), nearestKept: await nearestKept(reference, int8) },
  };
}

/** Whether every bit is the same in another order, with other threads, and in a smaller company. */
async function identity(model, vectors) {
  const same = sameBits(model, texts, vectors, scratch);
  const some = texts.filter((_, i) => i % 10 === 3);
  return {
    reversed: await same(texts.toReversed(), THREADS),
    everyTenth: await same(some, 1),
    threeThreads: await same(some.toReversed(), 3),
    oneAlone: await same([texts.at(-1)], 1),
  };
}

async function clustering(fp32, int8) {
  const seeds = Array.from({ length: given.seeds }, (_, seed) => seed);
  const of = {
    fp32: await clusterSeeds(fp32, seeds, THREADS),
    int8: await clusterSeeds(int8, seeds, THREADS),
  };
  const labels = (name, count) => of[name].slice(0, count).map((answer) => answer.labels);
  const compare = (count) => {
    const own = agreements(labels('fp32', count));
    const ownInt8 = agreements(labels('int8', count));
    const between = agreements(labels('fp32', count), labels('int8', count));
    return {
      seeds: count,
      fp32: round(mean(own), 4),
      int8: round(mean(ownInt8), 4),
      between: round(mean(between), 4),
      difference: round(mean(own) - mean(between), 4),
      range: { fp32: rangeOf(own), between: rangeOf(between) },
    };
  };
  const summary = (name) => ({
    topics: rangeOf(of[name].map(({ topics }) => topics)),
    noise: rangeOf(of[name].map(({ noise }) => noise)),
    collapses: of[name].filter(({ largest }) => largest > 0.5).length,
    seeds: of[name].map(({ seed, topics, noise, largest }) => ({ seed, topics, noise, largest })),
  });
  return {
    ari: compare(COMPARED),
    ariAllSeeds: compare(given.seeds),
    fp32: summary('fp32'),
    int8: summary('int8'),
  };
}

function rangeOf(values) {
  return {
    min: round(Math.min(...values), 4),
    mean: round(mean(values), 4),
    max: round(Math.max(...values), 4),
  };
}

function show({ derivation, encoding, speedup, fidelity, identical, paddedBatches, clustering: found }) {
  const range = ({ min, max }) => `${min} – ${max}`;
  console.log();
  printTable([
    ['', 'float32', '8 bits'],
    ['seconds', encoding.fp32.seconds, encoding.int8.seconds],
    ['processor seconds', encoding.fp32.cpuSeconds, encoding.int8.cpuSeconds],
    ['cosine to float32, mean', 1, fidelity.cosine.mean],
    ['cosine to float32, least', 1, fidelity.cosine.min],
    ['ten nearest kept', 1, fidelity.nearestKept],
    ['padded batches: same bits', paddedBatches.fp32.identical, paddedBatches.int8.identical],
    [`ARI to ${COMPARED} seeds of float32`, found.ari.fp32, found.ari.between],
    [`ARI, ${found.ariAllSeeds.seeds} seeds`, found.ariAllSeeds.fp32, found.ariAllSeeds.between],
    ['topics', range(found.fp32.topics), range(found.int8.topics)],
    ['noise', range(found.fp32.noise), range(found.int8.noise)],
    ['collapses', found.fp32.collapses, found.int8.collapses],
  ]);
  console.log(`\n${speedup.seconds} times as fast by the clock, ${speedup.cpuSeconds} by processor time`);
  console.log(`the graph was made in ${derivation.seconds} s; same bits: ${JSON.stringify(identical)}`);
}
