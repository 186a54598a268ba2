import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, fileIn, finished, parallax, runJson, SAMPLE, tempFolder } from './support/parallax.js';

test('--estimate says what a run would take, and leaves nothing behind', async () => {
  const out = join(await tempFolder(), 'films.parallax');
  const { status, out: said } = await parallax([
    ...['run', SAMPLE, '--encoder', 'tfidf', '--out', out, '--estimate'],
  ]);
  expect(status).toBe(0);
  expect(said).toMatch(/Expected for 120 rows: about .*; no text is left to encode\./);
  expect(said).toMatch(/Memory: about \d+ MiB of .* free\./);
  expect(said).toMatch(/Disk: about \d+ MiB of .* free\./);
  await expect(readdir(out)).rejects.toThrow();
});

test('--estimate leaves the results of a folder as they are', async () => {
  const out = await finished();
  const before = await readFile(fileIn(out, 'rows.parquet'));
  const { status, events } = await runJson([out, '--estimate']);
  expect(status).toBe(0);
  expect(eventsOf(events, 'estimate').map(({ estimate }) => estimate.rows)).toEqual([120]);
  expect(eventsOf(events, 'summary')).toEqual([]);
  expect(await readFile(fileIn(out, 'rows.parquet'))).toEqual(before);
});

test('a table of thousands of rows is estimated before it is encoded, and what came true stands beside it', async () => {
  const folder = await tempFolder();
  const words = ['harbour', 'lantern', 'orchard', 'violin', 'glacier', 'market', 'pilot', 'garden'];
  const rows = Array.from({ length: 2100 }, (_, i) => {
    const word = (k: number): string => words[Math.floor(i / 8 ** k) % 8]!;
    return `${i},A tale of the ${word(0)} and the ${word(1)} beyond the ${word(2)} number ${i}`;
  });
  await writeFile(join(folder, 'tales.csv'), ['id,story', ...rows].join('\n'));
  const { status, err, events } = await runJson([
    ...[join(folder, 'tales.csv'), '--encoder', 'tfidf', '--text', 'story', '--no-open', '--no-refit'],
  ]);
  expect(err).toBe('');
  expect(status).toBe(0);
  const order = events.map((event) => (event.type === 'step' ? event.step : event.type));
  expect(order.indexOf('estimate')).toBeGreaterThan(order.indexOf('data'));
  expect(order.lastIndexOf('estimate')).toBeLessThan(order.indexOf('encode'));
  const timing = JSON.parse(
    await readFile(fileIn(join(folder, 'tales.parallax'), 'timing.json'), 'utf8'),
  ) as { seconds: number; estimated: { rows: number; seconds: { total: number } } };
  expect(timing.estimated.rows).toBe(2100);
  expect(timing.estimated.seconds.total).toBeGreaterThan(0);
});
