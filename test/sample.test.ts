import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';

const SAMPLE = fileURLToPath(new URL('../samples/films-small/films.csv', import.meta.url));
const COLUMNS = [
  'id',
  'title',
  'original_title',
  'release_date',
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

describe('the sample of 120 films', () => {
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

  test('has 120 different films, the most voted first', () => {
    expect(films).toHaveLength(120);
    expect(new Set(films.map((film) => film['title'])).size).toBe(120);
    const votes = films.map((film) => Number(film['vote_count'] ?? -1));
    expect(votes).toEqual(votes.toSorted((a, b) => b - a));
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

  test('is a third not English, in 15 languages or more', () => {
    const languages = films.map((film) => film['original_language']);
    expect(new Set(languages).size).toBeGreaterThanOrEqual(15);
    expect(languages.filter((language) => language !== 'en').length).toBeGreaterThanOrEqual(40);
  });

  test('has overviews of 30 to 70 words', () => {
    const outside = overviews().filter((text) => {
      const words = text.split(/\s+/).length;
      return words < 30 || words > 70;
    });
    expect(outside).toEqual([]);
  });

  test('opens no more than two overviews with the same three words', () => {
    const openings = new Map<string, number>();
    for (const text of overviews()) {
      const opening = words(text).slice(0, 3).join(' ');
      openings.set(opening, (openings.get(opening) ?? 0) + 1);
    }
    expect([...openings].filter(([, rows]) => rows > 2)).toEqual([]);
  });

  test('has no two overviews that are nearly the same', () => {
    const shingles = overviews().map((text) => trigrams(text));
    const close: string[] = [];
    shingles.forEach((one, i) => {
      shingles.slice(i + 1).forEach((other, k) => {
        if (jaccard(one, other) > 0.1) close.push(`${films[i]?.['title']} / ${films[i + 1 + k]?.['title']}`);
      });
    });
    expect(close).toEqual([]);
  });

  test('has no odd characters: no tabs, line breaks, doubled spaces or broken encodings', () => {
    expect(overviews().filter((text) => !/^[A-Za-zÀ-ÿ ,.:;'-]+$/.test(text))).toEqual([]);
    const cells = films.flatMap((film) => Object.values(film)).filter((cell) => cell !== null);
    expect(cells.filter((cell) => /[\p{Cc}\uFFFD]|Ã|â€|^\s|\s$| {2}/u.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell !== cell.normalize('NFC'))).toEqual([]);
  });
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
