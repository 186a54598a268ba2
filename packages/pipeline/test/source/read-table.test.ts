import { gzipSync } from 'node:zlib';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileRequest, readTable } from '../../src/source/index.js';
import { parquetFile, refusal, tableFile } from './table-files.js';

async function read(name: string, content: string | Uint8Array): Promise<Record<string, (string | null)[]>> {
  return Object.fromEntries((await readTable(fileRequest(await tableFile(name, content)))).cells);
}

describe('tables that can be read', () => {
  const expected = { id: ['007', '8'], text: ['a, "b"\nc', null] };

  test.each([
    ['CSV', 't.csv', 'id,text\n007,"a, ""b""\nc"\n8,\n'],
    ['CSV with a byte order mark and CRLF', 't.csv', '\uFEFFid,text\r\n007,"a, ""b""\nc"\r\n8,\r\n'],
    ['CSV with semicolons, named .txt', 't.txt', 'id;text\n007;"a, ""b""\nc"\n8;\n'],
    ['CSV without an ending or a last newline', 'table', 'id,text\n007,"a, ""b""\nc"\n8,""'],
    ['CSV with blank lines between rows', 't.csv', '\nid,text\n007,"a, ""b""\nc"\n\n8,\n\n'],
    ['CSV with quotes escaped by a backslash', 't.csv', 'id,text\n007,"a, \\"b\\"\nc"\n8,\n'],
    ['CSV in UTF-16', 't.csv', Buffer.from('\uFEFFid,text\n007,"a, ""b""\nc"\n8,\n', 'utf16le')],
    ['TSV', 't.tsv', 'id\ttext\n007\t"a, ""b""\nc"\n8\t\n'],
    ['CSV with bars, gzipped', 't.csv.gz', gzipSync('id|text\n007|"a, ""b""\nc"\n8|\n')],
    ['gzip without the ending', 't.csv', gzipSync('id,text\n007,"a, ""b""\nc"\n8,\n')],
    ['JSON', 't.json', JSON.stringify([{ id: '007', text: 'a, "b"\nc' }, { id: 8 }])],
    ['NDJSON', 't.ndjson', '{"id":"007","text":"a, \\"b\\"\\nc"}\n{"id":8,"text":null}\n'],
    ['JSON Lines, gzipped', 't.jsonl.gz', gzipSync('{"id":"007","text":"a, \\"b\\"\\nc"}\n{"id":8}\n')],
    ['JSON without an ending', 'table', JSON.stringify([{ id: '007', text: 'a, "b"\nc' }, { id: 8 }])],
  ])('%s', async (_, name, content) => {
    expect(await read(name, content)).toEqual(expected);
  });

  test('Parquet, whatever its types', async () => {
    const path = await parquetFile(`SELECT * FROM (VALUES
      (1, 1.5, true, DATE '2020-01-02', TIMESTAMP '2020-01-02 03:04:05', ['a', 'b'], {'k': 1}, [0.5::FLOAT], 'x'::BLOB, 'naïve'),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
    ) t(i, f, b, d, ts, l, s, v, y, t)`);
    expect(Object.fromEntries((await readTable(fileRequest(path))).cells)).toEqual({
      i: ['1', null],
      f: ['1.5', null],
      b: ['true', null],
      d: ['2020-01-02', null],
      ts: ['2020-01-02 03:04:05', null],
      l: ['a, b', null],
      's.k': ['1', null],
      v: ['[1 numbers]', null],
      y: ['x', null],
      t: ['naïve', null],
    });
  });

  test('JSON with lists, objects, large numbers and keys that come late', async () => {
    const rows = [
      { l: ['a', 1], o: { k: [1] }, n: 1.25 },
      { b: false, n: '12345678901234567890' },
    ];
    expect(await read('t.json', JSON.stringify(rows))).toEqual({
      l: ['a, 1', null],
      'o.k': ['1', null],
      n: ['1.25', '12345678901234567890'],
      b: [null, 'false'],
    });
  });

  test('prose with commas in the only column', async () => {
    expect(await read('t.csv', 'text\nHello, you\nI said: no, no\n')).toEqual({
      text: ['Hello, you', 'I said: no, no'],
    });
  });

  test('tabs with quotes that quote nothing', async () => {
    const cells = await read('t.tsv', 'id\ttext\n1\t"Crocodile" Dundee\n2\t5" tall\n');
    expect(cells['text']).toEqual(['"Crocodile" Dundee', '5" tall']);
  });

  test('lines that begin with # and words that elsewhere mean nothing are data', async () => {
    expect(await read('t.csv', 'a,b\n#1,NULL\n# x,NA\n')).toEqual({ a: ['#1', '# x'], b: ['NULL', 'NA'] });
  });

  test('names that are missing or come twice are told apart', async () => {
    const table = await readTable(fileRequest(await tableFile('t.csv', 'a,a,,a_2, b \n1,2,3,4,5\n')));
    expect(table.names).toEqual(['a', 'a_3', 'column_3', 'a_2', 'b']);
    expect(table.cells.get('a_3')).toEqual(['2']);
  });

  test('any script, in names and cells', async () => {
    expect(await read('t.csv', 'título,映画\nمرحبا,🎬 नमस्ते\n')).toEqual({
      título: ['مرحبا'],
      映画: ['🎬 नमस्ते'],
    });
  });

  test('only the columns asked for', async () => {
    const table = await readTable(fileRequest(await tableFile('t.csv', 'a,b,c\n1,2,3\n')), ['c', 'nowhere']);
    expect([...table.cells]).toEqual([['c', ['3']]]);
    expect(table.names).toEqual(['a', 'b', 'c']);
  });

  test('many rows, in the order of the file', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i},"line ${i}\nand ""more"", of it"`);
    const cells = await read('t.csv', `n,text\n${rows.join('\n')}\n`);
    expect(cells['n']).toEqual(rows.map((_, i) => String(i)));
    expect(cells['text']![49_999]).toBe('line 49999\nand "more", of it');
  });

  test('a path with what DuckDB takes for a pattern, and with quotes', async () => {
    expect(await read("it's [1]*?.csv", 'a\nx\n')).toEqual({ a: ['x'] });
  });
});

describe('tables that cannot', () => {
  test.each([
    ['no bytes', 't.csv', '', 'DATA_EMPTY', /t\.csv is empty/],
    ['only blanks', 't.csv', '\n \n', 'DATA_EMPTY', /only blanks/],
    ['only a header', 't.csv', 'a,b\n', 'DATA_EMPTY', /t\.csv has no rows/],
    ['only a header, no newline', 't.csv', 'a,b', 'DATA_EMPTY', /no rows/],
    ['an empty JSON array', 't.json', '[]', 'DATA_EMPTY', /no rows/],
    [
      'a row with a value too few',
      't.csv',
      'a,b,c\n1,2,3\n4,5\n',
      'DATA_UNREADABLE',
      /1 of 3 lines .*line 3: 2 values where the header names 3/,
    ],
    [
      'a row with a value too many',
      't.csv',
      'a,b\n1,2\n3,4,5\n',
      'DATA_UNREADABLE',
      /line 3: 3 values where the header names 2.*--delimiter/,
    ],
    [
      'a quote that stays open',
      't.csv',
      'a,b\n1,"2\n3,4\n',
      'DATA_UNREADABLE',
      /line 2: a double quote is opened and not closed/,
    ],
    ['a picture', 't.csv', Uint8Array.from([0x89, 0x50, 0, 0, 1, 2]), 'DATA_UNREADABLE', /a binary file/],
    ['an Excel workbook', 't.xlsx', Buffer.from('PK\x03\x04\0\0'), 'DATA_UNREADABLE', /Excel/],
    [
      'half a gzip file',
      't.csv.gz',
      gzipSync('a,b\n'.repeat(60_000)).subarray(0, 90),
      'DATA_UNREADABLE',
      /whole gzip file/,
    ],
    ['half a JSON file', 't.json', '[{"a":1},{"a":', 'DATA_UNREADABLE', /valid JSON; got unexpected end/],
    [
      'a broken line of NDJSON',
      't.ndjson',
      '{"a":1}\n{"a":x}\n',
      'DATA_UNREADABLE',
      /line 2: must be valid JSON/,
    ],
    ['JSON numbers', 't.json', '[1,2]', 'DATA_UNREADABLE', /must hold objects/],
    ['a key twice', 't.json', '[{"a":1,"a":2}]', 'DATA_UNREADABLE', /"a" twice/],
    ['text called Parquet', 't.parquet', 'a,b\n1,2\n', 'DATA_UNREADABLE', /PAR1/],
    ['half a Parquet file', 't.parquet', 'PAR1\0\0\0\0\0\0\0\0\0\0\0\0', 'DATA_UNREADABLE', /Parquet/],
  ] as const)('%s', async (_, name, content, code, message) => {
    await expect(read(name, content)).rejects.toMatchObject(refusal(code, message) as object);
  });

  test('a file that is not there, and a folder', async () => {
    const folder = dirname(await tableFile('t.csv', ''));
    await expect(readTable(fileRequest(join(folder, 'no.csv')))).rejects.toMatchObject(
      refusal('DATA_MISSING', /no\.csv/) as object,
    );
    await mkdir(join(folder, 'f.csv'));
    await expect(readTable(fileRequest(join(folder, 'f.csv')))).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /folder/) as object,
    );
  });
});
