import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNumber } from '../../src/data/number.js';
import { fillAddress, fillText, parseTemplate } from '../../src/data/template.js';
import { parseYear } from '../../src/data/year.js';

describe('years', () => {
  test.each([
    ['2010-07-15', 2010],
    ['2010', 2010],
    ['2010.0', 2010],
    [' 1999 ', 1999],
    ['2010-07', 2010],
    ['2010/7/5', 2010],
    ['2010-07-15T10:00:00Z', 2010],
    ['2010-07-15 10:00:00', 2010],
    ['20100715', 2010],
    ['15/12/2021', 2021],
    ['12/15/2021', 2021],
    ['5.3.1987', 1987],
    ['March 1999', 1999],
    ['12 March 1999', 1999],
    ['12. März 1999', 1999],
    ['Mar 12, 1999', 1999],
    ['12 de marzo de 1999', 1999],
  ])('%s is in %d', (cell, year) => expect(parseYear(cell)).toBe(year));

  test.each([
    null,
    '',
    'unknown',
    '1/2/99',
    '99',
    '1279152000',
    '2010-13-01',
    '40/50/2010',
    '1999-2003',
    '0042',
    '9999',
    'between 1999 and 2003',
    '20101399',
  ])('%s is in doubt', (cell) => expect(parseYear(cell)).toBeNaN());
});

describe('numbers', () => {
  test.each([
    ['31077', 31077],
    [' -1.5e3 ', -1500],
    ['.5', 0.5],
    ['1,234,567.5', 1234567.5],
    ['0', 0],
  ])('%s', (cell, value) => expect(parseNumber(cell)).toBe(value));

  test.each([null, '', 'x', '5.083.954', '1,23', 'NaN', 'Infinity', '1e999', '12 %', '0x10'])(
    '%s is none',
    (cell) => expect(parseNumber(cell)).toBeNaN(),
  );
});

describe('text templates', () => {
  const fill = (template: string, cells: Record<string, string>) => {
    const parsed = parseTemplate(template, 'data.columns.text');
    return fillText(
      parsed,
      parsed.columns.map((column) => cells[column] ?? ''),
    );
  };

  test.each([
    ['{t}. {o}', { t: 'Heat', o: 'A thief.' }, 'Heat. A thief.'],
    ['{t}. {o}', { t: 'Heat' }, 'Heat'],
    ['{t}. {o}', { o: 'A thief.' }, 'A thief.'],
    ['{t}. {o}', {}, ''],
    ['{a}, {b}, {c}', { a: '1', c: '3' }, '1, 3'],
    ['{a}, {b}, {c}', { b: '2' }, '2'],
    ['{t} ({y})', { t: 'Heat', y: '1995' }, 'Heat (1995)'],
    ['{t} ({y})', { t: 'Heat' }, 'Heat'],
    ['{t} ({y})', { y: '1995' }, '(1995)'],
    ['{t} ({y}): {o}', { t: 'Heat', o: 'A thief.' }, 'Heat: A thief.'],
    ['Film: {t}. {o}', { o: 'A thief.' }, 'A thief.'],
    ['Film: {t}. {o}', { t: 'Heat' }, 'Film: Heat'],
    ['{t}. By {d}.', { t: 'Heat' }, 'Heat'],
    ['{t}. By {d}.', { t: 'Heat', d: 'Mann' }, 'Heat. By Mann.'],
    ['{{{t}}}', { t: 'Heat' }, '{Heat}'],
    ["{t}'s story: {o}", { t: 'Heat' }, 'Heat'],
  ])('%s with %o is "%s"', (template, cells, text) =>
    expect(fill(template, cells as Record<string, string>)).toBe(text),
  );

  test('a brace alone is refused', () => {
    for (const template of ['{t', 't}', '{}', '{a{b}']) {
      expect(() => parseTemplate(template, 'data.columns.text')).toThrow(/data\.columns\.text/);
    }
  });

  test('one column alone is its cell', () => {
    fc.assert(
      fc.property(fc.string(), (cell) => {
        expect(fillText(parseTemplate('{c}', ''), [cell.trim()])).toBe(cell.trim());
      }),
    );
  });
});

describe('addresses', () => {
  const fill = (template: string, ...cells: string[]) => fillAddress(parseTemplate(template, ''), cells);

  test('encode their cells', () => {
    expect(fill('https://x.org/s?q={t}', 'Tom & Jerry/1? é')).toBe(
      'https://x.org/s?q=Tom%20%26%20Jerry%2F1%3F%20%C3%A9',
    );
    expect(fill('https://x.org/s?q={t}', '\ud800')).toBe('https://x.org/s?q=%EF%BF%BD');
  });

  test('that stand whole in a column stay as they are', () => {
    expect(fill('{u}', 'https://x.org/a?b=c&d')).toBe('https://x.org/a?b=c&d');
  });

  test('are none where a cell is blank, or where a click would run a script', () => {
    expect(fill('https://x.org/{id}', '')).toBeUndefined();
    expect(fill('{u}', 'javascript:alert(1)')).toBeUndefined();
    expect(fill('{u}', 'somewhere')).toBeUndefined();
  });
});
