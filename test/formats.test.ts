import { gzipSync } from 'node:zlib';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileIn, makeTemp, query, runJson, SAMPLE } from './support/parallax.js';

/** The results that must not depend on how the table is written. */
const RESULTS = ['rows.parquet', 'topics.json', 'map.png'];
const FLAGS = ['--encoder', 'tfidf', '--no-open'];

describe('the same table in every format gives the same rows, topics and picture', () => {
  let folder: string;
  let expected: Record<string, Buffer>;

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
  });

  test.each(['films.tsv', 'films.json', 'films.ndjson', 'films.parquet', 'films.csv.gz', 'films.ndjson.gz'])(
    '%s',
    async (name) => {
      const got = await results(name);
      for (const file of RESULTS) expect([file, got[file]!.equals(expected[file]!)]).toEqual([file, true]);
    },
  );

  async function results(name: string): Promise<Record<string, Buffer>> {
    const out = join(folder, `of ${name}`, 'films.parallax');
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
