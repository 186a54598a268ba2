import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { FileReading, Reject, Rejoined } from '@parallax-map/core';
import { fileRequest, sqlName, withSource, type ReadingOptions } from '../../src/source/index.js';
import { refusal, tableFile } from './table-files.js';

interface Read {
  file: FileReading;
  rejects: Reject[];
  rejoined: Rejoined[];
  lines: number[];
  names: string[];
  /** Rows as lists of cells. */
  rows: (string | null)[][];
}

async function read(
  name: string,
  content: string | Uint8Array,
  options: Partial<ReadingOptions> = {},
): Promise<Read> {
  return withSource(fileRequest(await tableFile(name, content), options), async (table) => {
    const cells = table.columns.map((_, i) => sqlName(`c${i}`)).join(', ');
    const result = await table.connection.runAndReadAll(`SELECT ${cells} FROM cells ORDER BY r`);
    const { files, rejects, rejoined } = table.reading;
    return {
      file: files[0]!,
      rejects,
      rejoined,
      lines: [...table.lines!],
      names: table.columns.map(({ name: column }) => column),
      rows: result.getRows() as (string | null)[][],
    };
  });
}

/** A table of two columns whose lines may be broken: its share of them stays small. */
function among(lines: string[], header = 'id,text'): string {
  const rows = Array.from({ length: 200 }, (_, i) => `${i},row ${i}`);
  return [header, ...rows, ...lines, 'last,row', ''].join('\n');
}

const FIRST = 202;

describe('a first line that names the delimiter, as Excel writes it', () => {
  test.each([
    ['alone', 'sep=;\nid;text\n1;a, b\n2;c\n', 2],
    ['with a mark, blank lines, CRLF and capitals', '\uFEFF\r\nSEP=|\r\n\r\nid|text\r\n1|a, b\r\n2|c\r\n', 2],
    ['that is a tab', 'sep=\t\nid\ttext\n1\ta, b\n2\tc\n', 2],
  ])('%s, is no header', async (_, content, headerLines) => {
    const { names, rows, file, lines } = await read('t.csv', content);
    expect(names).toEqual(['id', 'text']);
    expect(rows).toEqual([
      ['1', 'a, b'],
      ['2', 'c'],
    ]);
    expect(file.headerLines).toBe(headerLines);
    expect(file.lines).toBe(file.headerLines + file.blankLines + file.rowLines + file.rejectedLines);
    expect(lines.at(-1)).toBe(file.lines);
  });

  test('gives way to the recipe', async () => {
    const { names } = await read('t.csv', 'sep=;\nid,text\n1,a\n', { delimiter: ',' });
    expect(names).toEqual(['id', 'text']);
  });
});

describe('encodings', () => {
  const text = 'id,text\n1,Amélie – “café”\n2,Über ñandú\n';
  const cp1252 = (value: string) =>
    Buffer.from(
      value.replace(/[–“”]/g, (c) => ({ '–': '\x96', '“': '\x93', '”': '\x94' })[c]!),
      'latin1',
    );
  const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16();

  test.each<[string, Uint8Array | string, string, string]>([
    ['UTF-8', text, 'utf-8', 'valid'],
    ['UTF-8 with a mark', `\uFEFF${text}`, 'utf-8', 'mark'],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le', 'mark'],
    ['big-endian UTF-16 with a mark', utf16be(`\uFEFF${text}`), 'utf-16be', 'mark'],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), 'utf-16le', 'detected'],
    ['big-endian UTF-16 without a mark', utf16be(text), 'utf-16be', 'detected'],
    ['windows-1252', cp1252(text), 'windows-1252', 'detected'],
    ['windows-1252, gzipped', gzipSync(cp1252(text)), 'windows-1252', 'detected'],
  ])('%s', async (_, bytes, encoding, encodingFrom) => {
    const { file, rows, names } = await read('t.csv', bytes);
    expect(file).toMatchObject({ encoding, encodingFrom, nulBytes: 0, recodedLines: 0, lines: 3 });
    expect(names).toEqual(['id', 'text']);
    expect(rows).toEqual([
      ['1', 'Amélie – “café”'],
      ['2', 'Über ñandú'],
    ]);
  });

  test.each<[string, number[], string]>([
    // Bytes by the encodings' own tables.
    [
      'shift_jis',
      [0x93, 0x8c, 0x8b, 0x9e, 0x82, 0xcc, 0x96, 0xe9, 0x82, 0xcd, 0x92, 0xb7, 0x82, 0xa2],
      '東京の夜は長い',
    ],
    ['windows-1251', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xec, 0xe8, 0xf0], 'Привет мир'],
    ['koi8-r', [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x20, 0xcd, 0xc9, 0xd2], 'Привет мир'],
    [
      'euc-kr',
      [0xc1, 0xf6, 0xb5, 0xb5, 0xb8, 0xa6, 0x20, 0xc3, 0xa3, 0xb4, 0xc2, 0xb4, 0xd9],
      '지도를 찾는다',
    ],
  ])('%s is detected, and read when the recipe names it', async (encoding, bytes, expected) => {
    const line = [...Buffer.from('1,'), ...bytes, 0x0a];
    const table = Uint8Array.from([
      ...Buffer.from('id,text\n'),
      ...Array.from({ length: 5 }, () => line).flat(),
    ]);
    for (const options of [{}, { encoding }]) {
      const { file, rows } = await read('t.csv', table, options);
      expect(rows.map((row) => row[1])).toEqual(Array.from({ length: 5 }, () => expected));
      expect(file).toMatchObject({ encoding, encodingFrom: 'encoding' in options ? 'recipe' : 'detected' });
    }
  });

  test('UTF-8 with a few lines of windows-1252: those are recoded and counted', async () => {
    const bytes = Buffer.concat([
      Buffer.from('id,text\n1,é ü ñ\n2,ö ä\n3,plain\n'),
      cp1252('4,caf\u00e9 “x”\n5,\u00fc\n'),
    ]);
    const { file, rows } = await read('t.csv', bytes);
    expect(rows.map((row) => row[1])).toEqual(['é ü ñ', 'ö ä', 'plain', 'café “x”', 'ü']);
    expect(file).toMatchObject({ encoding: 'utf-8', encodingFrom: 'valid', recodedLines: 2 });
  });

  test('NUL bytes are left out and counted', async () => {
    const { file, rows } = await read('t.csv', 'id,text\n1,a\0b\n2,c\0\0\n3,and then some more text\n');
    expect(rows.map((row) => row[1])).toEqual(['ab', 'c', 'and then some more text']);
    expect(file.nulBytes).toBe(3);
  });

  test('an encoding that there is not', async () => {
    await expect(read('t.csv', 'a\nb\n', { encoding: 'utf-9' })).rejects.toMatchObject(
      refusal('RECIPE_INVALID', /data\.encoding .*"utf-9"/) as object,
    );
  });

  test('JSON lines with a mark, or in UTF-16', async () => {
    const lines = '{"a":"é"}\n{"a":"ü"}\n';
    for (const bytes of [`\uFEFF${lines}`, Buffer.from(`\uFEFF${lines}`, 'utf16le')]) {
      expect((await read('t.ndjson', bytes)).rows).toEqual([['é'], ['ü']]);
    }
  });
});

describe('lines', () => {
  test.each([
    ['LF', 'id,text\n1,a\n2,b\n', { lf: 3, crlf: 0, cr: 0 }],
    ['CRLF', 'id,text\r\n1,a\r\n2,b\r\n', { lf: 0, crlf: 3, cr: 0 }],
    ['CR', 'id,text\r1,a\r2,b\r', { lf: 0, crlf: 0, cr: 3 }],
    ['all of them', 'id,text\r\n1,a\r2,b\n', { lf: 1, crlf: 1, cr: 1 }],
  ])('may end with %s', async (_, content, lineEnds) => {
    const { file, rows, lines } = await read('t.csv', content);
    expect(rows).toEqual([
      ['1', 'a'],
      ['2', 'b'],
    ]);
    expect(file.lineEnds).toEqual(lineEnds);
    expect(lines).toEqual([2, 3]);
  });

  test('breaks in a value are LF, whatever the file ends its lines with', async () => {
    for (const [end, inner] of [
      ['\r\n', '\n'],
      ['\r\n', '\r\n'],
      ['\n', '\r\n'],
      ['\r', '\r'],
    ]) {
      const { rows, lines } = await read('t.csv', `id,text${end}1,"a${inner}b"${end}2,c${end}`);
      expect(rows).toEqual([
        ['1', 'a\nb'],
        ['2', 'c'],
      ]);
      expect(lines).toEqual([2, 4]);
    }
  });

  test('that are blank are counted, and are no rows of a single column', async () => {
    const { file, rows, lines } = await read('t.csv', '\ntext\n\none, two\n  \nthree\n');
    expect(rows).toEqual([['one, two'], ['three']]);
    expect(lines).toEqual([4, 6]);
    expect(file).toMatchObject({ lines: 6, headerLines: 1, blankLines: 3, rowLines: 2, delimiter: null });
  });
});

describe('lines that are no rows', () => {
  test('have another number of values', async () => {
    const { rejects, rows, file } = await read('t.csv', among(['7', '8,9,10']));
    expect(rejects).toEqual([
      { file: 't.csv', line: FIRST, lines: 1, reason: '1 value where the header names 2', text: '7' },
      {
        file: 't.csv',
        line: FIRST + 1,
        lines: 1,
        reason: '3 values where the header names 2',
        text: '8,9,10',
      },
    ]);
    expect(rows).toHaveLength(201);
    expect(file.rejectedLines).toBe(2);
  });

  test('repeat the header', async () => {
    const { rejects } = await read('t.csv', among(['id,text']));
    expect(rejects).toMatchObject([
      { line: FIRST, reason: expect.stringContaining('header again') as string },
    ]);
  });

  test('open a quote and never close it: only they are lost', async () => {
    const { rejects, rows, lines } = await read('t.csv', among(['7,"seven', '8,eight']));
    expect(rejects).toMatchObject([{ line: FIRST, lines: 1, text: '7,"seven' }]);
    expect(rows.slice(-2)).toEqual([
      ['8', 'eight'],
      ['last', 'row'],
    ]);
    expect(lines.slice(-2)).toEqual([FIRST + 1, FIRST + 2]);
  });

  test('open a quote that a later value closes by chance', async () => {
    const { rejects, rows } = await read('t.csv', among(['7,"seven', '8,eight', '9,"nine"']));
    expect(rejects).toMatchObject([{ line: FIRST, text: '7,"seven' }]);
    expect(rows.slice(-3)).toEqual([
      ['8', 'eight'],
      ['9', 'nine'],
      ['last', 'row'],
    ]);
  });

  test('go on after a closing quote', async () => {
    const { rejects } = await read('t.csv', among(['7,"se"ven']));
    expect(rejects).toMatchObject([
      { line: FIRST, reason: expect.stringContaining('closing double quote') as string },
    ]);
  });

  test('of NDJSON are no objects', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `{"a":${i}}`);
    const { rejects, lines, file } = await read(
      't.ndjson',
      [...rows, '', '[1]', '{"a":', '{"a":NaN}'].join('\r\n'),
    );
    expect(rejects).toMatchObject([
      { line: 102, reason: 'an object with named values was needed; got a list', text: '[1]' },
      { line: 103, reason: expect.stringContaining('valid JSON') as string, text: '{"a":' },
    ]);
    expect(lines.at(-1)).toBe(104);
    expect(file).toMatchObject({ lines: 104, blankLines: 1, rowLines: 101, rejectedLines: 2 });
  });

  test('stop the run where they are too many, and need not', async () => {
    const table = 'a,b\n1,2\n3\n4\n5\n6\n';
    await expect(read('t.csv', table)).rejects.toMatchObject(
      refusal(
        'DATA_UNREADABLE',
        /4 of 6 lines .*line 3: 1 value where the header names 2; line 4: .*; line 5: .*--delimiter.*--most-rejected/,
      ) as object,
    );
    expect((await read('t.csv', table, { mostRejected: 0.7 })).rows).toEqual([['1', '2']]);
  });
});

describe('lines that are rows all the same', () => {
  test('end with delimiters that the header does not have', async () => {
    const { rows, rejects } = await read('t.csv', 'a,b\n1,2,,\n3,4\n5,6, ,""\n');
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
    expect(rejects).toEqual([]);
  });

  test('are parts of one that line breaks parted: they are joined', async () => {
    const joined = await read('t.csv', 'id,text,year\n1,He said "no"\n\nthen left,1999\n2,x,2000\n');
    expect(joined.rows).toEqual([
      ['1', 'He said "no"\n\nthen left', '1999'],
      ['2', 'x', '2000'],
    ]);
    expect(joined.rejoined).toEqual([{ file: 't.csv', row: 0, line: 2, lines: 3 }]);
    expect(joined.lines).toEqual([2, 5]);
    expect(joined.file).toMatchObject({ rowLines: 4, blankLines: 0, rejectedLines: 0 });
  });

  test('with tabs and quotes that quote nothing', async () => {
    const { rows } = await read(
      't.tsv',
      'id\ttext\tyear\n1\t"Crocodile" Dundee\n5" tall\t1986\n2\t"x\t1987\n',
    );
    expect(rows).toEqual([
      ['1', '"Crocodile" Dundee\n5" tall', '1986'],
      ['2', '"x', '1987'],
    ]);
  });
});

test(
  'a hundred thousand lines that each open a quote are gone through in one go',
  { timeout: 60_000 },
  async () => {
    const table = `a,b\n${'x","y\n'.repeat(100_000)}last,row\n`;
    const { rejects, rows } = await read('t.csv', table, { mostRejected: 1 });
    expect(rejects).toHaveLength(100_000);
    expect(rows).toEqual([['last', 'row']]);
  },
);
