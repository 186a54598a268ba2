import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError, type Reading } from '@parallax-map/core';
import { loadFile } from './load-file.js';
import type { LoadedFile, SourceColumn } from './loaded-file.js';
import { fileNames, joinFiles, MOST_FILES } from './join-files.js';
import type { SourceRequest } from './request.js';

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
  /** Line of its file that each row begins on, 1-based, 0 where its file has no lines; null where none has. */
  lines: Uint32Array | null;
  /** Place in `reading.files` of each row; null where there is one file. */
  files: Uint16Array | null;
}

/**
 * Opens a table for as long as `use` works on it.
 *
 * @param request CSV, TSV, JSON, NDJSON or Parquet files, text perhaps gzipped; several are joined by the names of
 *   their columns
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY, DATA_UNREADABLE
 */
export async function withSource<T>(
  request: SourceRequest,
  use: (table: SourceTable) => Promise<T>,
): Promise<T> {
  // A native library of tens of megabytes: a run that has read the table before should not wait for it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  // Nothing is fetched from the network: what the bundled extensions cannot read is said to be unreadable.
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    // Instants are told in UTC, whatever the clock of the machine says.
    await connection.run(`SET TimeZone = 'UTC'`);
    const table = await loadTable(connection, request);
    if (table.rows === 0) {
      throw new ParallaxError('DATA_EMPTY', `${request.name} has no rows; at least 3 are needed`);
    }
    return await use({ connection, ...table });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function loadTable(
  connection: DuckDBConnection,
  request: SourceRequest,
): Promise<Omit<SourceTable, 'connection'>> {
  const { paths, options } = request;
  if (paths.length > MOST_FILES) {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${request.name} must be at most ${MOST_FILES} files; it is ${paths.length}`,
    );
  }
  if (paths.length === 1) {
    const { columns, reading, rejects, rejoined, lines } = await loadFile(
      connection,
      paths[0]!,
      options,
      'cells',
    );
    return {
      columns,
      rows: reading.rows,
      reading: { files: [reading], rejects, rejoined },
      lines,
      files: null,
    };
  }
  const parts = paths.map((_, i) => `file_${i}`);
  const loaded: LoadedFile[] = [];
  for (const [i, path] of paths.entries()) loaded.push(await loadFile(connection, path, options, parts[i]!));
  return joinFiles(connection, fileNames(paths), loaded, parts);
}
