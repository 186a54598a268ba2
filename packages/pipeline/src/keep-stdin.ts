import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ParallaxError } from '@parallax-map/core';
import { syncFolder } from './store/atomic.js';
import { ownName } from './store/owner.js';

/**
 * Keeps the bytes of the standard input as a file, whole or not at all.
 *
 * @param check throws where the file is no table, which then takes no other's place
 * @throws ParallaxError DATA_MISSING where nothing can be piped in, DATA_EMPTY where no byte was; the file is then as it was
 */
export async function keepStdin(
  stdin: (Readable & { isTTY?: boolean }) | undefined,
  path: string,
  { check, signal }: { check(path: string): Promise<void>; signal: AbortSignal },
): Promise<void> {
  if (stdin === undefined || stdin.isTTY === true) {
    throw new ParallaxError(
      'DATA_MISSING',
      '"-" reads the table from the standard input, which is a terminal: pipe one in, as in `cat films.csv | parallax run -`',
    );
  }
  // By the same name in a folder of its own: what is wrong with a table is said by its name.
  const folder = join(dirname(path), `.${ownName()}.tmp`);
  const temporary = join(folder, basename(path));
  await mkdir(folder, { recursive: true });
  try {
    await pipeline(stdin, createWriteStream(temporary, { flags: 'wx' }), { signal });
    if ((await stat(temporary)).size === 0) {
      throw new ParallaxError(
        'DATA_EMPTY',
        'the standard input brought no bytes; a table with rows is needed',
      );
    }
    await check(temporary);
    const handle = await open(temporary, 'r+');
    await handle.sync().finally(() => handle.close());
    await rename(temporary, path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  await syncFolder(dirname(path));
}
