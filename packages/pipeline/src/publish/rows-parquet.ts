import { ROW_COLUMNS } from '@parallax-map/core';
import { DuckDBInstance, type DuckDBAppender } from '@duckdb/node-api';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table } from '../store/index.js';
import type { Results } from './results.js';

/**
 * `rows.parquet`: one line per input row, in input order. Written by DuckDB on one thread, so that the same
 * rows are the same bytes.
 */
export async function rowsParquet(table: Table, results: Results): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'parallax-rows-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', temp_directory: folder });
  try {
    const connection = await instance.connect();
    const columns = ROW_COLUMNS.map(({ name, type }) => `"${name}" ${type}`).join(', ');
    await connection.run(`CREATE TABLE result_rows (${columns})`);
    const appender = await connection.createAppender('result_rows');
    appendRows(appender, table, results);
    appender.closeSync();
    const file = join(folder, 'rows.parquet');
    await connection.run(
      `COPY (SELECT * FROM result_rows ORDER BY "row") TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA { 'parallax.version': '1' })`,
    );
    connection.closeSync();
    return await readFile(file);
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

function appendRows(appender: DuckDBAppender, table: Table, results: Results): void {
  const { map, levels, clustering, topics } = results;
  const labels = topics.levels.at(-1)!.topics.map((topic) => topic.label);
  let point = 0;
  for (let row = 0; row < table.rows; row++) {
    appender.appendUInteger(row);
    appender.appendVarchar(table.id[row]!);
    const kept = table.kept[row] === 1;
    appender.appendBoolean(kept);
    orNull(appender, table.droppedBecause[row]!, (value) => appender.appendVarchar(value));
    orNull(appender, table.duplicateOf[row]! < 0 ? null : table.duplicateOf[row]!, (value) =>
      appender.appendUInteger(value),
    );
    if (kept) {
      appender.appendFloat(map.data[2 * point]!);
      appender.appendFloat(map.data[2 * point + 1]!);
      const topic = clustering.labels[point]!;
      appender.appendInteger(topic);
      for (const level of levels) appender.appendInteger(level[point]!);
      appender.appendFloat(clustering.probabilities[point]!);
      orNull(appender, clustering.outlierScores?.[point] ?? null, (value) => appender.appendFloat(value));
      orNull(appender, topic < 0 ? null : labels[topic]!, (value) => appender.appendVarchar(value));
      point++;
    } else {
      for (let column = FIRST_RESULT; column < AFTER_RESULT; column++) appender.appendNull();
    }
    orNull(appender, table.line[row]! || null, (value) => appender.appendUInteger(value));
    orNull(appender, table.file[row]! || null, (value) => appender.appendVarchar(value));
    appender.endRow();
  }
}

/** Places of `x` and, beyond the last result, of `line`: between them, rows that were left out are empty. */
const FIRST_RESULT = ROW_COLUMNS.findIndex(({ name }) => name === 'x');
const AFTER_RESULT = ROW_COLUMNS.findIndex(({ name }) => name === 'line');

function orNull<T>(appender: DuckDBAppender, value: T | null, append: (value: T) => void): void {
  if (value === null) appender.appendNull();
  else append(value);
}
