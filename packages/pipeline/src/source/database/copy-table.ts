import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import { sqlText } from '../sql.js';
import { unreadable } from '../unreadable.js';
import { catalogTables } from './catalog.js';
import { chooseTable, type DatabaseTable } from './choose-table.js';
import { loadExtension } from './extension.js';
import { sqliteTables } from './sqlite-tables.js';

export interface Database {
  kind: DatabaseKind;
  /** Absolute path, or the address of a Postgres database. */
  at: string;
  /** As said in messages. */
  name: string;
}

export type DatabaseKind = 'sqlite' | 'duckdb' | 'postgres';

/**
 * Copies one table or view of a database to a Parquet file, in the order of its primary key (of its rowid, in
 * SQLite), else as the database gives the rows. The database is only read.
 *
 * @param table its name, perhaps with its schema (`sales.films`); null for the only one there is
 * @param to path of the file, which is overwritten
 * @throws ParallaxError DATA_UNREADABLE (no such table, several, no extension, damaged), DATA_MISSING (a server that
 *   does not answer)
 */
export async function copyTable(database: Database, table: string | null, to: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    await attach(connection, database, table);
    // What a database holds is not ours: a view of it may name any file, and gets none.
    await connection.run(`SET allowed_paths = [${sqlText(to)}]`);
    await connection.run('SET enable_external_access = false');
    const list = database.kind === 'sqlite' ? sqliteTables : catalogTables;
    const chosen: DatabaseTable = chooseTable(await list(connection, DATABASE), table, database.name);
    const rows = await chosen.select();
    await connection.run(`COPY (${rows}) TO ${sqlText(to)} (FORMAT parquet, USE_TMP_FILE false)`);
  } catch (error) {
    throw unreadable(database.name, database.kind, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Name of the database in our own SQL. */
const DATABASE = 'attached';

async function attach(connection: DuckDBConnection, database: Database, table: string | null): Promise<void> {
  const { kind, at, name } = database;
  if (kind !== 'duckdb') await loadExtension(connection, database, table);
  // SQLite does not hold a column to its type: every cell is taken as the text it is.
  if (kind === 'sqlite') await connection.run('SET sqlite_all_varchar = true');
  // Threads that each read a part of a table bring the parts in the order they finish.
  if (kind === 'postgres') await connection.run('SET pg_use_ctid_scan = false');
  try {
    await connection.run(`ATTACH ${sqlText(at)} AS ${DATABASE} (TYPE ${kind}, READ_ONLY)`);
  } catch (cause) {
    if (kind !== 'postgres') throw cause;
    const reason = (cause as Error).message
      .replace(/^[^\n]*? at "[^\n]*?": /, '')
      .replace(/\s+/g, ' ')
      .trim();
    throw new ParallaxError('DATA_MISSING', `${name} must be a Postgres database that answers; ${reason}`, {
      cause,
    });
  }
}
