import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import { checkRepeated, childOf, type JsonKey } from './json-columns.js';
import { sqlText } from './sql.js';

/**
 * Reads JSON objects into a table, a row an object.
 *
 * @param table to make
 * @param name of the file
 * @returns a column for each key of the objects, in the order they come up
 * @throws ParallaxError DATA_UNREADABLE where there are values that are no objects
 */
export async function readJsonObjects(
  connection: DuckDBConnection,
  { path, name, format }: { path: string; name: string; format: string },
  table: string,
): Promise<JsonKey[]> {
  const options = `format = '${format}', maximum_object_size = ${LARGEST}, compression = 'uncompressed', hive_partitioning = false`;
  const reader = `read_json(${sqlText(path)}, ${WHOLE}, ${options})`;
  const objects = `read_json_objects(${sqlText(path)}, ${options})`;
  const columns = await describe(connection, reader);
  if (columns === null) {
    await connection.run(`CREATE TEMP TABLE ${table} AS SELECT json FROM ${objects}`);
    const whole = { path: [], place: 'json', pointer: '' };
    await checkRepeated(connection, table, whole, name);
    return (await trueKeys(connection, objects)).map((key) => childOf(whole, key));
  }
  // So DuckDB calls values that are no objects.
  if (columns.length === 1 && columns[0]!.name === 'json') await checkObjects(connection, objects, name);
  const places = columns.map((_, i) => `p${i}`);
  await connection.run(`CREATE TEMP TABLE ${table} AS SELECT * FROM ${reader} AS t(${places.join(', ')})`);
  const names = columns.map((column) => column.name);
  const keys = names.some(mayBeRenamed) ? await trueKeys(connection, objects) : names;
  return places.map((place, i) => ({ path: [keys[i]!], place, pointer: '' }));
}

/** Bytes of one object; DuckDB's buffers are in proportion. */
const LARGEST = 1 << 27;

/** All objects are looked at for keys, and however many there are, they are columns and no mapping. */
const WHOLE =
  'maximum_depth = 1, sample_size = -1, ignore_errors = false, map_inference_threshold = -1, field_appearance_threshold = 0';

/** Null where DuckDB's name for an empty key is another key's own. */
async function describe(
  connection: DuckDBConnection,
  reader: string,
): Promise<{ name: string; type: string }[] | null> {
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`);
    return described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  } catch (error) {
    if (/has duplicate column name/.test((error as Error).message)) return null;
    throw error;
  }
}

async function checkObjects(connection: DuckDBConnection, reader: string, name: string): Promise<void> {
  const types = `SELECT row_number() OVER () AS r, json_type(json) AS type, json_keys(json) AS keys FROM ${reader}`;
  const result = await connection.runAndReadAll(
    `SELECT count(*), min(r) FILTER (type <> 'OBJECT'), max(len(keys)), arg_min(type, r) FILTER (type <> 'OBJECT') FROM (${types})`,
  );
  const [rows, first, keys, type] = result.getRowsJson()[0]!;
  let problem: string | undefined;
  if (first !== null) {
    problem = `must hold objects with named values, in an array or one a line; value ${String(first)} is ${KINDS[String(type)] ?? 'a number'}`;
  } else if (Number(rows) > 0 && Number(keys) === 0) {
    problem = 'must hold objects with named values; no object has any';
  }
  if (problem) throw new ParallaxError('DATA_UNREADABLE', `${name} ${problem}`);
}

const KINDS: Record<string, string> = {
  ARRAY: 'a list',
  VARCHAR: 'text',
  BOOLEAN: 'true or false',
  NULL: 'null',
};

/** DuckDB numbers keys that differ in case only, and calls an empty one by its place. */
function mayBeRenamed(name: string): boolean {
  return /_\d+$|^C\d+$/.test(name);
}

/** The keys of all objects in the order they come up, which is DuckDB's order of columns too. */
async function trueKeys(connection: DuckDBConnection, reader: string): Promise<string[]> {
  const lists = `SELECT row_number() OVER () AS r, json_keys(json) AS keys FROM ${reader}`;
  const places = `SELECT r, unnest(keys) AS key, generate_subscripts(keys, 1) AS place FROM (${lists})`;
  const result = await connection.runAndReadAll(
    `SELECT key FROM (${places}) GROUP BY key ORDER BY min((r, place))`,
  );
  return result.getRows().map(([key]) => String(key));
}
