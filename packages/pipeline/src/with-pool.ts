import { createPool, type Pool } from '@parallax-map/kernels';

/** Does something with a pool of so many threads, which is closed afterwards, come what may. */
export async function withPool<T>(threads: number, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = await createPool(threads);
  try {
    return await work(pool);
  } finally {
    await pool.close();
  }
}
