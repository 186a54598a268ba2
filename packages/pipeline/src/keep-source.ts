import type { Listener } from '@parallax-map/core';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { keepStdin } from './keep-stdin.js';
import { copyTable, type PostgresAddress } from './source/index.js';
import { syncFolder } from './store/atomic.js';
import { ownName } from './store/owner.js';

/** Rows that are no file yet: those of the standard input, or of a Postgres database. */
export type KeptFrom = 'stdin' | PostgresAddress;

/**
 * Keeps rows that can be had only now as a file, whole or not at all.
 *
 * @param path absolute; where this fails, the file is as it was
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY, DATA_UNREADABLE
 */
export async function keepSource(
  from: KeptFrom,
  path: string,
  options: {
    stdin?: (Readable & { isTTY?: boolean }) | undefined;
    table: string | null;
    /** Throws where what came in is no table. */
    check(path: string): Promise<void>;
    listener: Listener;
    signal: AbortSignal;
  },
): Promise<void> {
  const { stdin, table, listener, signal } = options;
  if (from === 'stdin') return keepStdin(stdin, path, options);
  const { address, name } = from;
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${ownName()}.tmp`;
  try {
    await copyTable({ kind: 'postgres', at: address, name }, table, temporary);
    signal.throwIfAborted();
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
  const message = `the rows of ${name} are kept in the folder of results, which reads them from there; give the address again for fresh ones`;
  listener({ type: 'note', step: 'data', message });
}
