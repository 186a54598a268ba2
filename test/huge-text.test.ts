import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Audit } from '@parallax-map/core';
import { expect, test } from 'vitest';
import { fileIn, query, readReport, runJson, tempFolder } from './support/parallax.js';

test('one cell of megabytes is read for its beginning, is told of, and holds up nothing', async () => {
  const folder = await tempFolder();
  const story = (i: number): string =>
    `The keeper of lighthouse ${i} counts the ships and writes letter ${i}.`;
  const book = Array.from({ length: 90_000 }, (_, i) => story(i)).join(' ');
  expect(book.length).toBeGreaterThan(5_000_000);
  const rows = Array.from({ length: 30 }, (_, i) => `${i},Part ${i},"${i === 7 ? book : story(i)}"`);
  await writeFile(join(folder, 'books.csv'), ['id,title,text', ...rows].join('\n'));
  const { status, err } = await runJson([join(folder, 'books.csv'), '--encoder', 'tfidf', '--no-open']);
  expect([status, err]).toEqual([0, '']);

  const out = join(folder, 'books.parallax');
  expect((await readReport(join(out, 'perspectives', 'main'))).counts).toMatchObject({ rows: 30, kept: 30 });
  const { findings } = JSON.parse(await readFile(fileIn(out, 'audit.json'), 'utf8')) as Audit;
  expect(findings.filter(({ code }) => code === 'TEXT_HUGE')).toMatchObject([
    { count: 1, of: 'rows', examples: [{ row: 7, line: 9 }] },
  ]);
  expect((await readFile(fileIn(out, 'map.html'))).length).toBeLessThan(4_000_000);
  const [seen] = await query(`SELECT count(*)::INT AS n FROM '${fileIn(out, 'rows.parquet')}' WHERE kept`);
  expect(seen).toEqual({ n: 30 });
});
