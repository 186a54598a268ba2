/**
 * One job of the race, in a process of its own: prints one JSON line.
 *
 *   node race-ours.mjs '{"job": "umap", "path": …, "rows": …, "columns": …, "threads": 2, "repeat": 3, "save": …}'
 *
 * `cold` is the first call, threads and WebAssembly included, the import told apart; `warm` the later ones. The last
 * answer goes to `save`: neighbours as uint32, positions as float32, clusters as int32.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { readVectors } from './vectors.mjs';

const began = performance.now();
const kernels = await import('@parallax-map/kernels');
const imported = performance.now() - began;

const given = JSON.parse(process.argv[2]);
const { path, rows, columns, threads, repeat, save, seed = 42 } = given;
const metric = 'cosine';
const HDBSCAN = { minClusterSize: 20, minSamples: 5 };

/** Each prepares what is not timed, and returns the call that is; `before` goes to the file ahead of its answer. */
let before = new Float32Array(0);
const JOBS = {
  async neighbors() {
    const points = await readVectors(path, columns, { rows });
    return async (pool) =>
      (await kernels.nearestNeighbors(points, { k: given.k, metric, seed, pool })).indices;
  },
  async umap() {
    const points = await readVectors(path, columns, { rows });
    const { dimensions, minDist } = given;
    return async (pool) =>
      (await kernels.umap(points, { dimensions, minDist, metric, seed, pool })).layout.data;
  },
  async evoc() {
    const points = await readVectors(path, columns, { rows });
    return async (pool) => (await kernels.evoc(points, { seed, pool })).layers[0].labels;
  },
  async hdbscan() {
    const points = await readVectors(path, columns, { rows });
    return async (pool) => (await kernels.hdbscan(points, { ...HDBSCAN, metric: given.metric, pool })).labels;
  },
  async recut() {
    const points = await readVectors(path, columns, { rows });
    const linkage = await kernels.singleLinkage(points, HDBSCAN);
    return () => kernels.clusterTree(linkage, HDBSCAN).labels;
  },
  async refits() {
    const points = await readVectors(path, columns, { rows });
    const seeds = Array.from({ length: given.seeds }, (_, turn) => turn);
    return async (pool) => {
      const graph = await kernels.nearestNeighbors(points, { k: 14, metric, seed, pool });
      const labels = [];
      const options = { seeds, dimensions: 5, minDist: 0, ...HDBSCAN, pool };
      for await (const { linkage } of kernels.refits(graph, options)) {
        labels.push(...kernels.clusterTree(linkage, HDBSCAN).labels);
      }
      return Int32Array.from(labels);
    };
  },
  async kmeans() {
    const points = await readVectors(path, columns, { rows });
    return async (pool) => (await kernels.kmeans(points, { k: given.k, seed, starts: 1, pool })).labels;
  },
  async ward() {
    const points = await readVectors(path, columns, { rows });
    const graph = await kernels.nearestNeighbors(points, { k: given.neighbors, metric: 'euclidean', seed });
    return async () =>
      kernels.cutTree(await kernels.agglomerate(points, { graph }), { clusters: given.clusters });
  },
  async agreement() {
    const { buffer } = await readFile(path);
    const [one, other] = [0, 1].map((half) => new Int32Array(buffer, 4 * half * rows, rows));
    return () =>
      Float64Array.of(kernels.adjustedRandIndex(one, other), kernels.adjustedMutualInformation(one, other));
  },
  async transform() {
    const points = await readVectors(path, columns, { rows: rows - given.fresh });
    const fresh = await readVectors(path, columns, { first: points.rows, rows: given.fresh });
    const fitting = await kernels.createPool(threads);
    const fitted = await kernels.umap(points, { metric, seed, pool: fitting });
    await fitting.close();
    before = fitted.layout.data;
    return async (pool) => (await fitted.transform(fresh, { pool })).data;
  },
};

const call = await JOBS[given.job]();
let pool;
let answer;
const timed = async () => {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  pool ??= await kernels.createPool(threads);
  answer = await call(pool);
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
};
const cold = await timed();
const warm = [];
for (let run = 0; run < repeat; run++) warm.push(await timed());
await pool.close();
await writeFile(save, [before, answer].map(bytesOf));
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ import: imported / 1000, cold, warm, peakMiB }));

function bytesOf({ buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
