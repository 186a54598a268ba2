import { gzipSync } from 'node:zlib';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileIn, makeTemp, query, runJson, SAMPLE } from './support/parallax.js';

/** The results that must not depend on how the table is written: their bytes, and rows but for the line they begin on. */
const RESULTS = ['topics.json', 'map.png'];
const FLAGS = ['--encoder', 'tfidf', '--no-refit', '--no-blind-spots', '--no-open'];

describe('the same table in every format gives the same rows, topics and picture', () => {
  let folder: string;
  let expected: Record<string, Buffer>;
  let expectedRows: Record<string, unknown>[];

  beforeAll(async () => {
    folder = await makeTemp();
    await copyFile(SAMPLE, join(folder, 'films.csv'));
    await query(`COPY (${TABLE}) TO '${join(folder, 'films.tsv')}' (DELIMITER '\t', HEADER)`);
    await query(`COPY (${TABLE}) TO '${join(folder, 'films.json')}' (FORMAT json, ARRAY true)`);
    await query(`COPY (${TABLE}) TO '${join(folder, 'films.ndjson')}' (FORMAT json)`);
    await query(`COPY (${TYPED}) TO '${join(folder, 'films.parquet')}' (FORMAT parquet)`);
    for (const name of ['films.csv', 'films.ndjson']) {
      await writeFile(join(folder, `${name}.gz`), gzipSync(await readFile(join(folder, name))));
    }
    expected = await results('films.csv');
    expectedRows = await rowsOf('films.csv');
    expect(expectedRows).toHaveLength(120);
  });

  test.each(['films.tsv', 'films.json', 'films.ndjson', 'films.parquet', 'films.csv.gz', 'films.ndjson.gz'])(
    '%s',
    async (name) => {
      const got = await results(name);
      for (const file of RESULTS) expect([file, got[file]!.equals(expected[file]!)]).toEqual([file, true]);
      expect(await rowsOf(name)).toEqual(expectedRows);
    },
  );

  test('lines are those of the file, and empty where the format has none', async () => {
    const rows = await rowsOf('films.csv');
    const lines = await query(`SELECT line FROM '${rowsFile('films.csv')}' ORDER BY row`);
    expect(lines[0]).toEqual({ line: 2 });
    expect(await query(`SELECT line FROM '${rowsFile('films.ndjson')}' ORDER BY row`)).toEqual(
      rows.map((_, row) => ({ line: row + 1 })),
    );
    expect(await query(`SELECT DISTINCT line, file FROM '${rowsFile('films.parquet')}'`)).toEqual([
      { line: null, file: null },
    ]);
  });

  const outOf = (name: string): string => join(folder, `of ${name}`, 'films.parallax');
  const rowsFile = (name: string): string => fileIn(outOf(name), 'rows.parquet');

  function rowsOf(name: string): Promise<Record<string, unknown>[]> {
    return query(`SELECT * EXCLUDE (line) FROM '${rowsFile(name)}' ORDER BY row`);
  }

  async function results(name: string): Promise<Record<string, Buffer>> {
    const out = outOf(name);
    const { status, err } = await runJson([join(folder, name), '--out', out, ...FLAGS]);
    expect(err).toBe('');
    expect(status).toBe(0);
    const files = RESULTS.map(async (file) => [file, await readFile(fileIn(out, file))] as const);
    return Object.fromEntries(await Promise.all(files));
  }
});

const TABLE = `SELECT * FROM read_csv('${SAMPLE}', header = true, all_varchar = true)`;
const TYPED = `SELECT * REPLACE (
  CAST(id AS INTEGER) AS id, CAST(vote_count AS BIGINT) AS vote_count, CAST(release_date AS DATE) AS release_date
) FROM (${TABLE})`;
