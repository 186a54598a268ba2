import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import type { FileKind } from './file-kind.js';
import { countRows, fileReading, type LoadedFile } from './loaded-file.js';
import { sqlName, sqlText } from './sql.js';

/**
 * Loads JSON (an array of objects) or NDJSON (an object a line); the columns are all keys, in the order they
 * come up. Strings stay as they are, so that "007" keeps its zeros; lists are joined by ", ".
 */
export async function loadJson(
  connection: DuckDBConnection,
  path: string,
  kind: FileKind & { format: 'json' },
  name: string,
  into: string,
): Promise<LoadedFile> {
  const compression = kind.gzip ? 'gzip' : 'uncompressed';
  const reader = `read_json(${sqlText(path)}, maximum_depth = 1, sample_size = -1, compression = '${compression}', ignore_errors = false)`;
  const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`)).getRowObjectsJson();
  const names = described.map((column) => String(column['column_name']));
  // DuckDB calls values that are no objects `json` and gives them a type of their own.
  if (names.length === 1 && names[0] === 'json' && described[0]!['column_type'] !== 'JSON') {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must hold objects with named values, in an array or one a line; it holds something else`,
    );
  }
  const cells = names.map((column, i) => `${asText(sqlName(column))} AS c${i}`);
  await connection.run(`CREATE TEMP TABLE ${into}_raw AS SELECT ${cells.join(', ')} FROM ${reader}`);
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${into}_raw`);
  const rows = await countRows(connection, into);
  return {
    columns: names.map((column) => ({ name: column, type: 'JSON' })),
    reading: fileReading({ name, format: 'json', gzip: kind.gzip, rows }),
    rejects: [],
    rejoined: [],
    lines: null,
  };
}

function asText(column: string): string {
  return `CASE json_type(${column}) WHEN 'ARRAY' THEN array_to_string(${column} ->> '$[*]', ', ') ELSE ${column} ->> '$' END`;
}
