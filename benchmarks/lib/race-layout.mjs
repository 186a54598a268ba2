import { createPool, umap } from '@parallax-map/kernels';
import { writeFile } from 'node:fs/promises';
import { COLUMNS } from './synthetic.mjs';
import { readVectors } from './vectors.mjs';

/** Writes a layout of vectors, from one seed, as clustering gets it: the same table for both sides of a race. */
export async function writeLayout({ path, rows, columns, threads }, out) {
  const pool = await createPool(threads);
  try {
    const points = await readVectors(path, COLUMNS, { rows });
    const minDist = columns === 2 ? 0.1 : 0;
    const { layout } = await umap(points, { dimensions: columns, minDist, metric: 'cosine', seed: 42, pool });
    await writeFile(out, new Uint8Array(layout.data.buffer));
  } finally {
    await pool.close();
  }
}
