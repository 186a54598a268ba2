import { tableFromIPC } from 'apache-arrow';
import { DuckDBInstance } from '@duckdb/node-api';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The kept rows of a perspective, in input order.
 *
 * @param {string} folder the results folder
 * @param {string} perspective
 * @returns {Promise<{ total: number, row: Uint32Array, id: string[], topic: Int32Array, map: Matrix }>} `total`
 *   counts all input rows; `map` is the 2-D layout, kept rows × 2
 */
export async function readResults(folder, perspective) {
  const file = join(folder, 'perspectives', perspective, 'rows.parquet');
  const rows = await query(
    `SELECT "row", id, kept, x, y, topic FROM read_parquet(${quoted(file)}) ORDER BY "row"`,
  );
  const kept = rows.filter((row) => row.kept === true);
  return {
    total: rows.length,
    row: Uint32Array.from(kept, ({ row }) => row),
    id: kept.map(({ id }) => id ?? ''),
    topic: Int32Array.from(kept, ({ topic }) => topic),
    map: { data: Float32Array.from(kept.flatMap(({ x, y }) => [x, y])), rows: kept.length, cols: 2 },
  };
}

/**
 * How many rows were kept, and how many dropped for each reason.
 *
 * @param {string} folder the results folder
 * @param {string} perspective
 * @returns {Promise<{ kept: number, dropped: Record<string, number> }>}
 */
export async function readReasons(folder, perspective) {
  const file = join(folder, 'perspectives', perspective, 'rows.parquet');
  const counts = await query(
    `SELECT dropped_because AS reason, count(*)::INTEGER AS n FROM read_parquet(${quoted(file)}) GROUP BY 1 ORDER BY 1`,
  );
  const dropped = counts.filter(({ reason }) => reason !== null).map(({ reason, n }) => [reason, n]);
  return { kept: counts.find(({ reason }) => reason === null)?.n ?? 0, dropped: Object.fromEntries(dropped) };
}

/**
 * Cells of two columns of the table, in its order; a blank is ''.
 *
 * @param {string} table a CSV file
 * @returns {Promise<{ id: string, genres: string }[]>}
 */
export async function readFilms(table) {
  const rows = await query(
    `SELECT id, genres FROM read_csv(${quoted(table)}, header = true, all_varchar = true)`,
  );
  return rows.map(({ id, genres }) => ({ id: id ?? '', genres: genres ?? '' }));
}

/**
 * The cells of one column of the table, in its order; a blank is ''.
 *
 * @param {string} table a CSV file
 * @param {string} column
 * @returns {Promise<string[]>}
 */
export async function readColumn(table, column) {
  const name = `"${column.replaceAll('"', '""')}"`;
  const rows = await query(
    `SELECT ${name} AS cell FROM read_csv(${quoted(table)}, header = true, all_varchar = true)`,
  );
  return rows.map(({ cell }) => cell ?? '');
}

/**
 * Every matrix that a step left in the store, by key.
 *
 * @param {string} folder the results folder
 * @param {string} step name of the step, e.g. `layout`
 * @returns {Promise<Map<string, Matrix>>}
 */
export async function readMatrices(folder, step) {
  const matrices = new Map();
  for (const key of await readdir(join(folder, '.store', step))) {
    const entry = join(folder, '.store', step, key);
    for (const name of (await readdir(entry)).filter((file) => file.endsWith('.arrow'))) {
      const table = tableFromIPC(await readFile(join(entry, name)));
      if (table.schema.metadata.get('parallax.kind') === 'matrix') matrices.set(key, matrixOf(table));
    }
  }
  return matrices;
}

/** @typedef {{ data: Float32Array, rows: number, cols: number }} Matrix row-major */

/** @returns {Matrix} */
function matrixOf(table) {
  const [lists] = table.getChild('vector').data;
  const cols = lists.type.listSize;
  const rows = table.numRows;
  return { data: lists.children[0].values.subarray(0, rows * cols), rows, cols };
}

async function query(sql) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjects();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function quoted(path) {
  return `'${path.replaceAll("'", "''")}'`;
}
