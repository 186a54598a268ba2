import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  COMMAND,
  ended,
  fileIn,
  makeTemp,
  parallax,
  query,
  SAMPLE,
  tempFolder,
  type Ended,
} from './support/parallax.js';

const FLAGS = ['--encoder', 'tfidf', '--no-open', '--no-refit'];

let header: string;
let lines: string[];

beforeAll(async () => {
  [header, ...lines] = (await readFile(SAMPLE, 'utf8')).trimEnd().split('\n') as [string, ...string[]];
});

/** The sample in three files, and the folder they lie in. */
async function parted(): Promise<string> {
  const folder = await makeTemp();
  const third = Math.ceil(lines.length / 3);
  for (const [i, name] of ['films-a.csv', 'films-b.csv', 'films-c.csv'].entries()) {
    await writeFile(join(folder, name), [header, ...lines.slice(i * third, (i + 1) * third), ''].join('\n'));
  }
  return folder;
}

async function recipeOf(out: string): Promise<{ data: { source: unknown } }> {
  return JSON.parse(await readFile(join(out, 'parallax.json'), 'utf8')) as { data: { source: unknown } };
}

describe('several files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await parted();
    const { status, err } = await parallax(['run', 'films-*.csv', ...FLAGS], { cwd: folder });
    expect(err).toBe('');
    expect(status).toBe(0);
  });

  test('named by a pattern are one table, which the recipe says', async () => {
    const out = join(folder, 'films.parallax');
    expect((await recipeOf(out)).data.source).toBe('../films-*.csv');
    const [count] = await query(`SELECT count(*)::INT AS n FROM '${fileIn(out, 'rows.parquet')}'`);
    expect(count).toEqual({ n: lines.length });
    const files = await query(
      `SELECT file, min(line) AS first FROM '${fileIn(out, 'rows.parquet')}' GROUP BY file ORDER BY file`,
    );
    expect(files).toEqual(['films-a.csv', 'films-b.csv', 'films-c.csv'].map((file) => ({ file, first: 2 })));
  });

  test('are found again from the folder of results, and a changed one is seen', async () => {
    const again = await parallax(['run', join(folder, 'films.parallax'), '--json', '--no-open']);
    expect(again.status).toBe(0);
    expect(again.out).toContain('"unchanged":true');
    const path = join(folder, 'films-b.csv');
    await writeFile(path, (await readFile(path, 'utf8')) + `${lines[0]!.replace(/^\d+/, '99999999')}\n`);
    const grown = await parallax(['run', join(folder, 'films.parallax'), '--json', '--no-open']);
    expect(grown.out).toContain(`"rows":${lines.length + 1}`);
  });

  test('listed one by one keep that order', async () => {
    const out = join(folder, 'listed');
    const { status } = await parallax(['run', 'films-c.csv', 'films-a.csv', '--out', out, ...FLAGS], {
      cwd: folder,
    });
    expect(status).toBe(0);
    expect((await recipeOf(out)).data.source).toEqual(['../films-c.csv', '../films-a.csv']);
    const [first] = await query(`SELECT id FROM '${fileIn(out, 'rows.parquet')}' WHERE row = 0`);
    expect((await readFile(join(folder, 'films-c.csv'), 'utf8')).split('\n')[1]).toContain(String(first!.id));
  });

  test('that a pattern does not find are said to be missing', async () => {
    const { status, err } = await parallax(['run', 'film_*.csv', ...FLAGS], { cwd: folder });
    expect(status).toBe(66);
    expect(err).toMatch(/no file\s+matches\s+the\s+pattern\s+film_\*\.csv/);
  });

  test('and a folder of results are not taken together', async () => {
    const { status } = await parallax(['run', 'films.parallax', 'films-a.csv'], { cwd: folder });
    expect(status).toBe(64);
  });
});

describe('the standard input', () => {
  const piped = (args: string[], cwd: string, bytes: string | Buffer): Promise<Ended> => {
    const child = spawn(process.execPath, [COMMAND, 'run', ...args, ...FLAGS], { cwd, stdio: 'pipe' });
    child.stdin.on('error', () => undefined);
    child.stdin.end(bytes);
    return ended(child);
  };

  test('is kept in the folder of results, and is its table from then on', async () => {
    const cwd = await tempFolder();
    const bytes = await readFile(SAMPLE);
    const { status, err } = await piped(['-'], cwd, bytes);
    expect([status, err]).toEqual([0, '']);
    const out = join(cwd, 'stdin.parallax');
    expect((await recipeOf(out)).data.source).toBe('source/stdin');
    expect((await readFile(join(out, 'source', 'stdin'))).equals(bytes)).toBe(true);
    const again = await parallax(['run', 'stdin.parallax', '--json', '--no-open'], { cwd });
    expect(again.status).toBe(0);
    expect(again.out).toContain('"unchanged":true');
  });

  test('that brings nothing, or stands beside a file, is refused and leaves nothing behind', async () => {
    const cwd = await tempFolder();
    const empty = await piped(['-'], cwd, '');
    expect([empty.status, empty.err]).toEqual([65, expect.stringMatching(/brought no bytes/)]);
    expect((await piped(['-', 'a.csv'], cwd, 'a\n')).status).toBe(64);
    await expect(stat(join(cwd, 'stdin.parallax'))).rejects.toThrow();
  });

  test.each([
    ['brings nothing', '', /brought no bytes/],
    ['is no table', Buffer.from('%PDF-1.7\n\0\x01\x02 binary'), /stdin must be .*it is a PDF/s],
    ['has a line of names and no rows', 'id,text\n', /stdin has no rows/],
  ])('that %s leaves the table kept before', async (_, bytes, words) => {
    const cwd = await tempFolder();
    const folder = join(cwd, 'o.parallax', 'source');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'stdin'), 'text\nbefore\n');
    const { status, err } = await piped(['-', '--out', 'o.parallax'], cwd, bytes);
    expect([status, err]).toEqual([65, expect.stringMatching(words)]);
    expect(await readFile(join(folder, 'stdin'), 'utf8')).toBe('text\nbefore\n');
    expect(await readdir(folder)).toEqual(['stdin']);
  });
});
