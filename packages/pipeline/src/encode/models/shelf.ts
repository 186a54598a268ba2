import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParallaxError } from '@parallax-map/core';
import { cacheFolder, inspect, modelFolder, variantFolder, type WrongFile } from './cache.js';
import { alone, findModel, isOffline, sharedModels, type FindModelOptions } from './find-model.js';
import { MINILM_L6_V2 } from './minilm-l6-v2.js';
import { sourceName, variantBytes, type ModelLock, type ModelVariant } from './model-lock.js';
import { lookUp, parseModelName } from './named-model.js';
import { lockOf, readManifest } from './pin.js';

/** Models whose lock comes with the program. */
const BUILT_IN: readonly ModelLock[] = [MINILM_L6_V2];

/** One export of one model, as it stands in the cache. */
export interface ShelvedModel {
  name: string;
  variant: string;
  revision: string | null;
  /** null where its publisher names none, or a download was cut off before it was known. */
  licence: string | null;
  sources: string[];
  /** Bytes of all its files; null where a download was cut off before that was noted. */
  bytes: number | null;
  /** Bytes of it that are in the cache, parts of files included. */
  bytesHere: number;
  /**
   * `whole` is what the lock requires, to the hash; `part` is cut off; `wrong` has other bytes; `missing` is not
   * there.
   */
  state: 'whole' | 'part' | 'wrong' | 'missing';
  wrong: WrongFile[];
  /** Absolute path. */
  folder: string;
}

/**
 * What the lock knows and what is in the cache, every file hashed.
 *
 * @throws ParallaxError MODEL_UNAVAILABLE where a name is neither built in nor in the cache
 */
export async function listModels(options: {
  /** Default as the environment says. */
  cache?: string;
  /** Only this model. */
  name?: string | undefined;
  signal: AbortSignal;
}): Promise<ShelvedModel[]> {
  const cache = options.cache ?? cacheFolder();
  const shelved: ShelvedModel[] = [];
  for (const { lock, variant } of await known(cache)) {
    if (options.name !== undefined && options.name !== lock.name) continue;
    options.signal.throwIfAborted();
    shelved.push(await look(cache, lock, variant));
  }
  for (const unfinished of await unfinishedModels(cache)) {
    if (options.name === undefined || options.name === unfinished.name) shelved.push(unfinished);
  }
  if (options.name !== undefined && shelved.length === 0) throw unknown(options.name, cache);
  return shelved;
}

/**
 * Sees to it that a model is in the cache, whole.
 *
 * @param name a built-in model, or `owner/name` of the hub with a revision behind an `@`
 * @returns where it was had from, in words
 * @throws ParallaxError RECIPE_INVALID, MODEL_INVALID, MODEL_UNAVAILABLE, MODEL_CORRUPT; AbortError
 */
export async function pullModel(
  name: string,
  options: FindModelOptions,
): Promise<{ from: string; folder: string }> {
  const builtIn = BUILT_IN.find((lock) => lock.name === name);
  const lock = builtIn ?? (await lockByName(name, options));
  const { from, paths } = await findModel(lock, options);
  return { from, folder: dirname(paths.tokenizer) };
}

/** The model of the hub that a name stands for: what is named by a commit, or found nearby, is not looked up anew. */
async function lockByName(name: string, options: FindModelOptions): Promise<ModelLock> {
  const parsed = parseModelName(name);
  if (parsed.kind === 'folder') {
    throw new ParallaxError('USAGE', `${name} is a folder already: a recipe can name it as it is.`);
  }
  const { repository, revision } = parsed;
  const nearby = isOffline(options) || revision !== null || sharedModels(options) !== undefined;
  return lockOf(repository, await lookUp(repository, revision, { ...options, fresh: !nearby }));
}

/**
 * Deletes a model from the cache, every export and revision of it.
 *
 * @returns bytes that are free again
 * @throws ParallaxError MODEL_UNAVAILABLE where it is not there
 */
export async function removeModel(
  name: string,
  options: Pick<FindModelOptions, 'cache' | 'signal' | 'note'>,
): Promise<number> {
  const cache = options.cache ?? cacheFolder();
  if (!BUILT_IN.some((lock) => lock.name === name)) {
    const parsed = parseModelName(name);
    if (parsed.kind === 'folder' || parsed.revision !== null) {
      throw new ParallaxError(
        'USAGE',
        `What is removed must be a name that "parallax models list" says; got ${name}.`,
      );
    }
  }
  const folder = modelFolder(cache, name);
  const bytes = await folderBytes(folder);
  if (bytes === undefined) throw unknown(name, cache);
  await alone(folder, options, async () => {
    for (const entry of await readdir(folder)) {
      if (entry !== '.store') await rm(join(folder, entry), { recursive: true, force: true });
    }
  });
  await rm(folder, { recursive: true, force: true });
  return bytes;
}

/** Built-in models, then those whose manifest stands in the cache. */
async function known(cache: string): Promise<{ lock: ModelLock; variant: ModelVariant }[]> {
  const found = BUILT_IN.flatMap((lock) => lock.variants.map((variant) => ({ lock, variant })));
  for (const folder of await variantFolders(cache)) {
    const manifest = await readManifest(folder);
    if (!manifest) continue;
    const lock = lockOf(manifest.name, manifest.pin);
    const variant = lock.variants[0]!;
    // A manifest speaks for the folder it stands in, and for no other.
    if (variantFolder(cache, lock.name, variant) === folder) found.push({ lock, variant });
  }
  return found;
}

async function look(cache: string, lock: ModelLock, variant: ModelVariant): Promise<ShelvedModel> {
  const folder = variantFolder(cache, lock.name, variant);
  const bytes = variantBytes(variant);
  const bytesHere = await bytesOf(Object.keys(variant.files).map((path) => join(folder, path)));
  const { wrong, missing } = await inspect(folder, variant);
  const right = missing.length > 0 ? 'part' : 'whole';
  const state = bytesHere === 0 ? 'missing' : wrong.length > 0 ? 'wrong' : right;
  const sources = variant.sources.map(sourceName);
  const { licence, name } = lock;
  const { revision } = variant;
  return { name, variant: variant.name, revision, licence, sources, bytes, bytesHere, state, wrong, folder };
}

/** Downloads of hub models that were cut off before they could be noted. */
async function unfinishedModels(cache: string): Promise<ShelvedModel[]> {
  const found: ShelvedModel[] = [];
  for (const folder of await variantFolders(cache)) {
    const [slug = '', revision = ''] = folder.slice(join(cache, 'models').length + 1).split(/[/\\]/);
    if (!slug.includes('--') || !/^[0-9a-f]{40}$/.test(revision)) continue;
    if (await readManifest(folder)) continue;
    found.push({
      name: slug.replace('--', '/'),
      variant: revision,
      revision,
      licence: null,
      sources: [],
      bytes: null,
      bytesHere: (await folderBytes(folder)) ?? 0,
      state: 'part',
      wrong: [],
      folder,
    });
  }
  return found;
}

async function variantFolders(cache: string): Promise<string[]> {
  const found: string[] = [];
  const models = join(cache, 'models');
  for (const name of (await entries(models)).sort()) {
    for (const variant of (await entries(join(models, name))).sort()) {
      if (variant !== '.store') found.push(join(models, name, variant));
    }
  }
  return found;
}

async function entries(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Bytes of these files, or of what has come of them. */
async function bytesOf(paths: string[]): Promise<number> {
  let sum = 0;
  for (const path of paths) {
    const whole = await stat(path).catch(() => undefined);
    const found = whole ?? (await stat(`${path}.part`).catch(() => undefined));
    sum += found?.size ?? 0;
  }
  return sum;
}

async function folderBytes(folder: string): Promise<number | undefined> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (!found) return undefined;
  return bytesOf(found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
}

function unknown(name: string, cache: string): ParallaxError {
  return new ParallaxError(
    'MODEL_UNAVAILABLE',
    `There is no model ${name} in ${cache}; "parallax models list" says what there is.`,
  );
}
