import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName, sqlText } from '../sql.js';
import type { DatabaseTable } from './choose-table.js';

/** Tables and views of an attached DuckDB or Postgres database, in the order of their primary keys. */
export async function catalogTables(
  connection: DuckDBConnection,
  database: string,
): Promise<DatabaseTable[]> {
  const found = await connection.runAndReadAll(
    `SELECT table_schema, table_name FROM information_schema.tables
     WHERE table_catalog = ${sqlText(database)} AND table_schema NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
     ORDER BY ALL`,
  );
  return found.getRowObjectsJson().map((row) => {
    const schema = String(row['table_schema']);
    const name = String(row['table_name']);
    return {
      schema: USUAL.has(schema) ? null : schema,
      name,
      async select() {
        const key = await primaryKey(connection, database, schema, name);
        const order = key.length === 0 ? '' : ` ORDER BY ${key.map(sqlName).join(', ')}`;
        return `SELECT * FROM ${[database, schema, name].map(sqlName).join('.')}${order}`;
      },
    };
  });
}

/** The schemas that tables are in unless someone says otherwise, of DuckDB and of Postgres. */
const USUAL = new Set(['main', 'public']);

async function primaryKey(
  connection: DuckDBConnection,
  database: string,
  schema: string,
  table: string,
): Promise<string[]> {
  const found = await connection.runAndReadAll(
    `SELECT unnest(constraint_column_names) AS name FROM duckdb_constraints()
     WHERE constraint_type = 'PRIMARY KEY' AND database_name = ${sqlText(database)}
       AND schema_name = ${sqlText(schema)} AND table_name = ${sqlText(table)}`,
  );
  return found.getRowObjectsJson().map((row) => String(row['name']));
}
