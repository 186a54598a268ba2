import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlName, sqlText } from '../sql.js';
import type { DatabaseTable } from './choose-table.js';

/** Tables and views of an attached SQLite database, rows in the order of their rowid, every cell as text. */
export async function sqliteTables(connection: DuckDBConnection, database: string): Promise<DatabaseTable[]> {
  const query = async (sql: string) =>
    (await connection.runAndReadAll(sqliteQuery(database, sql))).getRowObjectsJson();
  const found = await query(
    `SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
  );
  return found.map((row) => {
    const name = String(row['name']);
    return {
      schema: null,
      name,
      async select() {
        const columns = (
          await query(`SELECT name, pk FROM pragma_table_xinfo(${sqlText(name)}) WHERE hidden <> 1`)
        ).map((column) => ({ name: String(column['name']), key: Number(column['pk']) }));
        const order = row['type'] === 'view' ? [] : orderOf(columns, String(row['wr']) === '1');
        return sqliteSelect(
          database,
          name,
          columns.map((column) => column.name),
          order,
        );
      },
    };
  });
}

interface Column {
  name: string;
  /** Place in the primary key, 1-based; 0 for none. */
  key: number;
}

/** SQLite's own names for the number of a row, unless columns are called so; the key where rows have no number. */
function orderOf(columns: readonly Column[], withoutRowid: boolean): string[] {
  if (withoutRowid) {
    const key = columns.filter((column) => column.key > 0).sort((a, b) => a.key - b.key);
    return key.map(({ name }) => sqlName(name));
  }
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()));
  return ['rowid', '_rowid_', 'oid'].filter((name) => !taken.has(name)).slice(0, 1);
}

/** The query in DuckDB's SQL for the rows of a table in SQLite's. */
export function sqliteSelect(
  database: string,
  table: string,
  columns: readonly string[],
  order: readonly string[],
): string {
  const cells = columns.map((column, i) => {
    const name = sqlName(column);
    return `CASE typeof(${name}) WHEN 'blob' THEN '[' || length(${name}) || ' bytes]' ELSE CAST(${name} AS TEXT) END AS c${i}`;
  });
  const by = order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`;
  const inner = sqliteQuery(database, `SELECT ${cells.join(', ')} FROM ${sqlName(table)}${by}`);
  return `SELECT ${columns.map((column, i) => `${validText(`c${i}`)} AS ${sqlName(column)}`).join(', ')} FROM (${inner})`;
}

function sqliteQuery(database: string, sql: string): string {
  return `SELECT * FROM sqlite_query(${sqlText(database)}, ${sqlText(sql)})`;
}

/** SQLite keeps whatever bytes it was given as text: a cell that is not UTF-8 is read as Latin-1. */
function validText(cell: string): string {
  const bytes = `regexp_extract_all(hex(encode(${cell})), '..')`;
  const latin = `array_to_string(list_transform(${bytes}, lambda byte: chr(CAST('0x' || byte AS INTEGER))), '')`;
  return `CASE WHEN ${cell} IS NULL THEN NULL ELSE coalesce(TRY(decode(encode(${cell}))), ${latin}) END`;
}
