import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { parallax } from './support/parallax.js';

const FOLDER = fileURLToPath(new URL('../samples/films/', import.meta.url));
const SAMPLE = join(FOLDER, 'films.csv');
const COLUMNS = [
  'id',
  'title',
  'original_title',
  'release_date',
  'year',
  'original_language',
  'countries',
  'genres',
  'directors',
  'vote_count',
  'vote_average',
  'poster_path',
  'overview',
];

type Film = Record<string, string | null>;

describe('the sample of 1,200 films', () => {
  let films: Film[];

  beforeAll(async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const file = SAMPLE.replaceAll("'", "''");
    const reader = await connection.runAndReadAll(
      `FROM read_csv('${file}', header = true, all_varchar = true)`,
    );
    films = reader.getRowObjects() as Film[];
    expect(reader.columnNames()).toEqual(COLUMNS);
    connection.closeSync();
    instance.closeSync();
  });

  const overviews = (): string[] => films.map((film) => film['overview'] ?? '');

  test('has 1,200 different films, the most voted first', () => {
    expect(films).toHaveLength(1200);
    expect(new Set(films.map((film) => `${film['title']} ${film['year']}`)).size).toBe(1200);
    const votes = films.map((film) => Number(film['vote_count'] ?? -1));
    expect(votes).toEqual(votes.toSorted((a, b) => b - a));
  });

  test('has films of every decade, from 1902 on', () => {
    const decades = new Map<string, number>();
    for (const film of films) {
      const decade = `${film['year']?.slice(0, 3)}0`;
      decades.set(decade, (decades.get(decade) ?? 0) + 1);
    }
    for (const decade of ['1920', '1930', '1940']) expect(decades.get(decade)).toBeGreaterThanOrEqual(40);
    for (const decade of ['1950', '1960', '1970', '1980', '1990', '2000', '2010', '2020']) {
      expect(decades.get(decade)).toBeGreaterThanOrEqual(60);
    }
    const years = films.map((film) => Number(film['year']));
    expect([Math.min(...years), Math.max(...years) <= 2024]).toEqual([1902, true]);
  });

  test('has numeric ids, each once, or none', () => {
    const ids = films.map((film) => film['id']).filter((id) => id !== null);
    expect(ids.filter((id) => !/^[1-9]\d*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('has dates from 1902 on, numbers that are numbers, and language codes', () => {
    const wrong = (column: string, right: (value: string) => boolean): string[] =>
      films.map((film) => film[column]).filter((value): value is string => value !== null && !right(value));
    expect(wrong('release_date', (date) => /^\d{4}-\d\d-\d\d$/.test(date) && date >= '1902-01-01')).toEqual(
      [],
    );
    expect(wrong('vote_count', (votes) => /^\d+$/.test(votes))).toEqual([]);
    expect(wrong('vote_average', (vote) => Number(vote) >= 0 && Number(vote) <= 10)).toEqual([]);
    expect(wrong('original_language', (code) => /^[a-z]{2}$/.test(code))).toEqual([]);
  });

  test('is a third not English, in 20 languages or more', () => {
    const languages = films.map((film) => film['original_language']);
    expect(new Set(languages).size).toBeGreaterThanOrEqual(20);
    expect(languages.filter((language) => language !== 'en').length).toBeGreaterThanOrEqual(400);
  });

  test('has overviews of 30 to 70 words', () => {
    const outside = overviews().filter((text) => {
      const words = text.split(/\s+/).length;
      return words < 30 || words > 70;
    });
    expect(outside).toEqual([]);
  });

  test('opens no more than one in a hundred overviews with the same three words', () => {
    const openings = new Map<string, number>();
    for (const text of overviews()) {
      const opening = words(text).slice(0, 3).join(' ');
      openings.set(opening, (openings.get(opening) ?? 0) + 1);
    }
    expect([...openings].filter(([, rows]) => rows > 12)).toEqual([]);
  });

  test('has no two overviews that are nearly the same', () => {
    const shingles = overviews().map((text) => trigrams(text));
    const holders = new Map<string, number[]>();
    shingles.forEach((grams, i) => {
      for (const gram of grams) holders.set(gram, [...(holders.get(gram) ?? []), i]);
    });
    const close = new Set<string>();
    for (const rows of holders.values()) {
      for (const [place, i] of rows.entries()) {
        for (const k of rows.slice(place + 1)) {
          if (jaccard(shingles[i]!, shingles[k]!) > 0.1)
            close.add(`${films[i]?.['title']} / ${films[k]?.['title']}`);
        }
      }
    }
    expect([...close]).toEqual([]);
  });

  test('has no odd characters: no tabs, line breaks, doubled spaces or broken encodings', () => {
    expect(overviews().filter((text) => !/^[\p{Script=Latin}\d ,.:;'"?!()&/_-]+$/u.test(text))).toEqual([]);
    const cells = films.flatMap((film) => Object.values(film)).filter((cell) => cell !== null);
    expect(cells.filter((cell) => /[\p{Cc}\uFFFD]|Ã|â€|^\s|\s$| {2}/u.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell !== cell.normalize('NFC'))).toEqual([]);
  });
});

interface Fault {
  title: string;
  column: string | null;
  code: string;
}

test('the audit finds in films-messy.csv all that films-messy.json says is wrong with it', async () => {
  const faults = JSON.parse(await readFile(join(FOLDER, 'films-messy.json'), 'utf8')) as Fault[];
  const { out } = await parallax(['audit', join(FOLDER, 'films-messy.csv'), '--id', 'id', '--json']);
  const { findings } = JSON.parse(out) as {
    findings: { code: string; column: string | null; count: number }[];
  };
  const found = findings.map(({ code, column }) => `${code} ${column}`);
  expect(
    faults.map(({ code, column }) => `${code} ${column}`).filter((fault) => !found.includes(fault)),
  ).toEqual([]);
  const without = findings.find(({ code }) => code === 'TEXT_MISSING');
  expect(without?.count).toBe(faults.filter(({ code }) => code === 'TEXT_MISSING').length);
});

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

function trigrams(text: string): Set<string> {
  const all = words(text);
  return new Set(all.slice(2).map((word, i) => `${all[i]} ${all[i + 1]} ${word}`));
}

function jaccard(one: Set<string>, other: Set<string>): number {
  const shared = [...one].filter((gram) => other.has(gram)).length;
  return shared / (one.size + other.size - shared);
}
