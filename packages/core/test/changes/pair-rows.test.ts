import { pairRows, type RowNames } from '@parallax-map/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const names = (rows: [id: string, content: string][]): RowNames => ({
  ids: rows.map(([id]) => id),
  contents: rows.map(([, content]) => content),
});
const pairsOf = (before: RowNames, now: RowNames): [number, number][] => {
  const pairs = pairRows(before, now);
  return Array.from(pairs.now, (row, i) => [pairs.before[i]!, row]);
};

describe('rows of an earlier table are found again', () => {
  test('by their id, whatever their text and order', () => {
    const before = names([
      ['a', 'one'],
      ['b', 'two'],
      ['c', 'three'],
    ]);
    const now = names([
      ['c', 'three'],
      ['d', 'four'],
      ['a', 'one, edited'],
    ]);
    expect(pairRows(before, now).by).toBe('id');
    expect(pairsOf(before, now)).toEqual([
      [2, 0],
      [0, 2],
    ]);
  });

  test('by title and text where a row has no id, or its id is not there any more', () => {
    const before = names([
      ['', 'blank'],
      ['b', 'given another id'],
      ['c', 'stays'],
      ['d', 'stays too'],
    ]);
    const now = names([
      ['z', 'given another id'],
      ['d', 'stays too'],
      ['c', 'stays'],
      ['', 'blank'],
    ]);
    expect(pairsOf(before, now)).toEqual([
      [1, 0],
      [3, 1],
      [2, 2],
      [0, 3],
    ]);
  });

  test('by title and text where an id is repeated, as "N/A" may be, and by the ids that are not', () => {
    const before = { ids: ['N/A', 'N/A', 'c', 'd'], contents: ['one', 'two', 'three', 'four'] };
    const now = { ids: ['d', 'N/A', 'c', 'N/A'], contents: ['four, edited', 'two', 'three', 'new'] };
    expect(pairRows(before, now).by).toBe('id');
    expect(pairsOf(before, now)).toEqual([
      [3, 0],
      [1, 1],
      [2, 2],
    ]);
  });

  test('by title and text alone where a table has no ids', () => {
    const before = { ids: ['', '', ''], contents: ['one', 'two', 'three'] };
    const now = { ids: ['x', 'a', 'c'], contents: ['three', 'one', 'new'] };
    expect(pairRows(before, now).by).toBe('content');
    expect(pairsOf(before, now)).toEqual([
      [2, 0],
      [0, 1],
    ]);
  });

  test('by title and text alone where the table was numbered anew', () => {
    const contents = ['one', 'two', 'three', 'four'];
    const before = { ids: ['1', '2', '3', '4'], contents };
    const now = { ids: ['1', '2', '3', '4', '5'], contents: ['new', ...contents] };
    expect(pairRows(before, now).by).toBe('content');
    expect(pairsOf(before, now)).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
  });

  test('by id where every text was edited', () => {
    const before = { ids: ['1', '2'], contents: ['one', 'two'] };
    const now = { ids: ['2', '1'], contents: ['two!', 'one!'] };
    expect(pairRows(before, now).by).toBe('id');
    expect(pairsOf(before, now)).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('repeated ones in their order, the surplus not at all', () => {
    const before = names([
      ['', 'same'],
      ['', 'same'],
    ]);
    const now = names([
      ['', 'same'],
      ['', 'other'],
      ['', 'same'],
      ['', 'same'],
    ]);
    expect(pairsOf(before, now)).toEqual([
      [0, 0],
      [1, 2],
    ]);
  });
});

describe('for any two tables', () => {
  const few = fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', 'g');
  const filled = fc.constantFrom('p', 'q', 'r', 's', 't', 'u');
  const table = fc.array(fc.tuple(few, filled), { maxLength: 12 });

  test('no row is paired twice, and pairs share an id or a content', () => {
    fc.assert(
      fc.property(table, table, (one, other) => {
        const pairs = pairsOf(names(one), names(other));
        expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
        expect(new Set(pairs.map(([, row]) => row)).size).toBe(pairs.length);
        for (const [before, now] of pairs) {
          const [a, b] = [one[before]!, other[now]!];
          expect((a[0] !== '' && a[0] === b[0]) || a[1] === b[1]).toBe(true);
        }
      }),
    );
  });

  test('no two rows of the same content stay unpaired', () => {
    fc.assert(
      fc.property(table, table, (one, other) => {
        const pairs = pairsOf(names(one), names(other));
        const left = one.filter((_, row) => !pairs.some(([before]) => before === row));
        const over = other.filter((_, row) => !pairs.some(([, now]) => now === row));
        for (const [, content] of left) expect(over.map(([, found]) => found)).not.toContain(content);
      }),
    );
  });

  test('a table paired with itself is itself', () => {
    fc.assert(
      fc.property(table, (rows) => {
        expect(pairsOf(names(rows), names(rows))).toEqual(rows.map((_, row) => [row, row]));
      }),
    );
  });

  test('a table of distinct rows is found again in any order, with rows added and left out', () => {
    const shuffled = fc.uniqueArray(fc.nat(50), { maxLength: 20 }).chain((rows) =>
      fc.record({
        rows: fc.constant(rows),
        now: fc.shuffledSubarray([...rows, 100, 101, 102]),
        withIds: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ rows, now, withIds }) => {
        const told = (list: number[]): RowNames =>
          names(list.map((row) => [withIds ? String(row) : '', `content ${row}`]));
        const pairs = pairsOf(told(rows), told(now));
        for (const [before, after] of pairs) expect(rows[before]).toBe(now[after]);
        expect(pairs).toHaveLength(now.filter((row) => row < 100).length);
      }),
    );
  });
});
