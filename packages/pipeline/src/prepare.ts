import { ParallaxError, perspectiveName, type Listener, type Purpose, type Recipe } from '@parallax-map/core';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { hashSource, inferColumns, profileStep, type Guess, type SourceProfile } from './data/index.js';
import { decide, readRecipe, RECIPE_FILE } from './recipe-file.js';
import type { StepRunner } from './run-step.js';

export interface PrepareOptions {
  perspective?: string | undefined;
  decisions?: Record<string, unknown> | undefined;
  askPurpose?: (() => Promise<Purpose>) | undefined;
  listener: Listener;
}

/** What is known before the first row is read. */
export interface Prepared {
  /** The table, absolute. */
  table: string;
  /** Folder of results, absolute. */
  folder: string;
  /** Name of the perspective. */
  name: string;
  recipe: Recipe;
  profile: SourceProfile;
  /** What the columns say of themselves, by place in the recipe, whether or not the recipe follows it. */
  guesses: Record<string, { value: unknown; reason: string }>;
}

/** Where a run reads and writes. */
export interface Place {
  /** The table, absolute; it is there. */
  table: string;
  /** Folder of results, absolute. */
  folder: string;
}

/**
 * Finds the table and the folder of results that belongs to it.
 *
 * @param source a table, or a folder that an earlier run made
 * @throws ParallaxError DATA_MISSING, FOLDER_INVALID, RECIPE_INVALID
 */
export async function locate(source: string, out: string | undefined): Promise<Place> {
  const path = resolve(source);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) {
    if (found === undefined) throw missing(source);
    return { table: path, folder: resolve(out ?? join(dirname(path), `${bareName(path)}.parallax`)) };
  }
  const recipe = await readRecipe(path);
  if (recipe === undefined) {
    throw new ParallaxError(
      'FOLDER_INVALID',
      `${source} is a folder without ${RECIPE_FILE}: give a table, or a folder that a run made.`,
    );
  }
  const table = resolve(path, recipe.data.source);
  if ((await stat(table).catch(() => undefined)) === undefined) throw missing(table);
  return { table, folder: out === undefined ? path : resolve(out) };
}

/** Reads the recipe, or infers one; flags have the last word, then the file, then inference. */
export async function prepare(place: Place, runner: StepRunner, options: PrepareOptions): Promise<Prepared> {
  const { table, folder } = place;
  const name = checkName(options.perspective ?? 'main');
  const before = await readRecipe(folder);
  const sha256 = await hashSource(table);
  const profile = {
    ...(await runner.run(profileStep, { name: basename(table) }, table, [sha256])).output,
    source: table,
  };
  const made = await placePaths(options.decisions ?? {}, folder);
  const guessed = guess(profile, before !== undefined || made['data.columns.text'] !== undefined);
  if (before === undefined) {
    for (const { role, value, reason } of guessed.said)
      options.listener({ type: 'guess', role, value, reason });
  }
  if (before?.perspectives[name] === undefined && made.purpose === undefined && options.askPurpose) {
    made.purpose = await options.askPurpose();
  }
  const base = before ?? { data: { columns: guessed.columns } };
  const source = portable(relative(folder, table));
  const recipe = decide(base, name, { ...made, 'data.source': source }, RECIPE_FILE);
  return { table, folder, name, recipe, profile, guesses: guessed.byPath };
}

/** Makes the folder of results; says whether it is new. */
export async function makeFolder(folder: string): Promise<boolean> {
  try {
    return (await mkdir(folder, { recursive: true })) !== undefined;
  } catch (cause) {
    throw new ParallaxError(
      'FOLDER_UNWRITABLE',
      `${folder} cannot be made: ${(cause as Error).message}. Name another with --out.`,
      { cause },
    );
  }
}

function missing(path: string): ParallaxError {
  return new ParallaxError('DATA_MISSING', `${path} is not there, or may not be read.`);
}

/** films.csv.gz → films */
function bareName(path: string): string {
  const name = basename(path).replace(/\.(gz|zst)$/i, '');
  return name.replace(/\.(csv|tsv|txt|json|ndjson|jsonl|parquet)$/i, '') || name;
}

function checkName(name: string): string {
  const checked = perspectiveName.safeParse(name);
  if (checked.success) return name;
  throw new ParallaxError('USAGE', `--perspective needs ${checked.error.issues[0]!.message}; got "${name}"`);
}

/** A file named on the command line is kept relative to the recipe, as the table is. */
async function placePaths(given: Record<string, unknown>, folder: string): Promise<Record<string, unknown>> {
  const made = { ...given };
  const vectors = made['encode.vectors'];
  if (typeof vectors === 'string') {
    if ((await stat(vectors).catch(() => undefined))?.isFile()) {
      made['encode.vectors'] = portable(relative(folder, resolve(vectors)));
    }
    made['encode.encoder'] ??= 'vectors';
  }
  return made;
}

/** Recipes travel between systems: `/` everywhere. */
function portable(path: string): string {
  return path.split(sep).join('/');
}

function guess(
  profile: SourceProfile,
  lenient: boolean,
): { columns: unknown; said: Guess[]; byPath: Prepared['guesses'] } {
  try {
    const { columns, guesses } = inferColumns(profile);
    const reasons = new Map(guesses.map(({ role, reason }) => [role, reason]));
    const byPath = Object.fromEntries(
      Object.entries(columns).map(([role, value]) => [
        `data.columns.${role}`,
        { value, reason: reasons.get(role) ?? 'read off the columns' },
      ]),
    );
    return { columns, said: guesses, byPath };
  } catch (error) {
    // No column reads like text; that only matters where nobody said which one to take.
    if (lenient && error instanceof ParallaxError && error.code === 'COLUMNS_UNCLEAR') {
      return { columns: {}, said: [], byPath: {} };
    }
    throw error;
  }
}
