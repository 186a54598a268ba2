import type { DuckDBConnection } from '@duckdb/node-api';
import { checkDepth } from './json-depth.js';
import { countRows, fileReading, type LoadedFile, type SourceColumn } from './loaded-file.js';
import { sqlName, sqlText } from './sql.js';
import { withoutMark, type PlainText } from './text/plain-text.js';

/**
 * Loads JSON: an array of objects, or objects one after the other.
 *
 * @param place a folder where a copy may go, which the caller removes, and the view to make
 */
export async function loadJson(
  connection: DuckDBConnection,
  text: PlainText,
  place: { folder: string; into: string },
): Promise<LoadedFile> {
  const columns = await readObjects(connection, await withoutMark(text, place.folder), text.name, place.into);
  const { gzip, encoding, encodingFrom, nulBytes, recodedLines } = text.decoding;
  const rows = await countRows(connection, place.into);
  return {
    columns,
    reading: fileReading({
      name: text.name,
      format: 'json',
      gzip,
      encoding,
      encodingFrom,
      nulBytes,
      recodedLines,
      rows,
    }),
    rejects: [],
    rejoined: [],
    lines: null,
  };
}

/**
 * Makes a view of the objects in a file of UTF-8 without mark; the columns are all keys, in the order they come
 * up. Strings stay as they are, so that "007" keeps its zeros; lists are joined by ", ".
 */
export async function readObjects(
  connection: DuckDBConnection,
  path: string,
  name: string,
  into: string,
  format = 'auto',
): Promise<SourceColumn[]> {
  await checkDepth(path, name);
  const options = `records = 'true', maximum_depth = 1, sample_size = -1, ignore_errors = false, maximum_object_size = ${LARGEST}`;
  const reader = `read_json(${sqlText(path)}, format = '${format}', ${options}, compression = 'uncompressed')`;
  const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`)).getRowObjectsJson();
  const names = described.map((column) => String(column['column_name']));
  const cells = names.map((column, i) => `${asText(sqlName(column))} AS c${i}`);
  await connection.run(`CREATE TEMP TABLE ${into}_raw AS SELECT ${cells.join(', ')} FROM ${reader}`);
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${into}_raw`);
  return names.map((column) => ({ name: column, type: 'JSON' }));
}

/** Bytes of one object; DuckDB's buffers are in proportion. */
const LARGEST = 1 << 27;

function asText(column: string): string {
  return `CASE json_type(${column}) WHEN 'ARRAY' THEN array_to_string(${column} ->> '$[*]', ', ') ELSE ${column} ->> '$' END`;
}
