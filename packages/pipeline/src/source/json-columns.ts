import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import { MOST_DEPTH, MOST_FIELDS } from './loaded-file.js';
import { sqlText } from './sql.js';

/** A value of JSON objects. */
export interface JsonColumn {
  /** Keys from the object down to the value. */
  path: string[];
  /** Column of the table that it lies in, and where, by RFC 6901; '' is all of it. */
  place: string;
  pointer: string;
  /** Whether a row has a list there. */
  hasLists: boolean;
}

export type JsonKey = Omit<JsonColumn, 'hasLists'>;

/**
 * Takes objects within objects apart: columns whose values are objects or null in all rows become a column for
 * each of their keys, in the order these come up, at any depth. Columns that are objects in some rows only, or have
 * more than `MOST_FIELDS` keys, stay as they are.
 *
 * @param table of JSON columns, a row an object
 * @param name of the file
 * @throws ParallaxError DATA_UNREADABLE where an object names a key twice
 */
export async function jsonColumns(
  connection: DuckDBConnection,
  table: string,
  columns: JsonKey[],
  name: string,
): Promise<JsonColumn[]> {
  const kinds = await findKinds(connection, table, columns);
  const apart: JsonColumn[] = [];
  for (const [i, column] of columns.entries()) {
    const { areObjects, hasLists } = kinds[i]!;
    const keys =
      areObjects && column.path.length <= MOST_DEPTH
        ? await keysOf(connection, table, valueSql(column))
        : null;
    if (keys === null) {
      apart.push({ ...column, hasLists });
      continue;
    }
    await checkRepeated(connection, table, column, name);
    const children = keys.map((key) => childOf(column, key));
    for (const leaf of await jsonColumns(connection, table, children, name)) apart.push(leaf);
  }
  return apart;
}

export function childOf({ path, place, pointer }: JsonKey, key: string): JsonKey {
  const step = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return { path: [...path, key], place, pointer: pointer + step };
}

/** The value in SQL over the table, as JSON. */
export function valueSql({ place, pointer }: JsonKey): string {
  return pointer === '' ? place : `json_extract(${place}, ${sqlText(pointer)})`;
}

/** @throws ParallaxError DATA_UNREADABLE where an object of the column names a key twice; `name` is the file's */
export async function checkRepeated(
  connection: DuckDBConnection,
  table: string,
  column: JsonKey,
  name: string,
): Promise<void> {
  const keys = `json_keys(${valueSql(column)})`;
  const result = await connection.runAndReadAll(
    `SELECT rowid, ${keys} FROM ${table} WHERE len(${keys}) > len(list_distinct(${keys})) ORDER BY rowid LIMIT 1`,
  );
  const row = result.getRowsJson()[0];
  if (row === undefined) return;
  const all = row[1] as string[];
  const twice = all.find((key, i) => all.indexOf(key) !== i)!;
  throw new ParallaxError(
    'DATA_UNREADABLE',
    `${name} must name each value once; object ${Number(row[0]) + 1} names "${[...column.path, twice].join('.')}" twice`,
  );
}

/** Which columns hold objects and nothing else but null, and which hold a list. */
async function findKinds(
  connection: DuckDBConnection,
  table: string,
  columns: readonly JsonKey[],
): Promise<{ areObjects: boolean; hasLists: boolean }[]> {
  const found: { areObjects: boolean; hasLists: boolean }[] = [];
  // A query over all would take the square of their number to plan.
  for (let i = 0; i < columns.length; i += AT_ONCE) {
    const some = columns.slice(i, i + AT_ONCE).map((column) => {
      const type = `json_type(${valueSql(column)})`;
      return `bool_and(${type} = 'OBJECT') FILTER (${type} <> 'NULL'), bool_or(${type} = 'ARRAY')`;
    });
    const result = await connection.runAndReadAll(`SELECT ${some.join(', ')} FROM ${table}`);
    const flags = result.getRows()[0]!.map((flag) => flag === true);
    for (let k = 0; k < flags.length; k += 2) {
      found.push({ areObjects: flags[k]!, hasLists: flags[k + 1]! });
    }
  }
  return found;
}

const AT_ONCE = 64;

/** The keys of a column of objects in the order they come up; null where they are none, or too many. */
async function keysOf(connection: DuckDBConnection, table: string, value: string): Promise<string[] | null> {
  const lists = `SELECT rowid AS r, json_keys(${value}) AS keys FROM ${table} WHERE json_type(${value}) = 'OBJECT'`;
  const places = `SELECT r, unnest(keys) AS key, generate_subscripts(keys, 1) AS place FROM (${lists})`;
  const result = await connection.runAndReadAll(
    `SELECT key FROM (${places}) GROUP BY key ORDER BY min((r, place)) LIMIT ${MOST_FIELDS + 1}`,
  );
  const keys = result.getRows().map(([key]) => String(key));
  // SQL ends at a NUL.
  if (keys.length === 0 || keys.length > MOST_FIELDS || keys.some((key) => key.includes('\0'))) return null;
  return keys;
}
