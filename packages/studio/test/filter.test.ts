import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryColumn } from '../src/data/columns.js';
import { readRows, type Rows } from '../src/data/rows.js';
import { withClause, type Clause, type Filter } from '../src/filter/clause.js';
import { insidePolygon } from '../src/filter/polygon.js';
import { formatFilter, parseFilter } from '../src/filter/query.js';
import { sift } from '../src/filter/sift.js';
import { formatPlace, parsePlace, START } from '../src/state/place.js';
import { HOSTILE } from './fixture-audit.js';
import { makeStudio } from './fixture.js';

const made = makeStudio();
const rows = readRows(made.table, made.studio);

describe('a filter in writing', () => {
  it('reads what people type', () => {
    const { filter, rest } = parseFilter(
      'war genres:Horror,"Science Fiction" year:<1960 -lang:en topic:3.12 films',
    );
    expect(rest).toBe('war films');
    expect(filter).toEqual([
      { kind: 'values', column: 'genres', values: ['Horror', 'Science Fiction'], not: false },
      { kind: 'range', column: 'year', from: null, to: expect.closeTo(1960) as number },
      { kind: 'values', column: 'lang', values: ['en'], not: true },
      { kind: 'topics', topics: [{ level: 3, id: 12 }] },
    ]);
  });

  it('reads open and closed ranges', () => {
    const range = (text: string) => parseFilter(`y:${text}`).filter[0];
    expect(range('1940..1959')).toMatchObject({ from: 1940, to: 1959 });
    expect(range('..-2.5')).toMatchObject({ from: null, to: -2.5 });
    expect(range('>7')).toMatchObject({ from: expect.closeTo(7) as number, to: null });
    expect(sift(rows, parseFilter('votes:>37').filter).count).toBe(
      sift(rows, parseFilter('votes:>=38').filter).count,
    );
    expect(range('>=7.5')).toMatchObject({ from: 7.5, to: null });
    expect(range('"1940..1959"')).toMatchObject({ kind: 'values', values: ['1940..1959'] });
  });

  it('says the same after it went through the address, whatever names and values hold', () => {
    const word = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() === text);
    const name = word.filter((text) => !['topic', 'words', 'region'].includes(text));
    const number = fc.integer({ min: -3000, max: 3000 }).map((value) => value / 8);
    const day = fc.integer({ min: -700_000, max: 700_000 }).map((days) => days * 86_400_000);
    const clause = fc.oneof(
      fc.record({
        kind: fc.constant('values' as const),
        column: name,
        values: fc.uniqueArray(fc.oneof(word, fc.constant('')), { minLength: 1, maxLength: 3 }),
        not: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('range' as const), column: name, from: number, to: number }),
      fc.tuple(name, day, day).map(([column, from, to]) => ({
        kind: 'range' as const,
        column,
        from,
        to: to + 86_399_999,
        dates: true as const,
      })),
      fc.record({ kind: fc.constant('words' as const), words: word }),
      fc.record({
        kind: fc.constant('region' as const),
        polygon: fc.array(number, { minLength: 6, maxLength: 12 }).map((p) => p.slice(0, p.length & ~1)),
      }),
    );
    fc.assert(
      fc.property(fc.array(clause, { maxLength: 4 }), (clauses) => {
        const filter = clauses.reduce<Filter>((all, each) => withClause(all, each as Clause), []);
        expect(parseFilter(formatFilter(filter))).toEqual({ filter, rest: '' });
        expect(parsePlace(formatPlace({ ...START, filter })).filter).toEqual(filter);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a filter on rows', () => {
  it('keeps the rows that every clause keeps, and can leave one out', () => {
    const filter = parseFilter('kind:tale year:1950..1969').filter;
    const kept = sift(rows, filter);
    expect(indices(kept.mask!)).toEqual(where((i) => kind(i) === 'tale' && between(i, 1950, 1969)));
    expect(kept.count).toBe(indices(kept.mask!).length);
    expect(indices(kept.without('values kind')!)).toEqual(where((i) => between(i, 1950, 1969)));
    expect(indices(kept.without('range year')!)).toEqual(where((i) => kind(i) === 'tale'));
  });

  it('takes hostile values as they are, and a column that is not there keeps nothing', () => {
    const value: Clause = { kind: 'values', column: 'kind', values: [HOSTILE.markup], not: false };
    expect(sift(rows, [value]).count).toBe(where((i) => kind(i) === HOSTILE.markup).length);
    expect(sift(rows, [{ ...value, column: 'none' }]).count).toBe(0);
    expect(sift(rows, [{ ...value, not: true }]).count).toBe(where((i) => kind(i) !== HOSTILE.markup).length);
  });

  it('finds words in titles and texts without regard to accents, and topics of any level', () => {
    expect(sift(rows, [{ kind: 'words', words: 'OResund night' }]).count).toBeGreaterThan(0);
    const topics: Clause = {
      kind: 'topics',
      topics: [
        { level: 1, id: 0 },
        { level: 5, id: 4 },
      ],
    };
    expect(indices(sift(rows, [topics]).mask!)).toEqual(
      where((i) => rows.levels[0]![i] === 0 || rows.levels[4]![i] === 4),
    );
  });

  it('keeps what lies inside a polygon, dents left out', () => {
    const dented = [0, 0, 4, 0, 4, 4, 2, 1, 0, 4];
    expect(insidePolygon(dented, 2, 0.5)).toBe(true);
    expect(insidePolygon(dented, 2, 3)).toBe(false);
    expect(insidePolygon(dented, 5, 1)).toBe(false);
  });
});

describe('a column of categories', () => {
  it('parts lists, but not names with a comma', () => {
    const lists = ['Drama, Crime', 'Drama', 'Crime, War', '', 'War, Drama'];
    const column = categoryColumn('genres', 5, (i) => lists[i]!);
    expect(column.separator).toBe(',');
    expect(column.values).toEqual(['Drama', 'Crime', 'War']);
    expect([...column.counts]).toEqual([3, 2, 2]);
    expect([...column.codes.subarray(column.starts[3], column.starts[4])]).toEqual([]);
    const names = ['Lee, Ang', 'Varda, Agnès', 'Ray, Satyajit', 'Lee, Ang'];
    expect(categoryColumn('by', 4, (i) => names[i]!).separator).toBe(null);
  });
});

function kind(i: number): string {
  return rows.source.find(({ name }) => name === 'kind')!.say(i);
}

function between(i: number, from: number, to: number): boolean {
  const year = rows.year(i);
  return year !== null && year >= from && year <= to;
}

function where(keeps: (i: number, all: Rows) => boolean): number[] {
  return Array.from({ length: rows.n }, (_, i) => i).filter((i) => keeps(i, rows));
}

function indices(mask: Uint8Array): number[] {
  return where((i) => mask[i] === 1);
}
