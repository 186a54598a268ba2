import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillAddress, fillText, parseTemplate } from '../../src/data/template.js';

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
