import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createPool, exactNeighbors, random, type Job } from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';

/** A kernel whose `run` is `body`; it has the two functions every kernel has. */
function job(body: number[], threads: number): Job {
  const shared = threads > 1;
  const module = new WebAssembly.Module(
    Uint8Array.of(
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[1, 4, 1, 0x60, 0, 0],
      ...[2, shared ? 18 : 15, 1, 3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2],
      ...(shared ? [3, 0, 0x80, 0x80, 0x04] : [0, 0]),
      ...[3, 3, 2, 0, 0],
      ...[7, 15, 2, 5, 0x73, 0x65, 0x74, 0x75, 0x70, 0, 0, 3, 0x72, 0x75, 0x6e, 0, 1],
      ...[10, body.length + 7, 2, 2, 0, 0x0b, body.length + 2, 0, ...body, 0x0b],
    ),
  );
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
  return { module, memory, setup: [], rounds: 50, blocks: 1000 };
}
const UNREACHABLE = [0x00];

describe('a pool of threads', () => {
  it.each([1, 2, 8])(
    'of %i hands on the error of a kernel with its stack, and works again',
    async (threads) => {
      const pool = await createPool(threads);
      const error = await pool.run(job(UNREACHABLE, threads)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect((error as Error).message).toContain('unreachable');
      expect((error as Error).stack).toContain('wasm');
      await pool.run(job([], threads));
      pool.close();
    },
  );

  it.each([1, 2])('of %i stops when told to, with an error named AbortError', async (threads) => {
    const draws = random(1, 'test.abort');
    const points = {
      data: Float32Array.from({ length: 20_000 * 64 }, (_, i) => draws.uniform(i)),
      rows: 20_000,
      cols: 64,
    };
    const pool = await createPool(threads);
    const stop = new AbortController();
    const shares: number[] = [];
    const work = exactNeighbors(points, {
      ...{ k: 15, metric: 'euclidean', pool, signal: stop.signal },
      onProgress: (share) => {
        shares.push(share);
        stop.abort();
      },
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(shares[0]).toBeLessThan(1);
    await expect(pool.run(job([], threads), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await pool.run(job([], threads));
    pool.close();
  });

  it('does jobs handed in together one after the other', async () => {
    const pool = await createPool(2);
    await Promise.all([pool.run(job([], 2)), pool.run(job([], 2)), pool.run(job([], 2))]);
    pool.close();
    await expect(pool.run(job([], 2))).rejects.toThrow(/closed/);
  });

  it('lends its threads one by one, each with an order of its own, and all of them in between', async () => {
    const pool = await createPool(2);
    const ended: string[] = [];
    const told = (name: string, work: Promise<void>) => work.then(() => ended.push(name));
    const [one, other] = pool.lanes;
    await Promise.all([
      told('one', one!.run(job([], 2))),
      told('other', other!.run(job([], 2))),
      told('all', pool.run(job([], 2))),
      told('one again', one!.run(job([], 2))),
    ]);
    expect(ended.slice(0, 2).sort()).toEqual(['one', 'other']);
    expect(ended.slice(2)).toEqual(['all', 'one again']);
    // An error in one leaves the other be.
    const [failed, fine] = await Promise.allSettled([one!.run(job(UNREACHABLE, 2)), other!.run(job([], 2))]);
    expect([failed.status, fine.status]).toEqual(['rejected', 'fulfilled']);
    await one!.run(job([], 2));
    const atWork = Promise.allSettled([one!.run(job([], 2)), other!.run(job([], 2))]);
    pool.close();
    expect((await atWork).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(one!.run(job([], 2))).rejects.toThrow(/closed/);
  });

  it('left open does not keep the process alive', async () => {
    const script = `import { createPool, exactNeighbors } from '@parallax-map/kernels';
      const pool = await createPool(2);
      const points = { data: Float32Array.of(1, 2, 3, 4), rows: 4, cols: 1 };
      const { indices } = await exactNeighbors(points, { k: 1, metric: 'euclidean', pool });
      console.log(indices.join());`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      timeout: 30_000,
    });
    expect((await run).stdout.trim()).toBe('1,0,1,2');
  });

  it('refuses a number of threads that is not one', async () => {
    await expect(createPool(0)).rejects.toMatchObject({ name: 'KernelInputError' });
    await expect(createPool(1.5)).rejects.toMatchObject({ name: 'KernelInputError' });
  });
});
