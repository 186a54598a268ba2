import { describe, expect, test } from 'vitest';
import { hashSource, inferColumns, profileTable } from '../../src/data/index.js';
import { fileRequest } from '../../src/source/index.js';
import { refusal, tableFile } from '../source/table-files.js';

/** A table of 40 rows; a column is made by a function of the row. */
async function infer(columns: Record<string, (row: number) => unknown>, rows = 40) {
  const names = Object.keys(columns);
  const lines = Array.from({ length: rows }, (_, row) =>
    JSON.stringify(Object.fromEntries(names.map((name) => [name, columns[name]!(row)]))),
  );
  return inferColumns(await profileTable(fileRequest(await tableFile('t.ndjson', lines.join('\n')))));
}

const prose = (row: number) =>
  `Number ${row} is a story about somebody who goes out to find something, and does.`;
const film = {
  id: (row: number) => (row % 2 ? null : 1000 + row),
  title: (row: number) => `Film ${row}`,
  overview: prose,
  release_date: (row: number) => `19${50 + row}-01-02`,
  vote_count: (row: number) => 100_000 >> row,
  vote_average: (row: number) => row / 10,
  original_language: (row: number) => ['en', 'fr'][row % 2],
  genres: (row: number) => ['Drama, Comedy', 'Comedy', 'Crime, Drama'][row % 3],
  poster_path: (row: number) => `p${row}.jpg`,
};

describe('what columns are for', () => {
  test('is read off a table of films', async () => {
    const { columns } = await infer(film);
    expect(columns).toEqual({
      id: 'id',
      title: 'title',
      text: '{overview}',
      time: 'release_date',
      image: 'https://image.tmdb.org/t/p/w342/{poster_path}',
      weight: 'vote_count',
      facets: ['original_language', 'genres'],
      link: 'https://www.themoviedb.org/movie/{id}',
      linkFallback: 'https://www.themoviedb.org/search?query={title}',
    });
  });

  test('comes with a reason for every role', async () => {
    const { guesses } = await infer(film);
    const roles = guesses.map(({ role }) => role);
    expect(new Set(roles).size).toBe(roles.length);
    expect(roles).toEqual(
      expect.arrayContaining(['id', 'title', 'text', 'time', 'image', 'weight', 'facets', 'link']),
    );
    expect(guesses.find(({ role }) => role === 'text')?.reason).toMatch(
      /^overview: the longest text, \d\d characters on average, filled in 100 %$/,
    );
    for (const { reason } of guesses) expect(reason.length).toBeGreaterThan(10);
  });

  test('is seen in the cells where the names say nothing', async () => {
    const { columns } = await infer({
      a: (row) => row + 1,
      b: (row) => `Thing no ${row}`,
      c: prose,
      d: (row) => `2001-02-${String((row % 28) + 1).padStart(2, '0')}`,
      e: (row) => `https://example.org/${row}`,
      f: (row) => ['red', 'green'][row % 2],
    });
    expect(columns).toMatchObject({
      id: 'a',
      title: 'b',
      text: '{c}',
      time: 'd',
      link: '{e}',
      facets: ['f'],
      weight: null,
    });
  });

  test('is understood in other languages', async () => {
    const german = await infer({
      Kennung: (r) => `k${r}`,
      Titel: (r) => `Der ${r}`,
      Beschreibung: prose,
      Jahr: (r) => 1950 + r,
    });
    expect(german.columns).toMatchObject({
      id: 'Kennung',
      title: 'Titel',
      text: '{Beschreibung}',
      time: 'Jahr',
    });
    const japanese = await infer({
      タイトル: (r) => `映画${r}`,
      概要: (r) => `これは${r}番目の物語で、誰かが何かを探しに出かけて見つける話です。`,
    });
    expect(japanese.columns).toMatchObject({ title: 'タイトル', text: '{概要}' });
  });

  test('takes IMDb by its ids', async () => {
    const { columns } = await infer({
      tconst: (r) => `tt00${10000 + r}`,
      name: (r) => `F ${r}`,
      plot: prose,
    });
    expect(columns.link).toBe('https://www.imdb.com/title/{tconst}');
    expect(columns.linkFallback).toBe('https://www.imdb.com/find/?q={name}');
  });

  test('leaves a role empty rather than guess wildly', async () => {
    const { columns } = await infer({ text: prose });
    expect(columns).toEqual({
      id: null,
      title: null,
      text: '{text}',
      time: null,
      image: null,
      weight: null,
      facets: [],
      link: null,
      linkFallback: null,
    });
  });

  test('takes a column called text though it is empty or repeats, so that the error can say so', async () => {
    expect((await infer({ text: () => '', n: (r) => r })).columns.text).toBe('{text}');
    expect((await infer({ text: () => 'always the same words in here' })).columns.text).toBe('{text}');
  });

  test('is unclear without text, and every column is accounted for', async () => {
    const table = infer({
      n: (r) => r,
      day: () => '2001-01-01',
      sort: (r) => ['a', 'b'][r % 2],
      u: () => 'https://x.org',
    });
    await expect(table).rejects.toMatchObject(
      refusal(
        'COLUMNS_UNCLEAR',
        /"n" \(whole numbers\), "day" \(dates\), "sort" \(short.*\), "u" \(addresses\).*--text/,
      ) as object,
    );
  });
});

describe('the profile of a table', () => {
  test('counts, measures and shows', async () => {
    const path = await tableFile('t.csv', 'n,t,d\n1,one word,2001\n"1,000",, \n3,one word,2001-02-03\n');
    const profile = await profileTable(fileRequest(path));
    expect(profile).toMatchObject({ name: 't.csv', rows: 3, request: { paths: [path] } });
    const [n, t, d] = profile.columns;
    expect(n).toMatchObject({ name: 'n', kind: 'number', filled: 3, least: 1, median: 3, most: 1000 });
    expect(t).toMatchObject({
      kind: 'text',
      filled: 2,
      distinct: 1,
      meanLength: 8,
      meanWords: 2,
      examples: ['one word'],
    });
    expect(d).toMatchObject({ kind: 'date', filled: 2, date: 1, examples: ['2001', '2001-02-03'] });
  });

  test('is the same for the same bytes elsewhere', async () => {
    const [a, b] = (await Promise.all(['a.csv', 'b.csv'].map((name) => tableFile(name, 'x\n1\n')))) as [
      string,
      string,
    ];
    expect(await hashSource([a])).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashSource([a])).toBe(await hashSource([b]));
    expect(await hashSource([a, b])).not.toBe(await hashSource([a]));
    const [one, other] = await Promise.all([a, b].map((path) => profileTable(fileRequest(path))));
    expect(one!.columns).toEqual(other!.columns);
  });
});

test('of many columns with few values the first twenty are facets, and the rest is said to be left', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 25 }, (_, i) => [`group ${i}`, (row: number) => `value ${row % 3}`]),
  );
  const { columns, guesses } = await infer({ text: prose, ...many });
  expect(columns.facets).toHaveLength(20);
  expect(guesses.find(({ role }) => role === 'facets')?.reason).toContain('5 more such columns');
});

test('a table of 120 columns is looked at in seconds, not by the square of its width', async () => {
  const names = Array.from({ length: 120 }, (_, i) => `column ${i}`);
  const rows = Array.from({ length: 40 }, (_, row) => names.map((_, i) => `value ${(row * i) % 7}`));
  const path = await tableFile('wide.csv', [names, ...rows].map((cells) => cells.join(',')).join('\n'));
  const { columns } = await profileTable(fileRequest(path));
  expect(columns).toHaveLength(120);
  expect(columns[118]).toMatchObject({ name: 'column 118', filled: 40, distinct: 7 });
});
