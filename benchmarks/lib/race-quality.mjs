/**
 * Judges an answer, in a process of its own: a process starts with the peak memory of the one that starts it.
 *
 *   node race-quality.mjs '{"job": "umap", "path": …, "rows": …, "columns": …, "save": …}'
 */
import { readFile } from 'node:fs/promises';
import {
  adjustedRandIndex,
  createPool,
  faithfulness,
  hdbscan,
  neighborIndex,
  random,
} from '@parallax-map/kernels';
import { round } from './report.mjs';
import { syntheticLabels } from './synthetic.mjs';
import { readVectors } from './vectors.mjs';

const NEIGHBORS = 15;
/** Rows on which recall is measured, and trustworthiness of more than 20,000 rows; of very many. */
const SAMPLE = 1000;
const FEW = 100;

/**
 * What an answer is worth, by the same measure for both sides: `recall` of neighbours, `trustworthiness` of a layout,
 * `rand`: the adjusted Rand index of the finest clusters and the groups that the rows were made around, without noise;
 * `kept` of new rows: the share of their nearest 15 fitted rows that are among their nearest 15 on the layout.
 *
 * @param {{ job: string, path: string, rows: number, columns: number, k?: number, dimensions?: number }} given
 * @param {string} answer file that the job wrote
 */
async function judge(given, answer) {
  const bytes = await readFile(answer);
  const pool = await createPool(2);
  try {
    return await MEASURES[given.job](given, bytes, pool);
  } finally {
    await pool.close();
  }
}

const MEASURES = {
  async neighbors({ path, rows, columns, k }, bytes, pool) {
    const found = new Uint32Array(bytes.buffer, bytes.byteOffset, rows * k);
    const points = await readVectors(path, columns, { rows });
    const sample = sampleOf(rows);
    const truth = await nearest(points, rowsOf(points, sample), 'cosine', k + 1, pool);
    let hits = 0;
    sample.forEach((row, s) => {
      const true15 = new Set(truth[s].filter((other) => other !== row).slice(0, k));
      for (let p = 0; p < k; p++) if (true15.has(found[row * k + p])) hits++;
    });
    return { recall: round(hits / (sample.length * k), 4) };
  },
  async umap({ path, rows, columns, dimensions }, bytes, pool) {
    const points = await readVectors(path, columns, { rows });
    const layout = { data: floats(bytes, 0, rows * dimensions), rows, cols: dimensions };
    const sample = rows > 200_000 ? FEW : rows > 20_000 ? SAMPLE : rows;
    const found = await faithfulness(points, layout, { k: NEIGHBORS, metric: 'cosine', sample, pool });
    return { trustworthiness: round(found.trustworthiness, 4), judged: sample };
  },
  evoc({ rows }, bytes) {
    const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + rows * 4));
    const truth = syntheticLabels(rows);
    const kept = Array.from(labels.keys()).filter((row) => labels[row] >= 0);
    const rand = adjustedRandIndex(
      Int32Array.from(kept, (row) => truth[row]),
      Int32Array.from(kept, (row) => labels[row]),
    );
    return { rand: round(rand, 4), noise: round(1 - kept.length / rows, 4) };
  },
  hdbscan: exactClusters,
  recut: exactClusters,
  refits({ rows, seeds }, bytes) {
    const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const turns = Math.min(seeds, labels.length / rows);
    const answers = Array.from({ length: turns }, (_, turn) =>
      labels.subarray(turn * rows, (turn + 1) * rows),
    );
    const pairs = answers.flatMap((one, i) =>
      answers.slice(i + 1).map((other) => adjustedRandIndex(one, other)),
    );
    return { agreement: round(pairs.reduce((sum, each) => sum + each, 0) / pairs.length, 3), refits: turns };
  },
  kmeans: (given, bytes) => spreadOf(given, given.k, bytes),
  ward: (given, bytes) => spreadOf(given, given.clusters, bytes),
  agreement(_, bytes) {
    const [rand, mutual] = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 16));
    return { value: round(rand, 10), mutual: round(mutual, 10) };
  },
  async transform({ path, rows, columns, fresh }, bytes, pool) {
    const known = rows - fresh;
    const points = await readVectors(path, columns, { rows: known });
    const queries = await readVectors(path, columns, { first: known, rows: fresh });
    const layout = { data: floats(bytes, 0, known * 2), rows: known, cols: 2 };
    const placed = { data: floats(bytes, known * 2, fresh * 2), rows: fresh, cols: 2 };
    const near = await nearest(points, queries, 'cosine', NEIGHBORS, pool);
    const nearThere = await nearest(layout, placed, 'euclidean', NEIGHBORS, pool);
    const kept = near.map((rows, q) => nearThere[q].filter((row) => rows.includes(row)).length);
    return { kept: round(kept.reduce((sum, count) => sum + count, 0) / (fresh * NEIGHBORS), 4) };
  },
};

/** Clusters and noise, and the Rand index with the exact answer: HDBSCAN over all edges that tie in canonical order. */
async function exactClusters({ path, rows, columns, metric }, bytes, pool) {
  const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + rows * 4));
  const points = await readVectors(path, columns, { rows });
  const exact = await hdbscan(points, { minClusterSize: 20, minSamples: 5, metric, pool });
  return {
    rand: round(adjustedRandIndex(labels, exact.labels), 4),
    clusters: labels.reduce((most, label) => Math.max(most, label), -1) + 1,
    noise: round(labels.reduce((sum, label) => sum + (label < 0 ? 1 : 0), 0) / rows, 4),
  };
}

/** What k clusters of all rows leave within them. */
async function spreadOf({ path, rows, columns }, k, bytes) {
  const labels = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + rows * 4));
  return { inertia: round(inertia(await readVectors(path, columns, { rows }), labels, k), 1) };
}

/** Σ squared distance of rows to the mean of their cluster. */
function inertia({ data, cols }, labels, k) {
  const sums = new Float64Array(k * cols);
  const sizes = new Float64Array(k);
  labels.forEach((label, row) => {
    sizes[label]++;
    for (let c = 0; c < cols; c++) sums[label * cols + c] += data[row * cols + c];
  });
  let total = 0;
  labels.forEach((label, row) => {
    for (let c = 0; c < cols; c++)
      total += (data[row * cols + c] - sums[label * cols + c] / sizes[label]) ** 2;
  });
  return total;
}

/** The k nearest points of each query, by brute force. */
async function nearest(points, queries, metric, k, pool) {
  const index = await neighborIndex(points, { k, metric, seed: 0, pool, exactUpTo: Infinity });
  const { indices } = await index.query(queries);
  return Array.from({ length: queries.rows }, (_, q) => [...indices.subarray(q * k, (q + 1) * k)]);
}

function sampleOf(rows) {
  const count = Math.min(rows, SAMPLE);
  const draws = random(5, 'bench.sample');
  return Array.from({ length: count }, (_, s) => Math.floor(((s + draws.uniform(s)) * rows) / count));
}

function rowsOf({ data, cols }, sample) {
  const picked = new Float32Array(sample.length * cols);
  sample.forEach((row, s) => picked.set(data.subarray(row * cols, (row + 1) * cols), s * cols));
  return { data: picked, rows: sample.length, cols };
}

function floats(bytes, first, length) {
  const from = bytes.byteOffset + first * 4;
  return new Float32Array(bytes.buffer.slice(from, from + length * 4));
}

const task = JSON.parse(process.argv[2]);
console.log(JSON.stringify(await judge(task, task.save)));
