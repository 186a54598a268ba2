/**
 * Neighbours of one table, in a process of its own so that its memory is its own: prints one JSON line.
 *
 *   node neighbors-once.mjs <vectors.f32> <columns> <k> <threads> <repeat>
 */
import { open } from 'node:fs/promises';
import { createPool, nearestNeighbors } from '@parallax-map/kernels';

const [path, ...numbers] = process.argv.slice(2);
const [cols, k, threads, repeat] = numbers.map(Number);
const points = await readVectors(path, cols);
const pool = await createPool(threads);
const runs = [];
let graph;
for (let run = 0; run <= repeat; run++) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  graph = await nearestNeighbors(points, { k, metric: 'cosine', seed: 42, pool });
  const { user, system } = process.cpuUsage(cpu);
  runs.push({ wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 });
}
pool.close();
const later = runs.length > 1 ? runs.slice(1) : runs;
console.log(
  JSON.stringify({
    cold: Number(runs[0].wall.toFixed(2)),
    warm: Number(Math.min(...later.map(({ wall }) => wall)).toFixed(2)),
    cpu: Number(Math.min(...later.map(({ cpu }) => cpu)).toFixed(2)),
    recall: graph.recall?.value ?? 1,
    peakMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);

async function readVectors(file, columns) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const data = new Float32Array(size / 4);
    const bytes = new Uint8Array(data.buffer);
    for (let at = 0; at < size;)
      at += (await handle.read(bytes, at, Math.min(2 ** 28, size - at), at)).bytesRead;
    return { data, rows: data.length / columns, cols: columns };
  } finally {
    await handle.close();
  }
}
