import { gzipSync } from 'node:zlib';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fileRequest, findFiles, readTable, withSource, type SourceRequest } from '../../src/source/index.js';
import { parquetFile, refusal } from './table-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parallax-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function files(contents: Record<string, string | Uint8Array>): Promise<string[]> {
  const paths = Object.keys(contents).map((name) => join(folder, name));
  for (const path of paths) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contents[path.slice(folder.length + 1)]!);
  }
  return paths;
}

function request(paths: string[]): SourceRequest {
  return { ...fileRequest(paths[0]!), paths, name: 'several' };
}

describe('several files are one table', () => {
  test('joined by the names of their columns, in the order they first appear', async () => {
    const paths = await files({
      'a.csv': 'id,text\n1,one\n2,two\n',
      'b.tsv': 'year\ttext\tid\n1999\tthree\t3\n',
    });
    const { names, cells, rows } = await readTable(request(paths));
    expect([rows, names]).toEqual([3, ['id', 'text', 'year']]);
    expect(Object.fromEntries(cells)).toEqual({
      id: ['1', '2', '3'],
      text: ['one', 'two', 'three'],
      year: [null, null, '1999'],
    });
  });

  test('whatever their formats', async () => {
    const paths = await files({
      'a.csv.gz': gzipSync('id,text\n1,one\n'),
      'b.json': '[{"id":2,"text":"two"}]',
      'c.ndjson': '{"text":"three","id":3}\n',
    });
    paths.push(await parquetFile(`SELECT 4 AS id, 'four' AS text`));
    const { cells } = await readTable(request(paths));
    expect(cells.get('id')).toEqual(['1', '2', '3', '4']);
    expect(cells.get('text')).toEqual(['one', 'two', 'three', 'four']);
  });

  test('each row knows its file, and each file what it lacks', async () => {
    const paths = await files({
      'x/films.csv': 'a,b\n1,2\n',
      'y/films.csv': 'a\n3\n4\n',
      'y/empty.csv': 'a\n',
    });
    await withSource(request(paths), async ({ files, reading, rows }) => {
      expect(rows).toBe(3);
      expect([...files!]).toEqual([0, 1, 1]);
      expect(reading.files.map(({ name, rows, missingColumns }) => [name, rows, missingColumns])).toEqual([
        ['x/films.csv', 1, []],
        ['y/films.csv', 2, ['b']],
        ['y/empty.csv', 0, ['b']],
      ]);
    });
  });

  test('unless they share no column, and then both are named', async () => {
    const paths = await files({ 'a.csv': 'a,b\n1,2\n', 'b.csv': 'c\n3\n' });
    await expect(readTable(request(paths))).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /b\.csv must share a column with a\.csv.*"c".*"a", "b"/) as object,
    );
  });

  test('one that cannot be read is named', async () => {
    const paths = await files({ 'a.csv': 'a\n1\n', 'b.csv': '' });
    await expect(readTable(request(paths))).rejects.toMatchObject(refusal('DATA_EMPTY', /b\.csv/) as object);
  });
});

describe('the files that a source names', () => {
  const found = async (...sources: string[]) =>
    (await findFiles(sources, folder)).map((path) => path.slice(folder.length + 1));

  test('are those that match, by the bytes of their names', async () => {
    await files({
      'films-2.csv': '',
      'films-10.csv': '',
      'films-B.csv': '',
      'films-a.csv': '',
      'other.csv': '',
    });
    const sorted = ['films-10.csv', 'films-2.csv', 'films-B.csv', 'films-a.csv'];
    expect(await found('films-*.csv')).toEqual(sorted);
    expect(await found('other.csv', 'films-?.csv')).toEqual([
      'other.csv',
      'films-2.csv',
      'films-B.csv',
      'films-a.csv',
    ]);
    expect(await found('films-{a,B}.csv')).toEqual(['films-B.csv', 'films-a.csv']);
    expect(await found('films-2.csv', 'films-*.csv')).toEqual([
      'films-2.csv',
      ...sorted.filter((n) => n !== 'films-2.csv'),
    ]);
  });

  test('lie in folders below too', async () => {
    await files({ '2020/a.csv': '', '2021/b.csv': '' });
    expect(await found('*/*.csv')).toEqual(['2020/a.csv', '2021/b.csv']);
    expect(await found('**/b.csv')).toEqual(['2021/b.csv']);
    expect(await findFiles([join(folder, '*/a.csv')], '/')).toEqual([join(folder, '2020/a.csv')]);
  });

  test('is the file itself where it is called so, in a folder called so', async () => {
    await files({ 'what*.csv': '', 'whatever.csv': '', '[x]/a.csv': '', '[x]/b.csv': '' });
    expect(await found('what*.csv')).toEqual(['what*.csv']);
    expect(await found('[x]/*.csv')).toEqual(['[x]/a.csv', '[x]/b.csv']);
  });

  test('are missed with the nearest names that are there', async () => {
    const [path] = await files({ 'films.csv': '', 'serials.tsv': '' });
    expect(basename(path!)).toBe('films.csv');
    await expect(found('flims.csv')).rejects.toMatchObject(
      refusal('DATA_MISSING', /flims\.csv is not there.*Did you mean "films\.csv"/) as object,
    );
    await expect(found('film-*.csv')).rejects.toMatchObject(
      refusal('DATA_MISSING', /no file matches the pattern film-\*\.csv\..*films\.csv/) as object,
    );
    await expect(found('x/*.csv')).rejects.toMatchObject(refusal('DATA_MISSING', /x\/\*\.csv/) as object);
  });
});
