import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fileKind, textKind } from './file-kind.js';
import { loadCsv } from './load-csv.js';
import { loadDatabase } from './load-database.js';
import { loadJson } from './load-json.js';
import { loadNdjson } from './load-ndjson.js';
import { loadParquet } from './load-parquet.js';
import type { LoadedFile } from './loaded-file.js';
import type { ReadingOptions } from './request.js';
import { plainText, textHead } from './text/plain-text.js';
import { unreadable } from './unreadable.js';

/**
 * Reads one file into DuckDB: a temporary view `into` with a row's number `r`, ascending in file order, and the
 * columns as `c0`, `c1`, … in text. Nothing of the file is needed afterwards.
 *
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY (no bytes, or only blanks), DATA_UNREADABLE, RECIPE_INVALID (an
 *   encoding or delimiter that is none)
 */
export async function loadFile(
  connection: DuckDBConnection,
  source: string,
  options: ReadingOptions,
  into: string,
): Promise<LoadedFile> {
  const kind = await fileKind(source);
  const name = basename(source);
  const folder = await mkdtemp(join(tmpdir(), 'parallax-'));
  try {
    if (kind.format === 'sqlite' || kind.format === 'duckdb') {
      const database = { kind: kind.format, at: resolve(source), name };
      return await loadDatabase(connection, database, options.table, { folder, into });
    }
    const path = await plainPath(resolve(source), folder);
    if (kind.format === 'parquet') return await as('parquet', loadParquet(connection, path, name, into));
    const plain = await plainText(path, { name, gzip: kind.gzip, encoding: options.encoding, folder });
    const text = textKind(name, await textHead(plain));
    const place = { folder, into };
    if (text.format === 'csv') {
      return await as('csv', loadCsv(connection, plain, options, { ...place, tab: text.tab }));
    }
    if (text.format === 'ndjson') return await as('json', loadNdjson(connection, plain, options, place));
    return await as('json', loadJson(connection, plain, place));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  function as<T>(format: 'csv' | 'json' | 'parquet', loaded: Promise<T>): Promise<T> {
    return loaded.catch((error: unknown) => {
      throw unreadable(name, format, error);
    });
  }
}

/** DuckDB reads *, ? and [ in a path as patterns; such a file is read through a link with a plain name. */
async function plainPath(path: string, folder: string): Promise<string> {
  if (!/[*?[]/.test(path)) return path;
  const link = join(folder, 'table');
  await symlink(path, link);
  return link;
}
