import type { DuckDBConnection } from '@duckdb/node-api';
import { countRows, fileReading, type LoadedFile } from './loaded-file.js';
import { parquetColumns } from './parquet-columns.js';
import { parquetText } from './parquet-text.js';
import { uniqueNames } from './unique-names.js';

/**
 * Loads Parquet; cells become text: dates in ISO form, instants in UTC, lists of values joined by ", ", lists of
 * objects and maps as JSON. What lies in an object is a column of its own, as `a.b`.
 */
export async function loadParquet(
  connection: DuckDBConnection,
  path: string,
  name: string,
  into: string,
): Promise<LoadedFile> {
  const { columns, from } = await parquetColumns(connection, path);
  const cells: string[] = [];
  for (const [i, column] of columns.entries()) {
    cells.push(`${await parquetText(connection, from, column)} AS c${i}`);
  }
  await connection.run(`CREATE TEMP TABLE ${into}_raw AS SELECT ${cells.join(', ')} FROM ${from}`);
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${into}_raw`);
  const names = uniqueNames(columns.map((column) => column.path.join('.')));
  return {
    columns: columns.map(({ type }, i) => ({ name: names[i]!, type: String(type) })),
    reading: fileReading({ name, format: 'parquet', rows: await countRows(connection, into) }),
    rejects: [],
    rejoined: [],
    lines: null,
  };
}
