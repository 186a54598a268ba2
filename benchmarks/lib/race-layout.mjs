/**
 * Lays vectors out from one seed, as clustering gets them: the same table for both sides of a race. In a process of its
 * own, whose memory then counts for nobody.
 *
 *   node race-layout.mjs '{"path": …, "rows": …, "columns": 5, "threads": 2, "save": …}'
 */
import { createPool, umap } from '@parallax-map/kernels';
import { writeFile } from 'node:fs/promises';
import { COLUMNS } from './synthetic.mjs';
import { readVectors } from './vectors.mjs';

const { path, rows, columns, threads, save } = JSON.parse(process.argv[2]);
const pool = await createPool(threads);
try {
  const points = await readVectors(path, COLUMNS, { rows });
  const minDist = columns === 2 ? 0.1 : 0;
  const { layout } = await umap(points, { dimensions: columns, minDist, metric: 'cosine', seed: 42, pool });
  await writeFile(save, new Uint8Array(layout.data.buffer));
} finally {
  await pool.close();
}
console.log(JSON.stringify({ rows, columns }));
