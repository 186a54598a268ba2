import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import { sqlText } from '../sql.js';
import type { Database } from './copy-table.js';

/** Names a folder with DuckDB's extensions, laid out as DuckDB does or with the files right in it. */
export const EXTENSION_DIRECTORY = 'DUCKDB_EXTENSION_DIRECTORY';

/**
 * Loads DuckDB's extension for a kind of database, if it is on this machine; nothing is fetched.
 *
 * @param table as the user named it, for the advice
 * @throws ParallaxError DATA_UNREADABLE, which says how to get it and how to do without
 */
export async function loadExtension(
  connection: DuckDBConnection,
  database: Database,
  table: string | null,
): Promise<void> {
  const folder = process.env[EXTENSION_DIRECTORY] ?? '';
  const extension = `${database.kind}_scanner`;
  const file = join(folder, `${extension}.duckdb_extension`);
  try {
    if (folder !== '') await connection.run(`SET extension_directory = ${sqlText(folder)}`);
    await connection.run(`LOAD ${folder !== '' && existsSync(file) ? sqlText(file) : extension}`);
  } catch (cause) {
    const version = await readOne(connection, 'SELECT library_version FROM pragma_version()');
    const platform = await readOne(connection, 'PRAGMA platform');
    throw new ParallaxError(
      'DATA_UNREADABLE',
      missingExtension(database, table, `${version} (${platform})`, (cause as Error).message),
      { cause },
    );
  }
}

async function readOne(connection: DuckDBConnection, sql: string): Promise<string> {
  return String((await connection.runAndReadAll(sql)).value(0, 0));
}

/**
 * What to do where the extension cannot be had.
 *
 * @param duckdb version and platform
 * @param said what DuckDB says
 */
export function missingExtension(
  database: Database,
  table: string | null,
  duckdb: string,
  said: string,
): string {
  const { kind, name } = database;
  const version = duckdb.split(' ')[0]!;
  const path = /^[^\n]*Extension "([^"]+)" not found/.exec(said)?.[1];
  const problem =
    path === undefined
      ? `is on this machine but cannot be loaded (${said.split('\n')[0]!})`
      : `is not on this machine (${path} is not there)`;
  return [
    `${name} is ${KINDS[kind]}, which is read with DuckDB's extension "${kind}"; that of DuckDB ${duckdb} ${problem}.`,
    `Install it once, with \`INSTALL ${kind}\` in a DuckDB ${version}, or name the folder it is in with ${EXTENSION_DIRECTORY}.`,
    `Or export the table: \`${exportCommand(database, table)}\``,
  ].join(' ');
}

const KINDS = { sqlite: 'an SQLite database', duckdb: 'a DuckDB database', postgres: 'a Postgres database' };

function exportCommand({ kind, at, name }: Database, table: string | null): string {
  const from = table !== null && /^[A-Za-z_][\w.]*$/.test(table) ? table : 'films';
  const file = `${from.replace(/^.*\./, '') || 'films'}.csv`;
  return kind === 'sqlite'
    ? `sqlite3 -header -csv ${shellWord(name)} "SELECT * FROM ${from}" > ${file}`
    : `psql ${shellWord(at)} -c "\\copy (SELECT * FROM ${from}) TO '${file}' CSV HEADER"`;
}

function shellWord(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
