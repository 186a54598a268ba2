/**
 * From vectors to a map and its clusters, of one size, in a process of its own: prints one JSON line of seconds by stage.
 *
 *   node growth-ours.mjs <vectors.f32> <rows> <columns> <threads>
 */
import { clusterTree, createPool, nearestNeighbors, singleLinkage, umapLayout } from '@parallax-map/kernels';
import { readVectors } from './vectors.mjs';

const [path, ...numbers] = process.argv.slice(2);
const [rows, columns, threads] = numbers.map(Number);
const points = await readVectors(path, columns, { rows });
const pool = await createPool(threads);
const stages = [];
let wall = performance.now();
let cpu = process.cpuUsage();

const graph = await nearestNeighbors(points, { k: 14, metric: 'cosine', seed: 42, pool });
lap('neighbours');
const map = await umapLayout(graph, {
  dimensions: 2,
  minDist: 0.1,
  seed: 42,
  pool,
  onStart: () => lap('graph and start'),
});
lap('layout');
const linkage = await singleLinkage(map, { minSamples: 5, pool });
lap('linkage');
clusterTree(linkage, { minClusterSize: Math.round(0.28 * Math.sqrt(rows)) });
lap('cut');
await pool.close();
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(JSON.stringify({ rows, recall: graph.recall?.value ?? 1, stages, peakMiB }));

function lap(stage) {
  const { user, system } = process.cpuUsage(cpu);
  stages.push({ stage, wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 });
  wall = performance.now();
  cpu = process.cpuUsage();
}
