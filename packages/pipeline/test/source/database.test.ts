import { execFileSync } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { hashSource } from '../../src/data/index.js';
import { locate } from '../../src/place.js';
import { missingExtension } from '../../src/source/database/extension.js';
import { sqliteSelect } from '../../src/source/database/sqlite-tables.js';
import { fileRequest, isPostgres, postgresAddress, readTable, withSource } from '../../src/source/index.js';
import { refusal, tableFile } from './table-files.js';

/** A DuckDB database in which these statements ran. */
async function database(name: string, ...statements: string[]): Promise<string> {
  const path = await tableFile(name, '');
  await rm(path);
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  return path;
}

async function rowsOf(path: string, table: string | null): Promise<(string | null)[][]> {
  const { cells, rows } = await readTable(fileRequest(path, { table }));
  const columns = [...cells.values()];
  return Array.from({ length: rows }, (_, row) => columns.map((column) => column[row]!));
}

const SQLITE = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(84)]);

afterEach(() => vi.unstubAllEnvs());

describe('a table of a database', () => {
  test('the only one needs no name; cells are text as in Parquet', async () => {
    const path = await database(
      'films.duckdb',
      'CREATE TABLE films (title TEXT, year INT, seen DATE, tags TEXT[])',
      "INSERT INTO films VALUES ('Alien', 1979, '1980-01-02', ['space', 'cat']), ('Heat', NULL, NULL, NULL)",
    );
    expect(await rowsOf(path, null)).toEqual([
      ['Alien', '1979', '1980-01-02', 'space, cat'],
      ['Heat', null, null, null],
    ]);
    const format = await withSource(fileRequest(path), async ({ reading }) => reading.files[0]!.format);
    expect(format).toBe('duckdb');
  });

  test('rows come in the order of the whole primary key, else as they are stored; views count as tables', async () => {
    const path = await database(
      'films.db',
      'CREATE TABLE keyed (a INT, b TEXT, PRIMARY KEY (b, a))',
      "INSERT INTO keyed VALUES (2, 'y'), (1, 'y'), (3, 'x')",
      'CREATE TABLE loose (a INT)',
      'INSERT INTO loose VALUES (3), (1), (2)',
      'CREATE VIEW shown AS SELECT a + 10 AS a FROM loose ORDER BY a DESC',
    );
    expect((await rowsOf(path, 'keyed')).map(([a]) => a)).toEqual(['3', '1', '2']);
    expect((await rowsOf(path, 'loose')).map(([a]) => a)).toEqual(['3', '1', '2']);
    expect((await rowsOf(path, 'shown')).map(([a]) => a)).toEqual(['13', '12', '11']);
  });

  test('one of several must be named; the error lists them and the nearest', async () => {
    const path = await database(
      'films.duckdb',
      'CREATE TABLE films (a INT)',
      'CREATE TABLE people (a INT)',
      'CREATE SCHEMA old',
      'CREATE TABLE old.films AS SELECT 7 AS a',
    );
    await expect(rowsOf(path, null)).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /holds 3 tables.*--table.*"films", "old\.films", "people"/) as object,
    );
    await expect(rowsOf(path, 'pepole')).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /no one table "pepole"\. Did you mean "people"\?/) as object,
    );
    expect(await rowsOf(path, 'old.films')).toEqual([['7']]);
    await expect(rowsOf(path, 'films')).rejects.toMatchObject(
      refusal('DATA_EMPTY', /films\.duckdb has no rows/) as object,
    );
  });

  test('names are never read as SQL', async () => {
    const name = '"; DROP TABLE x; --\'.';
    const quoted = `"${name.replaceAll('"', '""')}"`;
    const path = await database('t.duckdb', `CREATE TABLE ${quoted} AS SELECT 1 AS ${quoted}`);
    expect(await rowsOf(path, name)).toEqual([['1']]);
  });

  test('a view reads no file of this machine', async () => {
    const secret = await tableFile('secret.txt', 'secret');
    const path = await database('t.duckdb', `CREATE VIEW v AS SELECT content FROM read_text('${secret}')`);
    await expect(rowsOf(path, 'v')).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /whole DuckDB database.*disabled/) as object,
    );
  });

  test('a database without tables or cut short is said to be so', async () => {
    const empty = await database('empty.duckdb', 'CREATE SCHEMA s');
    await expect(rowsOf(empty, null)).rejects.toMatchObject(refusal('DATA_EMPTY', /no table/) as object);
    const cut = await tableFile('cut.duckdb', Buffer.from('12345678DUCK'));
    await expect(rowsOf(cut, null)).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /cut\.duckdb must be a whole DuckDB database/) as object,
    );
  });

  test('what its log of changes holds counts as its own', async () => {
    const path = await tableFile('films.db', SQLITE);
    const before = await hashSource([path]);
    await writeFile(`${path}-wal`, '');
    expect(await hashSource([path])).toBe(before);
    await writeFile(`${path}-wal`, 'rows');
    expect(await hashSource([path])).not.toBe(before);
    const text = await tableFile('films.csv', 'a\n1\n');
    const alone = await hashSource([text]);
    await writeFile(`${text}-wal`, 'rows');
    expect(await hashSource([text])).toBe(alone);
  });
});

describe('without the extension', () => {
  test('an SQLite file is told as one, with what to do', async () => {
    const path = await tableFile('my films.db', SQLITE);
    vi.stubEnv('DUCKDB_EXTENSION_DIRECTORY', dirname(path));
    const told = readTable(fileRequest(path, { table: 'films' }));
    await expect(told).rejects.toMatchObject(
      refusal(
        'DATA_UNREADABLE',
        /^my films\.db is an SQLite database, .* extension "sqlite"; that of DuckDB v\d+\.\d+\.\d+ \(\w+\) is not on this machine .*`INSTALL sqlite` in a DuckDB v\d.*`sqlite3 -header -csv 'my films\.db' "SELECT \* FROM films" > films\.csv`/,
      ) as object,
    );
  });

  test('one that cannot be loaded is told apart from one that is not there', async () => {
    const path = await tableFile('films.db', SQLITE);
    await writeFile(join(dirname(path), 'sqlite_scanner.duckdb_extension'), 'no extension');
    vi.stubEnv('DUCKDB_EXTENSION_DIRECTORY', dirname(path));
    await expect(rowsOf(path, null)).rejects.toMatchObject(
      refusal('DATA_UNREADABLE', /is on this machine but cannot be loaded/) as object,
    );
  });

  test('the advice for Postgres is a command that works in a shell, whatever the table is called', () => {
    const from = { kind: 'postgres', at: 'postgres://me@host/films', name: 'postgres://host/films' } as const;
    expect(missingExtension(from, '$(rm -rf /)', 'v1.2.3 (linux_amd64)', '')).toContain(
      `\`psql postgres://me@host/films -c "\\copy (SELECT * FROM films) TO 'films.csv' CSV HEADER"\``,
    );
  });
});

/** Whether the machine has SQLite's own program, which then reads what DuckDB is to hand it. */
const sqlite3 = ((): boolean => {
  try {
    return execFileSync('sqlite3', ['-version']).length > 0;
  } catch {
    return false;
  }
})();

test('a table of SQLite is asked for in its order, blobs by their size, odd names quoted for both', async () => {
  const sql = sqliteSelect('db', `o'd"d`, ['a', `b"'`], ['rowid']);
  expect(sql).toContain(`FROM "o''d""d" ORDER BY rowid')`);
  expect(sql).toContain(`AS "b""'"`);
  if (!sqlite3) return;
  const inner = /sqlite_query\('db', '(.*)'\)\)$/s.exec(sql)![1]!.replaceAll("''", "'");
  const path = await tableFile('t.db', '');
  const made = `CREATE TABLE "o'd""d" (a, "b""'"); INSERT INTO "o'd""d" VALUES (2.0, x'0102'), ('x', NULL);`;
  expect(execFileSync('sqlite3', [path, made, inner], { encoding: 'utf8' })).toBe('2.0|[2 bytes]\nx|\n');
});

describe('the address of a Postgres database', () => {
  test('is known and called by what is no secret', () => {
    const {
      address,
      name,
      database: films,
    } = postgresAddress('postgresql://me@db.example.org:5433/films?sslmode=require');
    expect(address).toBe('postgresql://me@db.example.org:5433/films?sslmode=require');
    expect([name, films]).toEqual(['postgres://db.example.org:5433/films', 'films']);
    expect(postgresAddress('postgres:///films').database).toBe('films');
    expect(postgresAddress('postgres://me@[::1]:5432').database).toBeNull();
    expect(isPostgres('postgres.csv')).toBe(false);
  });

  test.each([
    'postgres://me:hunter2@host/films',
    'postgres://me:hun/ter2@host/films',
    'postgres://me:hun@ter2@host/films',
    'postgres://me:hun?ter2@host/films',
    'postgres://host/films?password=hunter2',
    'postgres://host/films?%70assword=hunter2',
    'postgres://host/films?sslpassword=hunter2',
    ' POSTGRES:me:hunter2@host',
  ])('with a password is refused without saying it: %s', async (given) => {
    const refused = await locate([given, 'other.csv'], undefined).catch((error: unknown) => error as Error);
    expect(refused).toMatchObject(refusal('USAGE', /PGPASSWORD or ~\/\.pgpass/) as object);
    expect(String(refused)).not.toMatch(/hun|ter2/);
  });

  test('that is no such address is never repeated', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (junk) => {
        const secret = `s3cr3t${junk}`;
        try {
          postgresAddress(`postgres://me:${secret}/films`);
        } catch (error) {
          expect((error as Error).message).not.toContain('s3cr3t');
          return;
        }
        throw new Error('it was taken');
      }),
    );
  });

  test('stands alone; its rows are to be kept in a folder called after the database', async () => {
    await expect(locate(['a.csv', 'postgres://host/films'], undefined)).rejects.toMatchObject(
      refusal('USAGE', /must stand alone/) as object,
    );
    const place = await locate('postgres://me@host/films', undefined);
    expect(place).toMatchObject({ source: 'source/postgres.parquet', name: 'postgres.parquet' });
    expect(place.folder).toMatch(/films\.parallax$/);
    expect((await locate('postgres://host/..', undefined)).folder).toMatch(/postgres\.parallax$/);
    expect(await stat(place.folder).catch(() => undefined)).toBeUndefined();
  });
});
