import { appendFile, cp, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventsOf, fileIn, finished, query, readReport, runJson, tempFolder } from './support/parallax.js';

const QUICK = ['--no-refit', '--no-open'];

async function readRecipe(out: string) {
  return JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8'));
}

describe('the recipe of a folder', () => {
  test('takes what flags say, keeps what they do not name, and gives back with "auto"', async () => {
    const out = await finished();
    const flags = [
      '--min-cluster-size',
      '7',
      '--facets',
      'genres,directors',
      '--title',
      'none',
      '--top',
      '100',
    ];
    expect((await runJson([out, ...flags, ...QUICK])).status).toBe(0);
    const changed = await readRecipe(out);
    expect(changed.data).toMatchObject({
      top: 100,
      columns: { title: null, facets: ['genres', 'directors'] },
    });
    expect(changed.perspectives.main).toMatchObject({
      cluster: { minClusterSize: 7 },
      doubt: { refit: false },
      encode: { encoder: 'tfidf' },
    });
    await runJson([out, '--min-cluster-size', 'auto', '--title', 'auto', '--top', 'none', ...QUICK]);
    const back = await readRecipe(out);
    expect(back.data).toMatchObject({
      top: null,
      columns: { title: 'title', facets: ['genres', 'directors'] },
    });
    expect(back.perspectives.main.cluster.minClusterSize).toBeNull();
  });

  test('edited by hand: what was taken out is a default again, or inferred from the columns', async () => {
    const out = await finished();
    const recipe = await readRecipe(out);
    delete recipe.perspectives.main.cluster;
    delete recipe.data.columns.title;
    delete recipe.data.columns.text;
    recipe.data.columns.facets = ['genres'];
    await writeFile(join(out, 'parallax.json'), JSON.stringify(recipe));
    const { status, events } = await runJson([out, ...QUICK]);
    expect(status).toBe(0);
    expect(eventsOf(events, 'guess').map(({ role }) => role)).toEqual(['title', 'text']);
    expect((await readRecipe(out)).data.columns).toMatchObject({
      title: 'title',
      text: '{overview}',
      facets: ['genres'],
    });
    const { decisions } = await readReport(join(out, 'perspectives', 'main'));
    expect(decisions.find(({ path }) => path === 'cluster.minClusterSize')).toMatchObject({
      value: 5,
      origin: 'data',
    });
  });

  test('refuses to rank by a column that holds no numbers, and says so where there is nothing to rank', async () => {
    const out = await finished();
    const { status, err } = await runJson([out, '--top', '50', '--by', 'title', ...QUICK]);
    expect(status).toBe(65);
    expect(JSON.parse(err).message).toContain('data.by must name a column of numbers');
    const { events } = await runJson([out, '--by', 'vote_count', ...QUICK]);
    expect(eventsOf(events, 'note').map(({ message }) => message)).toEqual([
      expect.stringContaining('ranks nothing unless --top'),
    ]);
  });
});

describe('a folder and its table', () => {
  test('may move together: nothing is done again', async () => {
    const out = await finished();
    const elsewhere = join(await tempFolder(), 'moved');
    await rename(dirname(out), elsewhere);
    const { status, events } = await runJson([join(elsewhere, 'films.parallax'), '--no-open']);
    expect(status).toBe(0);
    expect(eventsOf(events, 'summary')[0]?.summary.unchanged).toBe(true);
  });

  test('that grew: the new rows are there, and other perspectives are said to be behind', async () => {
    const out = await finished();
    const table = join(dirname(out), 'films.csv');
    await runJson([out, '--perspective', 'centres', '--cluster', 'kmeans', '--encoder', 'tfidf', ...QUICK]);
    const [header] = (await readFile(table, 'utf8')).split('\n');
    const row = header!
      .split(',')
      .map((name) => (name === 'overview' ? 'A clockmaker mends the tower of a drowned town.' : ''));
    await appendFile(table, row.join(',') + '\n');
    const { events } = await runJson([out, ...QUICK]);
    expect(eventsOf(events, 'note').map(({ message }) => message)).toEqual([
      expect.stringContaining('"centres" still shows the rows as they were'),
    ]);
    const [counted] = await query(`SELECT count(*) AS rows FROM '${fileIn(out, 'rows.parquet')}'`);
    expect(Number(counted!.rows)).toBe(121);
    const after = await runJson([out, '--perspective', 'centres', ...QUICK]);
    expect(eventsOf(after.events, 'note')).toEqual([]);
  });

  test('another table in the place of the first is said, and the recipe follows', async () => {
    const out = await finished();
    const other = join(dirname(out), 'other.csv');
    await cp(join(dirname(out), 'films.csv'), other);
    const { events } = await runJson([other, '--out', out, ...QUICK]);
    expect(eventsOf(events, 'note')[0]?.message).toBe(
      'the table of this folder was ../films.csv; from now on it is ../other.csv',
    );
    expect((await readRecipe(out)).data.source).toBe('../other.csv');
  });
});

test('a hostile table: its names and titles reach results as they are, and the terminal without their controls', async () => {
  const folder = await tempFolder();
  const names = [
    '0',
    'the {title}',
    'over.view; DROP TABLE "x"',
    '"; DROP TABLE cells; --',
    '',
    'the {title}',
  ];
  const rows = Array.from({ length: 24 }, (_, i) => [
    String(i).padStart(5, '0'),
    ['\u001b[31mred\u0007', '<script>alert(1)</script>', 'two\nlines', '\u202eturned'][i] ?? `Film ${i}`,
    `A ${['pianist', 'sailor', 'thief'][i % 3]} and a ${['bear', 'king'][i % 2]} share the road number ${i} to the sea. </script>`,
    ['a', 'b'][i % 2]!,
    'blank name',
    'repeated name',
  ]);
  const csv = [names, ...rows].map((cells) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
  );
  await writeFile(join(folder, 'films.csv'), csv.join('\n'));
  const { status, err, events } = await runJson([
    join(folder, 'films.csv'),
    '--encoder',
    'tfidf',
    '--id',
    '0',
    '--min-cluster-size',
    '3',
    ...QUICK,
  ]);
  expect(err).toBe('');
  expect(status).toBe(0);
  expect(eventsOf(events, 'guess').find(({ role }) => role === 'text')?.value).toBe(
    '{over.view; DROP TABLE "x"}',
  );
  const out = join(folder, 'films.parallax');
  const ids = await query(`SELECT id FROM '${fileIn(out, 'rows.parquet')}' ORDER BY row LIMIT 2`);
  expect(ids.map(({ id }) => id)).toEqual(['00000', '00001']);
  expect(await readFile(fileIn(out, 'map.html'), 'utf8')).not.toContain('<script>alert(1)');
});
