import { expect, test } from 'vitest';
import { fileRequest, rejectsCsv, withSource } from '../../src/source/index.js';
import { tableFile } from './table-files.js';

const HEADER = 'Date;Title;Story;Score;Votes;Language;Genre;Poster;;';
const whole = (i: number) =>
  `${1 + (i % 28)}/${1 + (i % 12)}/19${10 + (i % 90)};Film ${i};A story of ${i} people;1.0${10 + i}.5;${i};en;Drama, War;https://example.org/${i}.jpg;;`;

/** Two hundred whole films, with some lines after the hundredth. */
async function read(lines: string[]) {
  const films = Array.from({ length: 200 }, (_, i) => whole(i));
  const text = [HEADER, ...films.slice(0, 100), ...lines, ...films.slice(100)].join('\n');
  return withSource(fileRequest(await tableFile('films.csv', text)), async (table) => {
    const { files, rejects, rejoined } = table.reading;
    const file = files[0]!;
    expect(file.headerLines + file.blankLines + file.rowLines + file.rejectedLines).toBe(file.lines);
    expect(table.lines).toHaveLength(table.rows);
    const result = await table.connection.runAndReadAll('SELECT * EXCLUDE r FROM cells ORDER BY r');
    const rows = result.getRows() as (string | null)[][];
    expect(rows.filter((row) => /^Film \d/.test(row[1] ?? ''))).toHaveLength(200);
    return { rows: rows.slice(100, -100), rejects, rejoined, lines: [...table.lines!].slice(100) };
  });
}

test('a padded row broken once, its second half cut by delimiters', async () => {
  const fitting = await read([
    '2/3/1961;The Dogs;A litter is stolen.;;;;;;;',
    ' In this classic; a dog;" is tired.""";75.7;5168;fr;Family;https://example.org/d.jpg;;',
  ]);
  expect(fitting.rows).toEqual([
    [
      '2/3/1961',
      'The Dogs',
      'A litter is stolen.\n In this classic; a dog; is tired."',
      '75.7',
      '5168',
      'fr',
      'Family',
      'https://example.org/d.jpg',
      null,
      null,
    ],
  ]);
  expect(fitting.rejoined).toEqual([{ file: 'films.csv', row: 100, line: 102, lines: 2 }]);
  expect(fitting.lines.slice(0, 2)).toEqual([102, 104]);
});

test('one broken over many lines', async () => {
  const { rows, rejoined } = await read([
    '20/10/2013;Bake Off;Ten shorts:;;;;;;;',
    ...Array.from({ length: 9 }, (_, i) => ` - Short ${'abcdefghi'[i]};;;;;;;;;`),
    ' - Magic;61.3;35;en;Animation;https://example.org/m.jpg;;;;',
  ]);
  expect(rows).toHaveLength(1);
  expect(rows[0]![2]!.split('\n')).toHaveLength(11);
  expect(rows[0]!.slice(3, 8)).toEqual(['61.3', '35', 'en', 'Animation', 'https://example.org/m.jpg']);
  expect(rejoined).toMatchObject([{ row: 100, lines: 11 }]);
});

test('a fragment whose values fit in no way is a reject, and stands in rejects.csv', async () => {
  const fragment = ' It tells before;,23.9,2,en,Action; Adventure;https://example.org/u.jpg;;;;;;';
  const { rows, rejects } = await read(['22/10/2009;The Eye;A motion comic.;;;;;;;', fragment]);
  expect(rows.map((row) => row.slice(0, 4))).toEqual([['22/10/2009', 'The Eye', 'A motion comic.', null]]);
  expect(rejects).toMatchObject([
    { line: 103, lines: 1, text: fragment, reason: expect.stringContaining('"Date"') as string },
  ]);
  expect(rejectsCsv(rejects).split('\n')).toEqual([
    'file,line,lines,reason,text',
    expect.stringMatching(/^films\.csv,103,1,"is part of no row: /) as string,
    '',
  ]);
});

test('rows that only lack values, or whose date alone is wrong, are left as they are', async () => {
  const { rows, rejects, rejoined } = await read([
    '4/2/2022;Sparse;Nothing else is known;;;;;;;',
    ';Undated;A whole film;7.5;12;en;Drama;https://example.org/n.jpg;;',
    '5/2/2022;Sparse again;Nothing else is known;;;;;;;',
    'spring 2020;Dated loosely;A whole film;7.5;12;en;Drama;https://example.org/s.jpg;;',
  ]);
  expect(rows.map((row) => row[1])).toEqual(['Sparse', 'Undated', 'Sparse again', 'Dated loosely']);
  expect([rejects, rejoined]).toEqual([[], []]);
});
