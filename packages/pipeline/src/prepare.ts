import {
  ParallaxError,
  parseRecipe,
  perspectiveName,
  type Columns,
  type Listener,
  type Purpose,
  type Recipe,
} from '@parallax-map/core';
import { mkdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import {
  hashSource,
  inferColumns,
  inferRoles,
  profileStep,
  type Guess,
  type ReadingSection,
  type SourceProfile,
} from './data/index.js';
import { keepSource } from './keep-source.js';
import { portable, type Place } from './place.js';
import { beginFrom, decide, fillColumns, readDraft, RECIPE_FILE } from './recipe-file.js';
import type { StepRunner } from './run-step.js';
import { idleRefits } from './settle.js';
import { fileNames, withSource, type ReadingOptions, type SourceRequest } from './source/index.js';

export interface PrepareOptions {
  perspective?: string | undefined;
  /** Perspective whose decisions a new one begins with. */
  from?: string | undefined;
  decisions?: Record<string, unknown> | undefined;
  askPurpose?: (() => Promise<Purpose>) | undefined;
  /** Whether a new recipe may do without a text where no column reads like one; default no. */
  textMayBeOpen?: boolean | undefined;
  /** Where `-` reads the table from. */
  stdin?: (Readable & { isTTY?: boolean }) | undefined;
  listener: Listener;
  signal: AbortSignal;
}

/** What is known before the first row is read. */
export interface Prepared {
  request: SourceRequest;
  /** SHA-256 of the table's bytes, in hex, and what else its reading depends on. */
  sha256: string;
  reading: Omit<ReadingSection, 'name'>;
  /** Folder of results, absolute. */
  folder: string;
  /** Name of the perspective. */
  name: string;
  /** Where `textIsOpen`, it names a text that stands for none. */
  recipe: Recipe;
  textIsOpen: boolean;
  profile: SourceProfile;
  /** Key of its artifact: what was read, and how. */
  profileKey: string;
  /** What the columns say of themselves, by place in the recipe, whether or not the recipe follows it. */
  guesses: Record<string, { value: unknown; reason: string }>;
}

/** Reads the recipe, or infers one; flags have the last word, then the file, then inference. */
export async function prepare(place: Place, runner: StepRunner, options: PrepareOptions): Promise<Prepared> {
  const { source, files, folder } = place;
  const { listener } = options;
  const name = checkName(options.perspective ?? 'main');
  const file = join(folder, RECIPE_FILE);
  const draft = await readDraft(folder);
  const given = options.decisions ?? {};
  const request = { paths: files, name: place.name, options: readingOptions(draft, given, file) };
  const reading = { ...request.options, files: files.length === 1 ? null : fileNames(files) };
  if (place.kept !== null) {
    await keepSource(place.kept, files[0]!, {
      ...options,
      table: request.options.table,
      check: (path) => withSource({ ...request, paths: [path] }, async () => {}),
    });
  }
  const sha256 = await hashSource(files);
  const looked = await runner.run(profileStep, { name: place.name, ...reading }, request, [sha256]);
  const profile = { ...looked.output, request };
  const text = given['data.columns.text'];
  // Rows with places of their own need no text, where no column reads like one.
  const isPlaced = typeof given['reduce.mapX'] === 'string';
  const mayBeOpen = (options.textMayBeOpen === true || isPlaced) && draft === undefined;
  const guessed = guess(profile, text === undefined ? draft !== undefined : text !== AUTO, mayBeOpen);
  const filled = fillColumns(draft, guessed.columns);
  const stored = draft === undefined ? undefined : parseRecipe(filled.draft, file);
  const before = stored && beginFrom(stored, name, options.from);
  const earlier = before?.perspectives[name]?.encode.encoder;
  const made = await placePaths(inferAuto(given, guessed.columns), folder, earlier);
  for (const { role, value, reason } of guessed.said) {
    if (before === undefined || filled.open.includes(role)) listener({ type: 'guess', role, value, reason });
  }
  if (before?.perspectives[name] === undefined && made.purpose === undefined) {
    const first = before?.perspectives.main ?? Object.values(before?.perspectives ?? {})[0];
    const purpose = first?.purpose ?? (await options.askPurpose?.());
    if (purpose !== undefined) made.purpose = purpose;
  }
  if (before !== undefined && !isDeepStrictEqual(before.data.source, source)) {
    const message = `the table of this folder was ${listed(before.data.source)}; from now on it is ${listed(source)}`;
    listener({ type: 'note', step: 'data', message });
  }
  const hasNoText = mayBeOpen && guessed.columns.text === undefined && (text ?? AUTO) === AUTO;
  const textIsOpen = hasNoText && !isPlaced;
  const columns = hasNoText
    ? { ...guessed.columns, text: isPlaced ? null : `{${profile.columns[0]!.name}}` }
    : guessed.columns;
  if (hasNoText) delete made['data.columns.text'];
  const base = before ?? { data: { columns } };
  const recipe = decide(base, name, { ...made, 'data.source': source }, file);
  if (recipe.data.by !== null && recipe.data.top === null) {
    const message = `"${recipe.data.by}" ranks nothing unless --top says how many rows are kept; all are`;
    listener({ type: 'note', step: 'data', message });
  }
  const idle = made['doubt.refits'] === undefined ? null : idleRefits(recipe.perspectives[name]!);
  if (idle !== null) listener({ type: 'note', step: 'refit', message: idle });
  const { key: profileKey } = looked;
  const { byPath: guesses } = guessed;
  return { request, sha256, reading, folder, name, recipe, textIsOpen, profile, profileKey, guesses };
}

/** How the bytes are to be read, which must be known before the columns are. */
function readingOptions(draft: unknown, given: Record<string, unknown>, file: string): ReadingOptions {
  const known = fillColumns(draft ?? { data: { source: 'unread' } }, { text: AUTO }).draft;
  const said = Object.entries(given).filter(([path]) => READING.some((key) => path === `data.${key}`));
  const base = parseRecipe({ perspectives: {}, ...(known as object) }, file);
  const { data } = parseRecipe(
    {
      ...base,
      data: {
        ...base.data,
        ...Object.fromEntries(said.map(([path, value]) => [path.slice('data.'.length), value])),
      },
    },
    file,
  );
  const { table, encoding, delimiter, mostRejected } = data;
  return { table, encoding, delimiter, mostRejected };
}

const READING: (keyof ReadingOptions)[] = ['table', 'encoding', 'delimiter', 'mostRejected'];

function listed(source: string | string[]): string {
  return [source].flat().join(', ');
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

function checkName(name: string): string {
  const checked = perspectiveName.safeParse(name);
  if (checked.success) return name;
  throw new ParallaxError('USAGE', `--perspective needs ${checked.error.issues[0]!.message}; got "${name}"`);
}

/** A role that is given back to the columns is what they seem to be. */
const AUTO = 'auto';

function inferAuto(given: Record<string, unknown>, inferred: Partial<Columns>): Record<string, unknown> {
  const columns: Record<string, unknown> = inferred;
  return Object.fromEntries(
    Object.entries(given).map(([path, value]) => {
      const isAuto = value === AUTO && path.startsWith('data.columns.');
      return [path, isAuto ? (columns[path.slice('data.columns.'.length)] ?? null) : value];
    }),
  );
}

/**
 * A file named on the command line is kept relative to the recipe, as the table is; what is named sets the encoder.
 *
 * @param earlier encoder of the recipe so far
 */
async function placePaths(
  given: Record<string, unknown>,
  folder: string,
  earlier: string | undefined,
): Promise<Record<string, unknown>> {
  const made = { ...given };
  if (typeof made['encode.server'] === 'string') made['encode.encoder'] ??= 'server';
  const model = made['encode.model'];
  const encoder = made['encode.encoder'] ?? earlier;
  // With a server, the name of a model is the server's.
  if (typeof model === 'string' && encoder !== 'server') {
    if (await isFolder(model)) made['encode.model'] = dotted(portable(relative(folder, resolve(model))));
    made['encode.encoder'] ??= encoder === 'image-model' ? encoder : 'model';
  }
  const vectors = made['encode.vectors'];
  if (typeof made['cluster.topicColumn'] === 'string') made['cluster.method'] ??= 'column';
  if (typeof made['reduce.mapX'] === 'string') {
    if (typeof vectors !== 'string') made['encode.encoder'] ??= 'none';
    made['cluster.method'] ??= 'density';
  }
  if (typeof vectors !== 'string') return made;
  if (await isFile(vectors)) made['encode.vectors'] = portable(relative(folder, resolve(vectors)));
  else if (/\.(npy|parquet)$/i.test(vectors) && !(await isFile(resolve(folder, vectors)))) {
    throw new ParallaxError('VECTORS_INVALID', `--vectors needs a file that is there; ${vectors} is not`);
  }
  made['encode.encoder'] ??= 'vectors';
  return made;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** The dots tell a folder from a name on the hub. */
function dotted(path: string): string {
  return path.startsWith('../') || isAbsolute(path) ? path : `./${path}`;
}

function guess(
  profile: SourceProfile,
  lenient: boolean,
  mayBeOpen: boolean,
): { columns: Partial<Columns>; said: Guess[]; byPath: Prepared['guesses'] } {
  try {
    const { columns: inferred, guesses } = mayBeOpen ? inferRoles(profile) : inferColumns(profile);
    const { text, ...others } = inferred;
    const columns = text === null ? others : { ...others, text };
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
