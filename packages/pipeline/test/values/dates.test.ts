import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateFormats, parseDate, parseYear, type DateFormat } from '../../src/values/index.js';

describe('a cell alone', () => {
  test.each([
    ['2010-07-15', 2010],
    ['2010', 2010],
    ['2010.0', 2010],
    [' 1999 ', 1999],
    ['2010-07', 2010],
    ['2010/7/5', 2010],
    ['2010-07-15T10:00:00Z', 2010],
    ['2010-07-15 10:00:00', 2010],
    ['2010-07-15 10:00:00.123+02', 2010],
    ['20100715', 2010],
    ['15/12/2021', 2021],
    ['12/15/2021', 2021],
    ['12/15/2021 5:03 PM', 2021],
    ['5.3.1987', 1987],
    ['5. 3. 1987', 1987],
    ['07/2010', 2010],
    ['1/2/99', 1999],
    ['1/2/29', 2029],
    ['1/2/30', 1930],
    ['March 1999', 1999],
    ['12 March 1999', 1999],
    ['12. März 1999', 1999],
    ['Mar 12, 1999', 1999],
    ['Mar. 12th, 1999', 1999],
    ['Fri, 12 Mar 1999 10:00:00 +0100', 1999],
    ['Fri Mar 12 10:00:00 1999', 1999],
    ['12-Mar-99', 1999],
    ['12 de marzo de 1999', 1999],
    ['1er août 1999', 1999],
    ['12 МАРТА 1999 г.', 1999],
    ['12 Μαρτίου 1999', 1999],
    ['12 grudnia 1999', 1999],
    ['31 Aralık 1999', 1999],
    ['31. joulukuuta 1999', 1999],
    ['2010年7月15日', 2010],
  ])('%s is in %d', (cell, year) => expect(parseYear(cell)).toBe(year));

  test.each([
    null,
    '',
    'unknown',
    '99',
    '1279152000',
    '2010-13-01',
    '2010-02-30',
    '40/50/2010',
    '1999-2003',
    '0042',
    '9999',
    'between 1999 and 2003',
    '12 heads 1999',
    'March 99',
    '20101399',
    '44561',
  ])('%s is in doubt', (cell) => expect(parseYear(cell)).toBeNaN());

  test('of February 1900 or 2023 has 28 days, of 2000 and 2024 29', () => {
    expect(['1900-02-29', '2023-02-29', '2000-02-29', '2024-02-29'].map((day) => parseYear(day))).toEqual([
      NaN,
      NaN,
      2000,
      2024,
    ]);
  });
});

describe('a column', () => {
  test('tells by days above 12 whether the day or the month comes first', () => {
    const days = dateFormats(['3/12/2021', '15/12/2021', '3/3/2021'], true);
    expect(days).toMatchObject({ format: { order: 'day-first' }, orderFrom: 'cells', ambiguous: 1 });
    const months = dateFormats(['3/12/2021', '12/15/2021'], true);
    expect(months).toMatchObject({ format: { order: 'month-first' }, orderFrom: 'cells' });
    expect(parseDate('3/12/2021', days.format)).toMatchObject({ month: 12, day: 3 });
    expect(parseDate('3/12/2021', months.format)).toMatchObject({ month: 3, day: 12 });
  });

  test('goes with the majority, and names the rows that are written otherwise', () => {
    const { format, otherOrder } = dateFormats(['15/12/2021', '', '16/1/2021', '12/25/2021'], true);
    expect(format.order).toBe('day-first');
    expect(otherOrder).toEqual([3]);
    expect(parseDate('12/25/2021', format)).toMatchObject({ month: 12, day: 25, otherOrder: true });
  });

  test('that does not say is read day first, and that is told', () => {
    expect(dateFormats(['3/12/2021', '4/5/2020'], true)).toMatchObject({
      format: { order: 'day-first' },
      orderFrom: 'default',
      ambiguous: 2,
    });
  });

  test('counts its formats and names what is no date', () => {
    const cells = ['2021-01-02', '2021', 'soon', null, '1/2/99', 'May 2021', ' '];
    expect(dateFormats(cells, true)).toMatchObject({
      counts: { 'yyyy-mm-dd': 1, yyyy: 1, 'a/b/yy': 1, words: 1 },
      unreadable: [2],
    });
  });

  test.each([
    ['Unix seconds', ['0000000000', '1279152000', '4102444799'], 'unix-seconds', [1970, 2010, 2099]],
    ['Unix milliseconds', ['1279152000000', '1639526400123'], 'unix-milliseconds', [2010, 2021]],
    ["Excel's days", ['44545', '44196.5', '25569'], 'excel-days', [2021, 2020, 1970]],
  ] as const)('of %s is read so where it is a time, and only there', (_, cells, numbers, years) => {
    const { format } = dateFormats(cells, true);
    expect(format.numbers).toBe(numbers);
    expect(cells.map((cell) => parseYear(cell, format))).toEqual(years);
    expect(dateFormats(cells, false)).toMatchObject({
      format: { numbers: null },
      unreadable: { length: cells.length },
    });
  });

  test('of years and days as one number is no Unix time', () => {
    expect(dateFormats(['20100715', '19991231', '2005'], true)).toMatchObject({
      format: { numbers: null },
      unreadable: [],
    });
  });

  test('gives back any day it was written from, in any order and with any sign', () => {
    const day = fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1 }),
        fc.constantFrom('/', '-', '.'),
        fc.boolean(),
        (days, sign, first) => {
          const order: DateFormat['order'] = first ? 'day-first' : 'month-first';
          for (const date of days) {
            const [year, month, of] = date.toISOString().slice(0, 10).split('-').map(Number) as [
              number,
              number,
              number,
            ];
            const text = (first ? [of, month, year] : [month, of, year]).join(sign);
            expect(parseDate(text, { order, numbers: null })).toEqual({
              year,
              month,
              day: of,
              otherOrder: false,
            });
            expect(parseDate(date.toISOString())).toEqual({ year, month, day: of, otherOrder: false });
          }
        },
      ),
    );
  });

  test('accounts for every filled cell, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('1/2/2003', '2003', 'x', '13/1/99'))),
        (cells) => {
          const { counts, unreadable } = dateFormats(cells, false);
          const filled = cells.filter((cell) => cell.trim() !== '').length;
          const dates = cells.filter((cell) => parseDate(cell) !== undefined).length;
          expect(dates + unreadable.length).toBe(filled);
          expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(dates);
        },
      ),
    );
  });
});
