import type { DuckDBConnection } from '@duckdb/node-api';
import { countRows, fileReading, type LoadedFile } from './loaded-file.js';
import { sqlName, sqlText } from './sql.js';

/** Loads Parquet; cells become text: dates in ISO form, lists joined by ", ", objects as JSON. */
export async function loadParquet(
  connection: DuckDBConnection,
  path: string,
  name: string,
  into: string,
): Promise<LoadedFile> {
  const reader = `read_parquet(${sqlText(path)})`;
  const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`)).getRowObjectsJson();
  const columns = described.map((column) => ({
    name: String(column['column_name']),
    type: String(column['column_type']),
  }));
  const cells = columns.map(({ name, type }, i) => `${asText(sqlName(name), type)} AS c${i}`);
  await connection.run(`CREATE TEMP TABLE ${into}_raw AS SELECT ${cells.join(', ')} FROM ${reader}`);
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${into}_raw`);
  const reading = fileReading({ name, format: 'parquet', rows: await countRows(connection, into) });
  return { columns, reading, rejects: [], rejoined: [], lines: null };
}

/** Lists of numbers and bytes are vectors and pictures, not something to read: only their size is told. */
function asText(column: string, type: string): string {
  if (/^(FLOAT|DOUBLE)\[\d*\]$/.test(type)) return `'[' || len(${column}) || ' numbers]'`;
  if (type === 'BLOB') return `'[' || octet_length(${column}) || ' bytes]'`;
  if (/^(STRUCT|MAP|UNION)\b.*[^\]]$/.test(type)) return `CAST(to_json(${column}) AS VARCHAR)`;
  if (/\]$/.test(type)) return `array_to_string(CAST(${column} AS VARCHAR[]), ', ')`;
  return `CAST(${column} AS VARCHAR)`;
}
