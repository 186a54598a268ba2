import { basename } from 'node:path';
import { DuckDBInstance, DuckDBListValue, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import type { FoundVectors } from './own-vectors.js';

/**
 * Reads vectors from a Parquet file: its one list column of numbers, or all its columns where each is a number.
 *
 * @param kept row numbers, ascending; vectors of other rows are passed over
 * @param column the list column, where the file has others too
 * @throws ParallaxError VECTORS_INVALID, COLUMN_MISSING
 */
export async function readParquetVectors(
  path: string,
  kept: Uint32Array,
  column?: string,
): Promise<FoundVectors> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    const reader = `read_parquet(${sqlText(plainPattern(path))})`;
    const list = await listExpression(connection, reader, basename(path), column);
    return await readLists(connection, `SELECT ${list} FROM ${reader}`, kept);
  } catch (error) {
    if (error instanceof ParallaxError) throw error;
    const reason = (error as Error).message;
    throw new ParallaxError(
      'VECTORS_INVALID',
      `${basename(path)} must be a Parquet file of vectors; ${reason}`,
      {
        cause: error,
      },
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** SQL for the vector of a row. */
async function listExpression(
  connection: DuckDBConnection,
  reader: string,
  file: string,
  column: string | undefined,
): Promise<string> {
  const described = (await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`)).getRowObjectsJson();
  const columns = described.map((one) => ({ name: String(one.column_name), type: String(one.column_type) }));
  if (column !== undefined && !columns.some(({ name }) => name === column)) {
    throw new ParallaxError(
      'COLUMN_MISSING',
      `Vectors must be a .npy or .parquet file, or a column of ${file}; "${column}" is neither`,
    );
  }
  const candidates = columns.filter(({ name }) => column === undefined || name === column);
  const lists = candidates.filter(({ type }) => LIST.test(type));
  if (lists.length === 1) return `CAST(${sqlName(lists[0]!.name)} AS DOUBLE[])`;
  if (lists.length === 0 && column === undefined && columns.every(({ type }) => NUMBER.test(type))) {
    return `[${columns.map(({ name }) => `CAST(${sqlName(name)} AS DOUBLE)`).join(', ')}]`;
  }
  const got = candidates.map(({ name, type }) => `${name} ${type}`).join(', ');
  throw new ParallaxError(
    'VECTORS_INVALID',
    `${file} must have one list column of numbers${column === undefined ? ', or numbers in every column' : ` called ${column}`}; got ${got}`,
  );
}

const NUMBER = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE|DECIMAL\(.*\))$/;
const LIST = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE|DECIMAL\(.*\))\[\d*\]$/;

async function readLists(
  connection: DuckDBConnection,
  sql: string,
  kept: Uint32Array,
): Promise<FoundVectors> {
  const wanted = new Set(kept);
  const vectors = new Map<number, (number | null)[] | null>();
  let row = 0;
  const result = await connection.stream(sql);
  for (
    let chunk = await result.fetchChunk();
    chunk && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (const value of chunk.getColumnValues(0)) {
      if (wanted.has(row)) vectors.set(row, numbers(value));
      row++;
    }
  }
  return { rows: row, at: (wantedRow) => vectors.get(wantedRow) ?? null };
}

function numbers(value: DuckDBValue): (number | null)[] | null {
  return value instanceof DuckDBListValue ? (value.items as (number | null)[]) : null;
}

/** DuckDB reads *, ? and [ in a path as patterns; in brackets they stand for themselves. */
function plainPattern(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
