import { readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ParallaxError } from '@parallax-map/core';
import { keptGraphs, madeFrom, removeKept, type KeptGraph } from '../int8/index.js';
import { cacheFolder, inspect, modelFolder, variantFolder, variantHashes, type WrongFile } from './cache.js';
import { alone, findVariant, isOffline, sharedModels, type FindModelOptions } from './find-model.js';
import { PICTURE_LAYOUT, TEXT_LAYOUT } from './layout.js';
import { MINILM_L6_V2 } from './minilm-l6-v2.js';
import { sourceName, variantBytes, type ModelLock, type ModelVariant } from './model-lock.js';
import { lookUp, parseModelName } from './named-model.js';
import { lockOf, readManifest } from './pin.js';

/** Models whose lock comes with the program. */
const BUILT_IN: readonly ModelLock[] = [MINILM_L6_V2];

/** What a model of the hub may be; a repository that has both halves of a model that sees is fetched for that. */
const LAYOUTS = [PICTURE_LAYOUT, TEXT_LAYOUT];

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
   * there; `elsewhere` is a model that is known only by what was made from it: one of a folder, or since removed.
   */
  state: 'whole' | 'part' | 'wrong' | 'missing' | 'elsewhere';
  wrong: WrongFile[];
  /** Graphs in 8 bits that were made from it; not counted among its bytes. */
  int8: KeptGraph[];
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
  const { name: wanted, signal, cache = cacheFolder() } = options;
  const shelved: ShelvedModel[] = [];
  const models = await known(cache);
  const kept = await keptGraphs(cache, signal);
  for (const { lock, variant } of models) {
    if (wanted !== undefined && wanted !== lock.name) continue;
    signal.throwIfAborted();
    shelved.push(await look(cache, lock, variant, kept));
  }
  for (const other of [...(await unfinishedModels(cache)), ...modelsElsewhere(kept, models)]) {
    if (wanted === undefined || wanted === other.name) shelved.push(other);
  }
  if (wanted !== undefined && shelved.length === 0) throw unknown(wanted, cache);
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
  const { from, folder } = await findVariant(lock, options);
  return { from, folder };
}

/** The model of the hub that a name stands for: what is named by a commit, or found nearby, is not looked up anew. */
async function lockByName(name: string, options: FindModelOptions): Promise<ModelLock> {
  const parsed = parseModelName(name);
  if (parsed.kind === 'folder') {
    throw new ParallaxError('USAGE', `${name} is a folder already: a recipe can name it as it is.`);
  }
  const { repository, revision } = parsed;
  const nearby = isOffline(options) || revision !== null || sharedModels(options) !== undefined;
  return lockOf(repository, await lookUp(repository, revision, LAYOUTS, { ...options, fresh: !nearby }));
}

/**
 * Deletes a model from the cache, every export and revision of it, and the graphs in 8 bits that were made from it,
 * those of older versions too. What was made from the same files of another model that is in the cache stays.
 *
 * @param name as `listModels` says it
 * @returns bytes that are free again
 * @throws ParallaxError MODEL_UNAVAILABLE where it is not there
 */
export async function removeModel(
  name: string,
  options: Pick<FindModelOptions, 'cache' | 'signal' | 'note'>,
): Promise<number> {
  const cache = options.cache ?? cacheFolder();
  if (!BUILT_IN.some((lock) => lock.name === name) && !ELSEWHERE.test(name)) {
    const parsed = parseModelName(name);
    if (parsed.kind === 'folder' || parsed.revision !== null) {
      throw new ParallaxError(
        'USAGE',
        `What is removed must be a name that "parallax models list" says; got ${name}.`,
      );
    }
  }
  // What was made from it is known by its hashes, so that is looked up before they are gone.
  const derived = await madeFromOnly(name, cache, options.signal);
  const folder = modelFolder(cache, name);
  const bytes = await folderBytes(folder);
  if (bytes === undefined && derived.length === 0) throw unknown(name, cache);
  if (bytes !== undefined) await removeFolder(folder, options);
  return (bytes ?? 0) + (await removeKept(derived));
}

async function removeFolder(
  folder: string,
  options: Pick<FindModelOptions, 'signal' | 'note'>,
): Promise<void> {
  await alone(folder, options, async () => {
    for (const entry of await readdir(folder)) {
      if (entry !== '.store') await rm(join(folder, entry), { recursive: true, force: true });
    }
  });
  await rm(folder, { recursive: true, force: true });
}

/** Graphs in 8 bits that no model but this one needs. */
async function madeFromOnly(name: string, cache: string, signal: AbortSignal): Promise<KeptGraph[]> {
  const models = await known(cache);
  const kept = await keptGraphs(cache, signal);
  const elsewhere = modelsElsewhere(kept, models).filter((model) => model.name === name);
  const own = new Set(elsewhere.flatMap(({ int8 }) => int8));
  const needed = new Set<KeptGraph>();
  for (const { lock, variant } of models) {
    const found = madeFrom(kept, variantHashes(variant));
    if (lock.name === name) found.forEach((one) => own.add(one));
    else if ((await bytesHereOf(cache, lock, variant)) > 0) found.forEach((one) => needed.add(one));
  }
  return [...own].filter((one) => !needed.has(one));
}

/** Built-in models, then those whose manifest stands in the cache. */
async function known(cache: string): Promise<KnownModel[]> {
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

interface KnownModel {
  lock: ModelLock;
  variant: ModelVariant;
}

async function look(
  cache: string,
  lock: ModelLock,
  variant: ModelVariant,
  kept: readonly KeptGraph[],
): Promise<ShelvedModel> {
  const folder = variantFolder(cache, lock.name, variant);
  const bytes = variantBytes(variant);
  const bytesHere = await bytesHereOf(cache, lock, variant);
  const { wrong, missing } = await inspect(folder, variant);
  const right = missing.length > 0 ? 'part' : 'whole';
  const state = bytesHere === 0 ? 'missing' : wrong.length > 0 ? 'wrong' : right;
  const sources = variant.sources.map(sourceName);
  const { licence, name } = lock;
  const { revision } = variant;
  const int8 = madeFrom(kept, variantHashes(variant));
  return {
    ...{ name, variant: variant.name, revision, licence, sources },
    ...{ bytes, bytesHere, state, wrong, int8, folder },
  };
}

async function bytesHereOf(cache: string, { name }: ModelLock, variant: ModelVariant): Promise<number> {
  const folder = variantFolder(cache, name, variant);
  return bytesOf(Object.keys(variant.files).map((path) => join(folder, path)));
}

/** Models of which the cache has only what was made from them, by the hash of their graph. */
function modelsElsewhere(kept: readonly KeptGraph[], models: readonly KnownModel[]): ShelvedModel[] {
  const claimed = new Set(models.flatMap(({ variant }) => madeFrom(kept, variantHashes(variant))));
  const byName = new Map<string, KeptGraph[]>();
  for (const one of kept) {
    const name = `int8-${one.madeFrom.graph.slice(0, 12)}`;
    if (!claimed.has(one)) byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return [...byName].map(([name, int8]) => ({
    ...{ name, variant: 'int8', revision: null, licence: null, sources: [] },
    ...{ bytes: null, bytesHere: 0, state: 'elsewhere', wrong: [], int8, folder: dirname(int8[0]!.path) },
  }));
}

const ELSEWHERE = /^int8-[0-9a-f]{12}$/;

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
      int8: [],
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
