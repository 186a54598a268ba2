/**
 * Layouts and the clusters that come of them, on data of many shapes, beside umap-learn on the same neighbours: see
 * README.md.
 *
 *   node benchmarks/layouts.mjs --python <python> [--seeds 10] [--vectors <name>=<file.f32> ...] [--out <file.json>]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import {
  adjustedRandIndex,
  clusterTree,
  createPool,
  exactNeighbors,
  faithfulness,
  singleLinkage,
  umapLayout,
} from '@parallax-map/kernels';
import { agreements } from './lib/cluster-seeds.mjs';
import { mean, printTable, resultsFile, round, writeResults } from './lib/report.mjs';
import { COLUMNS, syntheticLabels, writeSynthetic } from './lib/synthetic.mjs';

/** As umap-learn counts: the row itself is one of them. */
const NEIGHBORS = 15;
const MIN_SAMPLES = 5;
const SCRIPT = new URL('python/layouts.py', import.meta.url).pathname;

const given = readArguments();
const scratch = await mkdtemp(join(tmpdir(), 'parallax-layouts-'));
const pool = await createPool(2);
try {
  const results = [];
  for (const table of await tables()) {
    console.error(`${table.name}: ${table.rows} × ${table.cols}`);
    const graph = await exactNeighbors(table, { k: NEIGHBORS - 1, metric: table.metric, pool });
    results.push({
      name: table.name,
      rows: table.rows,
      cols: table.cols,
      metric: table.metric,
      ours: await judge(table, await layOut(graph)),
      umapLearn: await judge(table, await layOutInPython(table, graph)),
    });
  }
  print(results);
  await writeResults(given.out, { seeds: given.seeds.length, tables: results });
} finally {
  pool.close();
  await rm(scratch, { recursive: true, force: true });
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      python: { type: 'string' },
      seeds: { type: 'string', default: '10' },
      vectors: { type: 'string', multiple: true, default: [] },
      out: { type: 'string', default: resultsFile('layouts') },
    },
  });
  const count = Number(values.seeds);
  const named = values.vectors.map((word) => /^([^=]+)=(.+)$/.exec(word)?.slice(1));
  if (!values.python || !Number.isInteger(count) || count < 2 || named.some((pair) => !pair)) {
    throw new Error('usage: layouts.mjs --python <python> [--seeds 10] [--vectors <name>=<file.f32> ...]');
  }
  const seeds = Array.from({ length: count }, (_, seed) => seed);
  return { python: values.python, seeds, vectors: named, out: values.out };
}

/** Tables with their classes, or null where nobody knows them. */
async function tables() {
  const { stdout } = await promisify(execFile)(given.python, [SCRIPT, 'datasets', scratch]);
  const made = await Promise.all(
    Object.entries(JSON.parse(stdout)).map(async ([name, shape]) => {
      const path = join(scratch, `${name}.f32`);
      const labels = new Int32Array((await readFile(join(scratch, `${name}.labels`))).buffer.slice(0));
      return { name, path, ...shape, metric: 'euclidean', data: await readFloats(path), labels };
    }),
  );
  const texture = join(scratch, 'texture.f32');
  await writeSynthetic('texture', 5000, texture);
  made.push({
    ...{ name: 'texture of 24 dimensions', path: texture, rows: 5000, cols: COLUMNS, metric: 'cosine' },
    ...{ data: await readFloats(texture), labels: syntheticLabels(5000) },
  });
  for (const [name, path] of given.vectors) {
    const data = await readFloats(path);
    const rows = data.length / COLUMNS;
    if (!Number.isInteger(rows)) throw new Error(`${path} must hold rows of ${COLUMNS} float32`);
    made.push({ name, path, rows, cols: COLUMNS, metric: 'cosine', data, labels: null });
  }
  return made;
}

async function readFloats(path) {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** What is clustered, one layout for each seed, and the first seed's map. */
async function layOut(graph) {
  const clustered = [];
  for (const seed of given.seeds) {
    clustered.push(await umapLayout(graph, { dimensions: 5, minDist: 0, seed, pool }));
  }
  return { clustered, map: await umapLayout(graph, { dimensions: 2, seed: 0, pool }) };
}

async function layOutInPython({ path, cols, metric, rows }, { k, indices, distances }) {
  const graph = join(scratch, 'graph.bin');
  await writeFile(
    graph,
    Buffer.concat([
      Buffer.from(indices.buffer, 0, rows * k * 4),
      Buffer.from(distances.buffer, 0, rows * k * 4),
    ]),
  );
  const run = async (dimensions, minDist, seeds) => {
    const out = join(scratch, 'layouts.f32');
    const words = ['--columns', cols, '--k', k, '--dimensions', dimensions, '--min-dist', minDist];
    await promisify(execFile)(
      given.python,
      [SCRIPT, 'umap', path, graph, out, ...words.map(String), '--metric', metric, '--seeds', seeds.join()],
      { maxBuffer: 2 ** 24 },
    );
    const data = await readFloats(out);
    return seeds.map((_, i) => ({
      data: data.subarray(i * rows * dimensions, (i + 1) * rows * dimensions),
      rows,
      cols: dimensions,
    }));
  };
  return { clustered: await run(5, 0, given.seeds), map: (await run(2, 0.1, [0]))[0] };
}

async function judge(table, { clustered, map }) {
  const options = { k: 15, metric: table.metric, pool };
  const answers = [];
  for (const layout of clustered) {
    const linkage = await singleLinkage(layout, { minSamples: MIN_SAMPLES });
    const minClusterSize = Math.max(5, Math.round(0.28 * Math.sqrt(table.rows)));
    answers.push(clusterTree(linkage, { minClusterSize }));
  }
  const labels = answers.map((answer) => answer.labels);
  const noise = labels.map((of) => of.filter((label) => label < 0).length / table.rows);
  return {
    trustworthiness2d: round((await faithfulness(table, map, options)).trustworthiness, 4),
    trustworthiness5d: round((await faithfulness(table, clustered[0], options)).trustworthiness, 4),
    clusters: answers.map(({ count }) => count),
    noise: noise.map((share) => round(share, 3)),
    seedToSeed: round(mean(agreements(labels)), 3),
    toClasses: table.labels && round(mean(labels.map((of) => adjustedRandIndex(of, table.labels))), 3),
  };
}

function print(results) {
  const range = (values) => `${Math.min(...values)}–${Math.max(...values)}`;
  const cells = (of) => [
    ...[of.trustworthiness2d, of.trustworthiness5d, range(of.clusters), range(of.noise)],
    ...[of.seedToSeed, of.toClasses ?? '–'],
  ];
  printTable([
    ['', 'by', 'trust 2-D', 'trust 5-D', 'clusters', 'noise', 'ARI of seeds', 'ARI to classes'],
    ...results.flatMap(({ name, ours, umapLearn }) => [
      [name, 'Parallax', ...cells(ours)],
      ['', 'umap-learn', ...cells(umapLearn)],
    ]),
  ]);
}
