import type { DuckDBConnection } from '@duckdb/node-api';
import { jsonColumns, valueSql, type JsonColumn } from './json-columns.js';
import { checkDepth } from './json-depth.js';
import { readJsonObjects } from './json-objects.js';
import { countRows, fileReading, type LoadedFile, type SourceColumn } from './loaded-file.js';
import { withoutMark, type PlainText } from './text/plain-text.js';
import { uniqueNames } from './unique-names.js';

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
 * up, those of objects within as `a.b`. Strings stay as they are, so that "007" keeps its zeros; lists of values are
 * joined by ", ", lists of objects and of lists are JSON.
 *
 * @throws ParallaxError DATA_UNREADABLE
 */
export async function readObjects(
  connection: DuckDBConnection,
  path: string,
  name: string,
  into: string,
  format = 'auto',
): Promise<SourceColumn[]> {
  await checkDepth(path, name);
  const objects = `${into}_objects`;
  const keys = await readJsonObjects(connection, { path, name, format }, objects);
  const columns = await jsonColumns(connection, objects, keys, name);
  const cells = columns.map((column, i) => `${asText(column)} AS c${i}`);
  await connection.run(`CREATE TEMP TABLE ${into}_raw AS SELECT ${cells.join(', ')} FROM ${objects}`);
  await connection.run(`DROP TABLE ${objects}`);
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${into}_raw`);
  return uniqueNames(columns.map((column) => column.path.join('.'))).map((column) => ({
    name: column,
    type: 'JSON',
  }));
}

function asText(column: JsonColumn): string {
  const value = valueSql(column);
  const text = `${value} ->> '$'`;
  // Where there are no lists, none are asked for: a query over many columns is long enough.
  if (!column.hasLists) return text;
  const joined = `array_to_string(${value} ->> '$[*]', ', ')`;
  const isNested = `list_has_any(json_type(${value}, '$[*]'), ['OBJECT', 'ARRAY'])`;
  return `CASE WHEN json_type(${value}) = 'ARRAY' AND NOT ${isNested} THEN ${joined} ELSE ${text} END`;
}
