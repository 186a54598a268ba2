import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';

/** Makes an input in a folder. */
export type Maker = (folder: string, files: string) => Promise<void>;

/** The inputs of the corpus that are too large to be committed, or are no plain files. */
export const makers: Record<string, Maker> = {
  'three-files': (folder) => threeFiles(folder),
  async 'three-files-bracket'(folder) {
    await mkdir(join(folder, '[a]'));
    await threeFiles(join(folder, '[a]'));
  },
  async 'files-other-columns'(folder) {
    await threeFiles(folder);
    await write(
      folder,
      'films-2.csv',
      rows(10, 20).map((row) => row.slice(0, 3)),
      HEADER.slice(0, 3),
    );
  },
  async 'files-no-common'(folder) {
    await threeFiles(folder);
    await write(folder, 'films-2.csv', rows(10, 20), ['a', 'b', 'c', 'd']);
  },
  async 'files-one-bad'(folder, files) {
    await threeFiles(folder);
    await copyFile(join(files, 'png.csv'), join(folder, 'films-3.csv'));
  },
  async 'files-one-empty'(folder) {
    await threeFiles(folder);
    await writeFile(join(folder, 'films-3.csv'), '');
  },
  async 'files-encodings'(folder) {
    await threeFiles(folder);
    const accented = csv(rows(10, 20), HEADER).replaceAll('Film', 'Été à Málaga').replaceAll('tide', 'marée');
    await writeFile(join(folder, 'films-2.csv'), Buffer.from(`\ufeff${accented}`, 'utf16le'));
    await writeFile(join(folder, 'films-3.csv'), Buffer.from(accented, 'latin1'));
  },
  async 'files-formats'(folder) {
    await write(folder, 'films-1.csv', rows(0, 10));
    const objects = rows(10, 20).map((row) => Object.fromEntries(row.map((cell, i) => [HEADER[i]!, cell])));
    await writeFile(join(folder, 'films-2.json'), JSON.stringify(objects));
    await writeFile(join(folder, 'films-3.csv.gz'), gzipSync(csv(rows(20, 30), HEADER)));
  },
  async folder(folder) {
    await mkdir(join(folder, 'films.csv'));
  },
  async link(folder, files) {
    await copyFile(join(files, 'utf-8.csv'), join(folder, 'the films themselves'));
    await symlink('the films themselves', join(folder, 'films.csv'));
  },
  'link-dangling': (folder) => symlink('nothing', join(folder, 'films.csv')),
  'link-loop': (folder) => symlink('films.csv', join(folder, 'films.csv')),
  async 'not-readable'(folder, files) {
    await copyFile(join(files, 'utf-8.csv'), join(folder, 'films.csv'));
    await chmod(join(folder, 'films.csv'), 0);
  },
  async fifo(folder) {
    execFileSync('mkfifo', [join(folder, 'films.csv')]);
  },
  'cell-50-mb': (folder) =>
    write(
      folder,
      'films.csv',
      rows(0, 30).map((row, i) => (i === 3 ? [row[0]!, row[1]!, 'x'.repeat(50_000_000), '1'] : row)),
    ),
  'line-40-mb': (folder) =>
    writeFile(join(folder, 'films.csv'), `id,title,overview ${'and so on '.repeat(4_000_000)}`),
  async 'many-rows'(folder) {
    const block = Array.from({ length: 10_000 }, (_, i) => `${i},${rows(3, 4)[0]![2]}\n`).join('');
    await stream(join(folder, 'films.csv'), 'id,overview\n', block, 10);
  },
  'columns-100': (folder) =>
    write(
      folder,
      'films.csv',
      wide(100),
      Array.from({ length: 100 }, (_, i) => (i === 2 ? 'overview' : `c${i}`)),
    ),
  'quotes-million': (folder) =>
    write(
      folder,
      'films.csv',
      rows(0, 30).map((row, i) => (i === 3 ? [row[0]!, row[1]!, '"'.repeat(500_000), '1'] : row)),
    ),
  'delimiters-million': (folder) =>
    writeFile(join(folder, 'films.csv'), `${csv(rows(0, 30), HEADER)}31,x${','.repeat(1_000_000)}\n`),
  'blank-million': (folder) =>
    writeFile(
      join(folder, 'films.csv'),
      csv(rows(0, 30), HEADER).replace('\n5,', `${'\n'.repeat(1_000_001)}5,`),
    ),
  async 'json-deep'(folder) {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const objects = rows(0, 30).map((row) => `{"id":"${row[0]}","overview":"${row[2]}"}`);
    await writeFile(join(folder, 'films.json'), `[${objects.join(',')},{"id":"31","overview":${deep}}]`);
  },
  async 'gzip-bomb'(folder) {
    const zeros = Buffer.alloc(1 << 20);
    const blocks = Readable.from(Array.from({ length: 200 }, () => zeros));
    await pipeline(blocks, createGzip(), createWriteStream(join(folder, 'films.csv.gz')));
  },
};

const HEADER = ['id', 'title', 'overview', 'votes'];
const PEOPLE = ['A retired thief', 'Two sisters', 'A village doctor', 'An old sailor', 'The last librarian'];
const DEEDS = [
  'returns to the harbour',
  'keeps a lighthouse',
  'hides a soldier',
  'teaches a choir',
  'sells apples',
  'saves books',
];

/** Rows `from` to `to`, without a character that CSV would have to quote. */
function rows(from: number, to: number): string[][] {
  return Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    return [
      String(i + 1),
      `Film ${i + 1}`,
      `${PEOPLE[i % 5]} ${DEEDS[i % 6]} before the spring tide.`,
      String(i * 7),
    ];
  });
}

function wide(columns: number): string[][] {
  return rows(0, 30).map((row, i) =>
    Array.from({ length: columns }, (_, c) => (c === 2 ? row[2]! : String((i * 31 + c * 7) % 97))),
  );
}

function csv(cells: string[][], header: string[]): string {
  const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [header, ...cells].map((row) => `${row.map(quoted).join(',')}\n`).join('');
}

async function write(folder: string, name: string, cells: string[][], header = HEADER): Promise<void> {
  await writeFile(join(folder, name), csv(cells, header));
}

async function threeFiles(folder: string): Promise<void> {
  for (const n of [1, 2, 3]) await write(folder, `films-${n}.csv`, rows(10 * (n - 1), 10 * n));
}

async function stream(path: string, head: string, block: string, times: number): Promise<void> {
  const blocks = Readable.from([head, ...Array.from({ length: times }, () => block)]);
  await pipeline(blocks, createWriteStream(path));
}
