import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberFormats, parseNumber } from '../../src/values/index.js';

describe('a cell alone', () => {
  test.each([
    ['31077', 31077],
    [' -1.5e3 ', -1500],
    ['.5', 0.5],
    ['8.', 8],
    ['1,234,567.5', 1234567.5],
    ['12,34,567', 1234567],
    ['1 234 567,5', 1234567.5],
    ['1\u202f234', 1234],
    ["1'234'567.5", 1234567.5],
    ['\u22127', -7],
    ['0', 0],
    ['007', 7],
  ])('%s', (cell, value) => expect(parseNumber(cell)).toBe(value));

  test.each([
    null,
    '',
    'x',
    '5.083.954',
    '1,23',
    'NaN',
    'Infinity',
    '1e999',
    '12 %',
    '0x10',
    '1.2.3',
    '1 2',
    '-',
    '.',
  ])('%s is none', (cell) => expect(parseNumber(cell)).toBeNaN());
});

describe('a column', () => {
  const read = (...cells: string[]) => {
    const { format } = numberFormats(cells);
    return cells.map((cell) => parseNumber(cell, format));
  };

  test('with a number of two points has points between thousands', () => {
    expect(read('338.272', '5.083.954', '12', '1.234,5', '8,25')).toEqual([
      338272, 5083954, 12, 1234.5, 8.25,
    ]);
  });

  test('without one has decimal points', () => {
    expect(read('338.272', '8.3', '1,234')).toEqual([338.272, 8.3, 1234]);
  });

  test('of decimals is not turned over by one value that slipped in from another column', () => {
    expect(read('8.3', '7.1', '5.083.954')).toEqual([8.3, 7.1, NaN]);
  });

  test('of decimals is not turned over by a few that have a point too many, however many could be thousands', () => {
    const either = Array.from({ length: 90 }, (_, i) => `${i + 10}.455`);
    const column = [...either, '61.34', '99.3', '7.25', '5.083.954', '3.827.658'];
    expect(read(...column).slice(-5)).toEqual([61.34, 99.3, 7.25, NaN, NaN]);
    expect(numberFormats(column).conflicting).toEqual([93, 94]);
  });

  test('of decimal commas is read so, also where three decimals could be thousands', () => {
    expect(read('8,3', '7,25', '1,234')).toEqual([8.3, 7.25, 1.234]);
    expect(read('1,234', '5,678')).toEqual([1234, 5678]);
  });

  test('of thousands is not turned over by one slip', () => {
    const thousands = Array.from({ length: 40 }, (_, i) => `${i + 1},500`);
    expect(read(...thousands, '1,23').slice(-2)).toEqual([40500, NaN]);
  });

  test('names the rows written otherwise, and those that are no number', () => {
    expect(numberFormats(['5.083.954', '338.272', '99.33', null, 'x', ''])).toEqual({
      format: { point: 'thousands', comma: 'decimal' },
      counts: { points: 1, 'either-point': 1, point: 1 },
      conflicting: [2],
      unreadable: [4],
    });
  });

  test('gives back any numbers it was written from, in every country', () => {
    const locales = ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'en-IN', 'pl-PL', 'sv-SE'];
    const numbers = fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }));
    fc.assert(
      fc.property(numbers, fc.constantFrom(...locales), (values, locale) => {
        // One value tells the format beyond doubt.
        const all = [...values.map((value) => value / 100), 1234567.25];
        const cells = all.map((value) => value.toLocaleString(locale, { minimumFractionDigits: 2 }));
        const { format, conflicting, unreadable } = numberFormats(cells);
        expect([...conflicting, ...unreadable]).toEqual([]);
        expect(cells.map((cell) => parseNumber(cell, format))).toEqual(all.map((value) => value + 0));
      }),
    );
  });

  test('accounts for every filled cell, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('1.234.567', '8,3', '1.5', '1,234'))),
        (cells) => {
          const { format, conflicting, unreadable } = numberFormats(cells);
          const read = cells.filter((cell) => !Number.isNaN(parseNumber(cell, format))).length;
          expect(read + conflicting.length + unreadable.length).toBe(
            cells.filter((cell) => cell.trim()).length,
          );
        },
      ),
    );
  });
});
