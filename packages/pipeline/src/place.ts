import { stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { ParallaxError, parseRecipe } from '@parallax-map/core';
import { fillColumns, readDraft, RECIPE_FILE } from './recipe-file.js';
import type { KeptFrom } from './keep-source.js';
import { findFiles, isPostgres, postgresAddress } from './source/index.js';

/** Where a run reads and writes. */
export interface Place {
  /** What the recipe says of the table: paths and patterns relative to the folder of results. */
  source: string | string[];
  /** The files of the table, absolute, in the order of their rows; all are there, but that of the standard input. */
  files: string[];
  /** What the table is called in messages. */
  name: string;
  /** Folder of results, absolute. */
  folder: string;
  /** Where the rows come from that are yet to be kept as the file; null where it is there. */
  kept: KeptFrom | null;
}

/** What stands for the standard input, on the command line. */
export const STDIN = '-';
/** Where its bytes are kept, within the folder of results. */
const KEPT_STDIN = 'source/stdin';
/** Where the rows of a Postgres table are kept. */
const KEPT_POSTGRES = 'source/postgres.parquet';

/**
 * Finds the table and the folder of results that belongs to it.
 *
 * @param given a folder that an earlier run made; or files and patterns; or `-` for the standard input; or the address
 *   of a Postgres database
 * @throws ParallaxError USAGE, DATA_MISSING, FOLDER_INVALID, RECIPE_INVALID
 */
export async function locate(given: string | readonly string[], out: string | undefined): Promise<Place> {
  const sources = [given].flat();
  if (sources.length === 0)
    throw new ParallaxError('USAGE', 'a table or a folder of results is needed; got none');
  if (sources.includes(STDIN)) return ofStdin(sources, out);
  if (sources.some(isPostgres)) return ofPostgres(sources, out);
  const [first] = sources;
  const path = resolve(first!);
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    if (sources.length === 1) return ofFolder(first!, path, out);
    throw new ParallaxError('USAGE', `${first} is a folder: give it alone, or tables only`);
  }
  const files = await findFiles(sources, process.cwd());
  const folder = resolve(out ?? join(dirname(files[0]!), `${stem(files)}.parallax`));
  return {
    source: rebased(sources, process.cwd(), folder),
    files,
    name: called(sources, files),
    folder,
    kept: null,
  };
}

function ofStdin(sources: string[], out: string | undefined): Place {
  if (sources.length > 1) {
    throw new ParallaxError('USAGE', '"-" reads the table from the standard input and must stand alone');
  }
  const folder = resolve(out ?? 'stdin.parallax');
  return { source: KEPT_STDIN, files: [join(folder, KEPT_STDIN)], name: 'stdin', folder, kept: 'stdin' };
}

/** What was kept is the table from then on: the address is in no recipe. */
function ofPostgres(sources: readonly string[], out: string | undefined): Place {
  // Each is looked at before anything is said of them.
  const addresses = sources.filter(isPostgres).map(postgresAddress);
  if (sources.length > 1) {
    throw new ParallaxError(
      'USAGE',
      'the address of a Postgres database must stand alone, without other tables',
    );
  }
  const { database } = addresses[0]!;
  const plain = database !== null && /^[\p{L}\p{N}_-]+$/u.test(database);
  const folder = resolve(out ?? `${plain ? database : 'postgres'}.parallax`);
  const files = [join(folder, KEPT_POSTGRES)];
  return { source: KEPT_POSTGRES, files, name: basename(KEPT_POSTGRES), folder, kept: addresses[0]! };
}

/**
 * The folder of results that a run on this table works in, whether it is there or not.
 *
 * @throws ParallaxError where the table is not there
 */
export async function folderOf(given: string | readonly string[], out: string | undefined): Promise<string> {
  return (await locate(given, out)).folder;
}

async function ofFolder(given: string, path: string, out: string | undefined): Promise<Place> {
  const { draft } = fillColumns(await readDraft(path), { text: 'auto' });
  if (draft === undefined) {
    throw new ParallaxError(
      'FOLDER_INVALID',
      `${given} is a folder without ${RECIPE_FILE}: give a table, or a folder that a run made.`,
    );
  }
  const { source } = parseRecipe(draft, join(path, RECIPE_FILE)).data;
  const sources = [source].flat();
  if (sources.some(isPostgres)) return ofPostgres(sources, out ?? path);
  const files = await findFiles(sources, path);
  const name = called(sources, files);
  if (out === undefined) return { source, files, name, folder: path, kept: null };
  const folder = resolve(out);
  return { source: rebased(sources, path, folder), files, name, folder, kept: null };
}

/** Sources relative to one folder as they are relative to another. Recipes travel between systems: `/` everywhere. */
function rebased(sources: readonly string[], from: string, to: string): string | string[] {
  const paths = sources.map((source) => portable(relative(to, resolve(from, source))));
  return paths.length === 1 ? paths[0]! : paths;
}

export function portable(path: string): string {
  return path.split(sep).join('/');
}

function called(sources: readonly string[], files: readonly string[]): string {
  if (files.length === 1) return basename(files[0]!);
  if (sources.length === 1) return basename(sources[0]!);
  return `${basename(files[0]!)} and ${files.length - 1} more`;
}

/** films.csv.gz → films; films-2020.csv and films-2021.csv → films */
function stem(files: readonly string[]): string {
  const names = files.map(bareName);
  const [first] = names;
  if (names.length === 1) return first!;
  let length = 0;
  while (length < first!.length && names.every((name) => name[length] === first![length])) length++;
  const whole = names.every((name) => name.length === length || !/[\p{L}\p{N}]/u.test(name[length]!));
  const common = first!.slice(0, length);
  // Half a word or half a number names nothing.
  const words = whole ? common : common.replace(/[\p{L}\p{N}]+$/u, '');
  return words.replace(/[^\p{L}\p{N}]+$/u, '') || first!;
}

function bareName(path: string): string {
  const name = basename(path).replace(/\.(gz|zst)$/i, '');
  return name.replace(/\.(csv|tsv|txt|json|ndjson|jsonl|parquet|db|sqlite|sqlite3|duckdb)$/i, '') || name;
}
