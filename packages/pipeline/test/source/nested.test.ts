import { readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileRequest, readTable, withSource } from '../../src/source/index.js';
import { parquetFile, refusal, tableFile } from './table-files.js';

type Cells = Record<string, (string | null)[]>;

async function cellsOf(path: string): Promise<Cells> {
  return Object.fromEntries((await readTable(fileRequest(path))).cells);
}

const json = async (rows: unknown): Promise<Cells> =>
  cellsOf(await tableFile('t.json', typeof rows === 'string' ? rows : JSON.stringify(rows)));

describe('objects within Parquet', () => {
  test('become columns of their own, at any depth', async () => {
    const path = await parquetFile(`SELECT * FROM (VALUES
      ({'name': 'Heat', 'by': {'director': 'Mann', 'year': 1995, 'cast': ['Pacino', 'De Niro']}}),
      ({'name': 'Ran', 'by': NULL}),
      (NULL)) t(film)`);
    expect(await cellsOf(path)).toEqual({
      'film.name': ['Heat', 'Ran', null],
      'film.by.director': ['Mann', null, null],
      'film.by.year': ['1995', null, null],
      'film.by.cast': ['Pacino, De Niro', null, null],
    });
  });

  test('of more than 100 fields are mappings, told as JSON', async () => {
    const fields = (count: number) => Array.from({ length: count }, (_, i) => `'f${i}': ${i}`).join(', ');
    const path = await parquetFile(`SELECT {${fields(100)}} AS some, {${fields(101)}} AS many`);
    const cells = await cellsOf(path);
    expect(Object.keys(cells)).toHaveLength(101);
    expect(cells['some.f99']).toEqual(['99']);
    expect(JSON.parse(cells['many']![0]!)).toMatchObject({ f0: 0, f100: 100 });
  });

  test('are JSON in lists, and so are maps and lists of lists', async () => {
    const path = await parquetFile(`SELECT
      [{'name': 'Ann', 'age': 5}] AS people,
      MAP {'k': {'v': 1}} AS map,
      [[1, 2], [3]] AS lists,
      [DATE '2020-01-02', NULL] AS dates,
      [0.5::DOUBLE, 1] AS vector`);
    expect(await cellsOf(path)).toEqual({
      people: ['[{"name":"Ann","age":5}]'],
      map: ['{"k":{"v":1}}'],
      lists: ['[[1,2],[3]]'],
      dates: ['2020-01-02'],
      vector: ['[2 numbers]'],
    });
  });

  test('do not clash with columns called like them', async () => {
    const path = await parquetFile(
      `SELECT 1 AS "a.b", {'b': 2, 'c': {'d': 3}} AS a, {'d': 4} AS "a.c", 5 AS "a.b_2"`,
    );
    expect(await cellsOf(path)).toEqual({
      'a.b': ['1'],
      'a.b_3': ['2'],
      'a.c.d': ['3'],
      'a.c.d_2': ['4'],
      'a.b_2': ['5'],
    });
  });
});

describe('what Parquet holds', () => {
  test('is readable, whatever its type', async () => {
    const path = await parquetFile(`SELECT
      12345678901234567.89::DECIMAL(38, 2) AS dec,
      18446744073709551615::UBIGINT AS big,
      (-1)::TINYINT AS tiny,
      1999::DOUBLE AS year,
      0.1::FLOAT AS float,
      1e25::DOUBLE AS huge,
      DATE '0999-12-31' AS day,
      TIMESTAMP '2020-01-02 03:04:05.678' AS moment,
      TIMESTAMP_NS '2020-01-02 03:04:05.123456789' AS nano,
      TIMESTAMPTZ '2020-01-02 03:04:05+02' AS instant,
      [TIMESTAMPTZ '2020-01-02 03:04:05+02'] AS instants,
      TIME '03:04:05' AS clock,
      INTERVAL '1 day 2 hours' AS span,
      '5f0c1a52-9f6e-4f3c-8f63-0d8a1b1f7c11'::UUID AS uuid,
      'b'::ENUM('a', 'b') AS enum,
      '{"k": 1}'::JSON AS json,
      true AS yes`);
    expect(await cellsOf(path)).toEqual({
      dec: ['12345678901234567.89'],
      big: ['18446744073709551615'],
      tiny: ['-1'],
      year: ['1999'],
      float: ['0.1'],
      huge: ['1e+25'],
      day: ['0999-12-31'],
      moment: ['2020-01-02 03:04:05.678'],
      nano: ['2020-01-02 03:04:05.123456789'],
      instant: ['2020-01-02 01:04:05+00'],
      instants: ['2020-01-02 01:04:05+00'],
      clock: ['03:04:05'],
      span: ['1 day 02:00:00'],
      uuid: ['5f0c1a52-9f6e-4f3c-8f63-0d8a1b1f7c11'],
      enum: ['b'],
      json: ['{"k": 1}'],
      yes: ['true'],
    });
  });

  test('as bytes is text where all of it is, else told by its size', async () => {
    const path = await parquetFile(`SELECT * FROM (VALUES
      ('na\\xC3\\xAFve'::BLOB, 'a'::BLOB, 'a\\x00'::BLOB, ['a'::BLOB]),
      (NULL, '\\xFF\\xD8'::BLOB, 'b'::BLOB, NULL)) t(text, picture, bytes, list)`);
    expect(await cellsOf(path)).toEqual({
      text: ['naïve', null],
      picture: ['[1 bytes]', '[2 bytes]'],
      bytes: ['[2 bytes]', '[1 bytes]'],
      list: ['[1 bytes]', null],
    });
  });

  test('without rows is no table', async () => {
    const path = await parquetFile('SELECT 1 AS a WHERE false');
    await expect(readTable(fileRequest(path))).rejects.toMatchObject(
      refusal('DATA_EMPTY', /table\.parquet has no rows/) as object,
    );
  });

  test('without columns is none either', async () => {
    // The schema of a footer: version 1, a root called "schema" without children, no rows, no row groups.
    const footer = Buffer.from([
      0x15,
      2,
      0x19,
      0x1c,
      0x48,
      6,
      ...Buffer.from('schema'),
      0x15,
      0,
      0,
      0x16,
      0,
      0x19,
      0x0c,
      0,
    ]);
    const path = await tableFile('t.parquet', Buffer.concat([Buffer.from('PAR1'), withLength(footer)]));
    await expect(readTable(fileRequest(path))).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /t\.parquet must have at least one column; it has none/) as object,
    );
  });

  test('may be two thousand columns', async () => {
    const columns = Array.from({ length: 2000 }, (_, i) => `${i} AS k${i}`);
    const cells = await cellsOf(await parquetFile(`SELECT ${columns.join(', ')}`));
    expect(Object.keys(cells)).toHaveLength(2000);
    expect(cells['k1999']).toEqual(['1999']);
  });

  test('may be a column without a name', async () => {
    const path = await parquetFile('SELECT 1 AS a, 2 AS qq');
    const bytes = await readFile(path);
    const at = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    const footer = bytes.toString('latin1', at, bytes.length - 8).replaceAll('\x02qq', '\x00');
    await writeFile(path, Buffer.concat([bytes.subarray(0, at), withLength(Buffer.from(footer, 'latin1'))]));
    expect(await cellsOf(path)).toEqual({ a: ['1'], column_2: ['2'] });
  });

  function withLength(footer: Buffer): Buffer {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    return Buffer.concat([footer, length, Buffer.from('PAR1')]);
  }
});

describe('names that differ in case only are columns of their own', () => {
  test('in CSV', async () => {
    expect(await cellsOf(await tableFile('t.csv', 'Title,title,TITLE\n1,2,3\n'))).toEqual({
      Title: ['1'],
      title: ['2'],
      TITLE: ['3'],
    });
  });

  test('in JSON, also in objects within, beside names with numbers', async () => {
    expect(
      await json('[{"title":1,"Title":2,"Title_1":3,"":4,"o":{"k":5,"K":6}},{"C3":7,"TITLE":8}]'),
    ).toEqual({
      title: ['1', null],
      Title: ['2', null],
      Title_1: ['3', null],
      column_4: ['4', null],
      'o.k': ['5', null],
      'o.K': ['6', null],
      C3: [null, '7'],
      TITLE: [null, '8'],
    });
  });

  test('in Parquet, also in objects within', async () => {
    const path = await parquetFile(`SELECT 1 AS name, 2 AS wxyz, {'kind': 3, 'qrst': 4} AS o`, {
      wxyz: 'NAME',
      qrst: 'KIND',
    });
    expect(await cellsOf(path)).toEqual({ name: ['1'], NAME: ['2'], 'o.kind': ['3'], 'o.KIND': ['4'] });
  });
});

describe('objects within JSON', () => {
  test('become columns of their own, at any depth, in the order they come up', async () => {
    const cells = await json([
      { id: '007', film: { title: 'Heat', by: { name: 'Mann' } }, tags: ['a', 'b'] },
      { id: 8, film: null },
      { film: { year: 1995, by: { age: 80 } }, id: 9 },
    ]);
    expect(Object.entries(cells)).toEqual([
      ['id', ['007', '8', '9']],
      ['film.title', ['Heat', null, null]],
      ['film.by.name', ['Mann', null, null]],
      ['film.by.age', [null, null, '80']],
      ['film.year', [null, null, '1995']],
      ['tags', ['a, b', null, null]],
    ]);
  });

  test('stay JSON where another row has no object, where they are empty, in lists, and beyond 100 keys', async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i]));
    const cells = await json([
      { mixed: { a: 1 }, empty: {}, list: [{ a: 1 }, 2], lists: [[1], [2]], many, deep: { mixed: 'x' } },
      { mixed: 'text', empty: null, list: [1, 2], lists: [], many: {}, deep: { mixed: { b: [true] } } },
    ]);
    expect(cells).toEqual({
      mixed: ['{"a":1}', 'text'],
      empty: ['{}', null],
      list: ['[{"a":1},2]', '1, 2'],
      lists: ['[[1],[2]]', ''],
      many: [JSON.stringify(many), '{}'],
      'deep.mixed': ['x', '{"b":[true]}'],
    });
  });

  test('may have any keys', async () => {
    const o = { '': 1, 'a.b': 2, 'a/b': 3, '~0': 4, '*': 5, $: 6, '0': 7, '"': 8, "'": 9, '#': 10, é: 11 };
    const cells = await json([{ o }]);
    expect(new Set(Object.values(cells).map(([cell]) => Number(cell)))).toEqual(new Set(Object.values(o)));
    expect(cells['o.a/b']).toEqual(['3']);
    expect(await json('[{"o":{"a\\u0000b":1}}]')).toEqual({ o: ['{"a\\u0000b":1}'] });
  });

  test('may have two thousand keys, of one kind', async () => {
    const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i]));
    const cells = await json([wide, { k7: 'x' }]);
    expect(Object.keys(cells)).toHaveLength(2000);
    expect([cells['k7'], cells['k1999']]).toEqual([
      ['7', 'x'],
      ['1999', null],
    ]);
  });

  test.each([
    ['[{"a":1}, 5]', /value 2 is a number/],
    ['[[1],[2]]', /value 1 is a list/],
    ['[{},{}]', /no object has any/],
  ])('are what a file must hold: %s', async (text, message) => {
    await expect(json(text)).rejects.toMatchObject(refusal('DATA_UNREADABLE', message) as object);
  });

  test('are the same in NDJSON', async () => {
    const lines = '{"a":{"b":1},"a.b":2}\n{"a":{"c":{"d":NaN}}}\n';
    const cells = await cellsOf(await tableFile('t.ndjson', lines));
    expect(cells).toEqual({ 'a.b': ['1', null], 'a.c.d': [null, 'NaN'], 'a.b_2': ['2', null] });
  });

  test('name each key as it stands, whatever the keys', async () => {
    const key = fc.constantFrom('a', 'A', 'a_1', 'A_1', 'C0', 'c1', '', 'b', 'B', 'a_1_1', '2', '1');
    const rows = fc.array(fc.uniqueArray(key, { minLength: 1 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(rows, async (keys) => {
        const order = [...new Set(keys.flat())];
        const text = keys.map((some) => `{${some.map((k) => `${JSON.stringify(k)}:"is ${k}"`).join(',')}}`);
        const table = await readTable(fileRequest(await tableFile('t.json', `[${text.join(',')}]`)));
        expect(table.names).toEqual(order.map((k, i) => k || `column_${i + 1}`));
        for (const k of order) {
          const cells = table.cells.get(k || `column_${order.indexOf('') + 1}`);
          expect(cells).toEqual(keys.map((some) => (some.includes(k) ? `is ${k}` : null)));
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe('a key that stands twice', () => {
  const rows = Array.from({ length: 60 }, (_, i) => JSON.stringify({ id: i, o: { k: i } }));

  test.each([
    ['at the top', '{"id":1,"o":{"k":1},"id":2}', '"id"'],
    ['in an object within', '{"id":1,"o":{"k":1,"k":2}}', '"k"'],
    ['written in two ways', '{"id":1,"\\u0069d":2,"o":null}', '"id"'],
    ['beside NaN', '{"id":NaN,"id":2}', '"id"'],
  ])('%s, makes a line of NDJSON a reject', async (_, bad, key) => {
    const path = await tableFile('t.ndjson', [...rows.slice(0, 30), bad, ...rows.slice(30)].join('\n'));
    await withSource(fileRequest(path), ({ reading, rows: count, lines }) => {
      expect(count).toBe(60);
      expect(reading.rejects).toEqual([
        {
          file: 't.ndjson',
          line: 31,
          lines: 1,
          reason: `each value must be named once; ${key} stands twice`,
          text: bad,
        },
      ]);
      expect([...lines!].includes(31)).toBe(false);
      return Promise.resolve();
    });
  });

  test.each([
    ['in text', String.raw`{"id":"\"a\":1, \"a\":2","b":":x","c":"\\","d":{"id":1}}`],
    ['in two objects of a list', '{"id":1,"b":[{"x":1},{"x":2}]}'],
    ['in one object of a list, which is told as it stands', '{"id":1,"b":[{"x":1,"x":2}]}'],
  ])('%s, does not', async (_, good) => {
    await withSource(fileRequest(await tableFile('t.ndjson', `${good}\n`)), ({ reading }) => {
      expect(reading.rejects).toEqual([]);
      return Promise.resolve();
    });
  });

  test.each([
    ['[{"a":1},{"a":1,"a":2}]', /object 2 names "a" twice/],
    ['[{"a":{"b":1}},{"a":{"c":1}},{"a":{"c":1,"b":2,"c":3}}]', /object 3 names "a\.c" twice/],
  ])('in an array of objects is an error that names the object: %s', async (text, message) => {
    await expect(json(text)).rejects.toMatchObject(refusal('DATA_UNREADABLE', message) as object);
  });
});

test('what a folder is called adds no column', async () => {
  for (const [name, content] of [
    ['year=1999/t.csv', 'a\n1\n'],
    ['year=1999/t.json', '[{"a":1}]'],
    ['year=1999/t.ndjson', '{"a":1}\n'],
  ] as const) {
    expect(await cellsOf(await tableFile(name, content))).toEqual({ a: ['1'] });
  }
});
