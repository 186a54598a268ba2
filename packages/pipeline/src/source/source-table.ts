import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError, type Reading } from '@parallax-map/core';
import { loadFile } from './load-file.js';
import type { SourceColumn } from './loaded-file.js';
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
  /** Line of its file that each row begins on, 1-based; null where the format has no lines. */
  lines: Uint32Array | null;
  /** Place in `reading.files` of each row; null where there is one file. */
  files: Uint16Array | null;
}

/**
 * Opens a table for as long as `use` works on it.
 *
 * @param request a CSV, TSV, JSON, NDJSON or Parquet file; text may be gzipped
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
    const { columns, reading, rejects, rejoined, lines } = await loadFile(
      connection,
      request.paths[0]!,
      request.options,
      'cells',
    );
    if (reading.rows === 0) {
      throw new ParallaxError('DATA_EMPTY', `${request.name} has no rows; at least 3 are needed`);
    }
    return await use({
      connection,
      columns,
      rows: reading.rows,
      reading: { files: [reading], rejects, rejoined },
      lines,
      files: null,
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
