import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT, tempFolder } from './support/parallax.js';

interface Row {
  id: string;
  title: string;
  year: number;
  passage: number;
  text: string;
}
interface Union {
  ensureUnion(file: string): Promise<void>;
  readUnion(folder: string): Promise<Row[]>;
  toPassages(text: string): string[];
}

describe('the sample of addresses on the State of the Union', () => {
  let union: Union;
  beforeAll(async () => {
    union = (await import(pathToFileURL(join(ROOT, 'scripts', 'union.mjs')).href)) as Union;
  });

  test('has passages of whole sentences, 400 characters or more, and loses no word', () => {
    const sentence = fc
      .array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 40 })
      .map((words) => `${words.join(' ')}.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 60 }), (sentences) => {
        const address = sentences.join(' ');
        const passages = union.toPassages(address);
        expect(passages.join(' ')).toBe(address);
        expect(passages.every((passage) => passage.endsWith('.'))).toBe(true);
        if (address.length >= 400)
          expect(Math.min(...passages.map(({ length }) => length))).toBeGreaterThan(399);
        else expect(passages).toEqual([address]);
      }),
    );
  });

  test('has a row for each passage, with who spoke and when, and no text twice', async () => {
    const folder = await tempFolder();
    const address = (year: number, name: string, text: string): Promise<void> =>
      writeFile(join(folder, `${year}_x.json`), JSON.stringify({ year, name, party: 'none', text }));
    await address(1901, 'A. Speaker', `${'Roads were built. '.repeat(30)}The harvest was good.`);
    await address(1900, 'B. Speaker', 'We greet you. There is peace.');
    await address(1902, 'A. Speaker', 'We greet you. There is peace.');
    const rows = await union.readUnion(folder);
    expect(rows.map(({ id, title, year }) => ({ id, title, year }))).toEqual([
      { id: '1900_x-1', title: 'B. Speaker, 1900, 1', year: 1900 },
      { id: '1901_x-1', title: 'A. Speaker, 1901, 1', year: 1901 },
    ]);
    expect(rows[1]?.text.endsWith('The harvest was good.')).toBe(true);
  });

  test('is not fetched again, and leaves nothing where it cannot be fetched', async () => {
    const folder = await tempFolder();
    const there = join(folder, 'there.csv');
    await writeFile(there, 'mine');
    await union.ensureUnion(there);
    expect(await readFile(there, 'utf8')).toBe('mine');

    const path = process.env['PATH'];
    const empty = join(folder, 'nothing');
    await mkdir(empty);
    process.env['PATH'] = empty;
    try {
      const file = join(folder, 'kept', 'union.csv');
      await expect(union.ensureUnion(file)).rejects.toThrow(/datasets-sotu.*could not be fetched.*network/);
      expect(await readdir(join(folder, 'kept'))).toEqual([]);
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('a sample that there is not is refused with those that there are', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts', 'start.mjs'), '--sample', 'flims'],
      {
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('--sample must be films or union, got "flims"\n');
    expect(status).toBe(2);
  });
});
