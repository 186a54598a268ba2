import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { copyTable, type Database } from './database/copy-table.js';
import { loadParquet } from './load-parquet.js';
import type { LoadedFile } from './loaded-file.js';

/**
 * Loads a table of a database file, by way of Parquet: a database is opened apart from everything else, since its
 * views could ask for more than their own tables.
 *
 * @param folder where a copy may go, which the caller removes
 */
export async function loadDatabase(
  connection: DuckDBConnection,
  database: Database & { kind: 'sqlite' | 'duckdb' },
  table: string | null,
  { folder, into }: { folder: string; into: string },
): Promise<LoadedFile> {
  const copy = join(folder, 'table.parquet');
  await copyTable(database, table, copy);
  const { reading, ...loaded } = await loadParquet(connection, copy, database.name, into);
  return { ...loaded, reading: { ...reading, format: database.kind } };
}
