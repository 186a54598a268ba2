import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError, type Reading } from '@parallax-map/core';
import { loadCsv } from './load-csv.js';
import { loadJson } from './load-json.js';
import { loadParquet } from './load-parquet.js';
import { fileKind } from './file-kind.js';
import { unreadable } from './unreadable.js';

/**
 * A table in DuckDB, every cell as text, null where there is none. View `cells` holds one line per row: `r`,
 * ascending in file order, and the columns as `c0`, `c1`, …; `columns[i].name` is what the file calls `c<i>`.
 */
export interface SourceTable {
  connection: DuckDBConnection;
  columns: SourceColumn[];
  rows: number;
  /** What the bytes were read as, and where every line went. */
  reading: Reading;
  /** Line of its file that each row begins on, 1-based; null where the format has no lines. */
  lines: Uint32Array | null;
  /** Place in `reading.files` of each row; null where there is one file. */
  files: Uint16Array | null;
}

export interface SourceColumn {
  name: string;
  /** Type in the file; CSV has only VARCHAR. */
  type: string;
}

/**
 * Opens a table for as long as `use` works on it.
 *
 * @param source path of a CSV, TSV, JSON, NDJSON or Parquet file; text may be gzipped
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY, DATA_UNREADABLE
 */
export async function withSource<T>(source: string, use: (table: SourceTable) => Promise<T>): Promise<T> {
  const kind = await fileKind(source);
  const { path, remove } = await plainPath(resolve(source));
  // A native library of tens of megabytes: a run that has read the table before should not wait for it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  // Nothing is fetched from the network: what the bundled extensions cannot read is said to be unreadable.
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    const name = basename(source);
    let columns: SourceColumn[];
    try {
      if (kind.format === 'csv') columns = await loadCsv(connection, path, kind);
      else if (kind.format === 'json') columns = await loadJson(connection, path, kind, name);
      else columns = await loadParquet(connection, path);
    } catch (error) {
      throw unreadable(name, kind.format, error);
    }
    const rows = Number((await connection.runAndReadAll('SELECT count(*) FROM cells')).value(0, 0));
    if (rows === 0) throw new ParallaxError('DATA_EMPTY', `${name} has no rows; at least 3 are needed`);
    return await use({
      connection,
      columns,
      rows,
      reading: { files: [], rejects: [], rejoined: [] },
      lines: null,
      files: null,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
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
