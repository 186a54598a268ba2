import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fileKind } from './file-kind.js';
import { loadCsv } from './load-csv.js';
import { loadJson } from './load-json.js';
import { loadParquet } from './load-parquet.js';
import type { LoadedFile } from './loaded-file.js';
import { unreadable } from './unreadable.js';

/**
 * Reads one file into DuckDB: a temporary view `into` with a row's number `r`, ascending in file order, and the
 * columns as `c0`, `c1`, … in text. Nothing of the file is needed afterwards.
 *
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY (no bytes, or only blanks), DATA_UNREADABLE
 */
export async function loadFile(
  connection: DuckDBConnection,
  source: string,
  into: string,
): Promise<LoadedFile> {
  const kind = await fileKind(source);
  const name = basename(source);
  const { path, remove } = await plainPath(resolve(source));
  try {
    if (kind.format === 'csv') return await loadCsv(connection, path, kind, name, into);
    if (kind.format === 'json') return await loadJson(connection, path, kind, name, into);
    return await loadParquet(connection, path, name, into);
  } catch (error) {
    throw unreadable(name, kind.format, error);
  } finally {
    await remove();
  }
}

/** DuckDB reads *, ? and [ in a path as patterns; such a file is read through a link with a plain name. */
async function plainPath(path: string): Promise<{ path: string; remove: () => Promise<void> }> {
  if (!/[*?[]/.test(path)) return { path, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'parallax-'));
  const link = join(folder, 'table');
  await symlink(path, link);
  return { path: link, remove: () => rm(folder, { recursive: true, force: true }) };
}
