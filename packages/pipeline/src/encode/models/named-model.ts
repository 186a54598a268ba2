import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { ParallaxError } from '@parallax-map/core';
import { cacheFolder, modelFolder, textModel, type FoundVariant, type ModelFiles } from './cache.js';
import { WrongBytes } from './download.js';
import { alone, findVariant, isOffline, sharedModels, type FindModelOptions } from './find-model.js';
import { pinFolder, readFolderModel } from './folder-model.js';
import { pullFromHub } from './hub.js';
import { TEXT_LAYOUT, type ModelLayout } from './layout.js';
import { lockOf, readManifest, readPin, writePin, type Pin } from './pin.js';

/** A model as a recipe or a command names it. */
export type ModelName =
  | { kind: 'folder'; path: string }
  /** `owner/name`, and the commit, branch or tag behind an `@`. */
  | { kind: 'hub'; repository: string; revision: string | null };

/**
 * Reads the name of a model: a path begins with `./`, `../` or `/`; anything else must be `owner/name` of the
 * hub, with a revision behind an `@` if need be.
 *
 * @throws ParallaxError RECIPE_INVALID
 */
export function parseModelName(name: string): ModelName {
  if (/^\.{1,2}([/\\]|$)/.test(name) || isAbsolute(name)) return { kind: 'folder', path: name };
  const match = /^([A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95})(?:@([A-Za-z0-9][\w./-]{0,127}))?$/.exec(
    name,
  );
  const [, repository, revision] = match ?? [];
  if (repository === undefined || `${repository}@${revision ?? ''}`.includes('..')) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'A model must be owner/name on the hub, such as "intfloat/multilingual-e5-small", with @revision if need ' +
        `be, or a folder that begins with ./ or ../ or /; got ${JSON.stringify(name.slice(0, 200))}.`,
    );
  }
  return { kind: 'hub', repository, revision: revision ?? null };
}

/**
 * The files of a sentence encoder by its name, as {@link findNamed} finds them.
 *
 * @throws ParallaxError RECIPE_INVALID, MODEL_INVALID, MODEL_UNAVAILABLE, MODEL_CORRUPT; AbortError
 */
export async function findNamedModel(
  name: string,
  folder: string,
  options: FindModelOptions,
): Promise<ModelFiles> {
  return textModel(await findNamed(name, folder, TEXT_LAYOUT, options));
}

/**
 * The files of a model by its name. A model of the hub is the one that `models.lock.json` of the folder pins; where
 * it pins none, the one in a folder of models, in the cache or on the hub is taken and pinned from then on.
 *
 * @param folder of the recipe: paths are relative to it, and the pin stands in it
 * @throws ParallaxError RECIPE_INVALID, MODEL_INVALID, MODEL_UNAVAILABLE, MODEL_CORRUPT; AbortError
 */
export async function findNamed(
  name: string,
  folder: string,
  layout: ModelLayout,
  options: FindModelOptions,
): Promise<FoundVariant> {
  const parsed = parseModelName(name);
  if (parsed.kind === 'folder') return readFolderModel(resolve(folder, parsed.path), name, layout);
  const standing = await readPin(folder, name);
  const pinned = standing && isOf(standing, [layout]) ? standing : undefined;
  const pin = pinned ?? (await lookUp(parsed.repository, parsed.revision, [layout], options));
  const found = await findVariant(lockOf(parsed.repository, pin), options);
  if (!pinned) await writePin(folder, name, pin);
  return found;
}

/**
 * What a name stands for today: in the folder of models, else in the cache, else on the hub.
 *
 * @param layouts what it may be, best first; one at least
 * @throws ParallaxError MODEL_INVALID, MODEL_UNAVAILABLE, MODEL_CORRUPT; AbortError
 */
export async function lookUp(
  repository: string,
  revision: string | null,
  layouts: readonly ModelLayout[],
  options: FindModelOptions & { fresh?: boolean },
): Promise<Pin> {
  const cache = options.cache ?? cacheFolder();
  const shared = sharedModels(options);
  const places = shared ? [join(shared, repository), join(shared, repository.replaceAll('/', '--'))] : [];
  for (const place of revision === null ? places : []) {
    if ((await stat(place).catch(() => undefined))?.isDirectory())
      return pinFirst(place, repository, layouts);
  }
  const cached = options.fresh ? undefined : await newestCached(cache, repository, revision, layouts);
  if (cached) return cached;
  if (isOffline(options)) {
    throw unavailable(repository, cache, 'the hub was not asked, since PARALLAX_OFFLINE is 1');
  }
  const folder = modelFolder(cache, repository);
  try {
    return await alone(folder, options, () =>
      pullFromHub(repository, revision ?? 'main', layouts, { ...options, cache }),
    );
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof ParallaxError) throw error;
    if (error instanceof WrongBytes) {
      throw new ParallaxError(
        'MODEL_CORRUPT',
        `A file of ${repository} is not what the hub says it is: required ${error.required}, got ${error.got}.`,
        { cause: error },
      );
    }
    throw unavailable(repository, cache, (error as Error).message, error);
  }
}

/** Of several revisions in the cache, the one that was fetched last. */
async function newestCached(
  cache: string,
  repository: string,
  revision: string | null,
  layouts: readonly ModelLayout[],
): Promise<Pin | undefined> {
  const folder = modelFolder(cache, repository);
  let newest: { pin: Pin; time: number } | undefined;
  for (const name of (await readdir(folder).catch((): string[] => [])).sort()) {
    const manifest = await readManifest(join(folder, name));
    if (manifest?.name !== repository || manifest.pin.revision !== name) continue;
    if (!isOf(manifest.pin, layouts)) continue;
    if (revision !== null && !(/^[0-9a-f]{7,40}$/.test(revision) && name.startsWith(revision))) continue;
    const time = (await stat(join(folder, name, 'model.json'))).mtimeMs;
    if (!newest || time > newest.time) newest = { pin: manifest.pin, time };
  }
  return newest?.pin;
}

function isOf({ files }: Pin, layouts: readonly ModelLayout[]): boolean {
  return layouts.some(({ companion }) => files[companion] !== undefined);
}

/** The first of the layouts that a folder has; where it has none, the last says what is required. */
async function pinFirst(folder: string, name: string, layouts: readonly ModelLayout[]): Promise<Pin> {
  let refused: unknown;
  for (const layout of layouts) {
    try {
      return await pinFolder(folder, name, layout);
    } catch (error) {
      refused = error;
    }
  }
  throw refused;
}

function unavailable(repository: string, cache: string, why: string, cause?: unknown): ParallaxError {
  return new ParallaxError(
    'MODEL_UNAVAILABLE',
    `The model ${repository} is not in ${cache}, and could not be fetched: ${why}.`,
    { cause },
  );
}
