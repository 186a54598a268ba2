import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ParallaxError } from '@parallax-map/core';
import { lockFolder, type FolderLock } from '../../store/index.js';
import {
  cacheFolder,
  inspect,
  modelFolder,
  textModel,
  variantFolder,
  type FoundVariant,
  type ModelFiles,
  type WrongFile,
} from './cache.js';
import { fetchHub } from './fetch-hub.js';
import { fetchMaven } from './fetch-maven.js';
import { sourceName, variantBytes, type ModelLock, type ModelVariant } from './model-lock.js';
import { pinOf, writeManifest } from './pin.js';
import { WrongBytes } from './download.js';

export interface FindModelOptions {
  signal: AbortSignal;
  /** Told what is going on, a sentence at a time. */
  note(message: string): void;
  /** Told how many bytes of a download are there. */
  progress?(bytes: number, total: number): void;
  /** Folder of the cache; default `PARALLAX_CACHE`, else the system's place for caches. */
  cache?: string;
  /** A folder of models that others put there, looked into before the network; default `PARALLAX_MODELS`. */
  models?: string | undefined;
  /** Whether to stay off the network; default whether `PARALLAX_OFFLINE` is 1. */
  offline?: boolean;
}

/**
 * Files of a sentence encoder, as {@link findVariant} finds them.
 *
 * @throws ParallaxError MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_INVALID; AbortError
 */
export async function findModel(lock: ModelLock, options: FindModelOptions): Promise<ModelFiles> {
  return textModel(await findVariant(lock, options));
}

/**
 * Files of a model, each with the SHA-256 its lock requires: from the cache, else from a folder of models, else
 * from the first source that can be had. Two processes may do this at once: the second waits for the first.
 *
 * @throws ParallaxError MODEL_UNAVAILABLE with every source and why it could not be had; MODEL_CORRUPT with
 *   the file, the hash required and the hash got, where a file was wrong and no source had the right one
 */
export async function findVariant(lock: ModelLock, options: FindModelOptions): Promise<FoundVariant> {
  const { signal, note } = options;
  const cache = options.cache ?? cacheFolder();
  const wrong: WrongFile[] = [];
  const found = (await lookIn(lock, cache, options, wrong)) ?? (await lookAround(lock, options, wrong));
  signal.throwIfAborted();
  if (found) return found;
  const offline = isOffline(options);
  for (const { place } of wrong) {
    note(`${place} does not have the SHA-256 of the lock file${offline ? '' : '; fetching it again'}`);
  }
  const failures: string[] = [];
  const sources = lock.variants.flatMap((variant) => variant.sources.map((source) => ({ variant, source })));
  if (offline) {
    failures.push(
      ...sources.map(({ source }) => `${sourceName(source)}: not asked, since PARALLAX_OFFLINE is 1`),
    );
  } else if (sources.length > 0) {
    const fetched = await alone(modelFolder(cache, lock.name), options, async () => {
      // Another process may have fetched it while this one waited.
      const now = await lookIn(lock, cache, options, []);
      return now ?? fetchAny(lock, sources, cache, options, wrong, failures);
    });
    if (fetched) return fetched;
  }
  throw wrong.length > 0 ? corrupt(lock, wrong, failures) : unavailable(lock, failures, cache);
}

export function isOffline(options: Pick<FindModelOptions, 'offline'>): boolean {
  return options.offline ?? process.env.PARALLAX_OFFLINE === '1';
}

/** The folder of models that others put there. */
export function sharedModels(options: Pick<FindModelOptions, 'models'>): string | undefined {
  return options.models ?? (process.env.PARALLAX_MODELS || undefined);
}

/** Runs alone among processes that fetch into one folder; waits as long as another is at it. */
export async function alone<T>(
  folder: string,
  { signal, note }: Pick<FindModelOptions, 'signal' | 'note'>,
  act: () => Promise<T>,
): Promise<T> {
  let lock: FolderLock | undefined;
  for (let waited = 0; !lock; waited++) {
    try {
      lock = await lockFolder(folder);
    } catch (error) {
      if (!(error instanceof ParallaxError && error.code === 'RUN_LOCKED')) throw error;
      if (waited === 0) note(`Another process is fetching into ${folder}; waiting for it`);
      await sleep(100, undefined, { signal });
    }
  }
  try {
    return await act();
  } finally {
    await lock.release();
  }
}

/** The first variant that stands whole in the cache. */
async function lookIn(
  lock: ModelLock,
  cache: string,
  options: FindModelOptions,
  wrong: WrongFile[],
): Promise<FoundVariant | undefined> {
  for (const variant of lock.variants) {
    const folder = variantFolder(cache, lock.name, variant);
    const standing = await inspect(folder, variant);
    options.signal.throwIfAborted();
    if (isWhole(standing)) return { lock, variant, folder, from: 'the cache' };
    wrong.push(...standing.wrong);
  }
  return undefined;
}

/** The first variant that stands whole in the folder of models, under its own name or that of a repository. */
async function lookAround(
  lock: ModelLock,
  options: FindModelOptions,
  wrong: WrongFile[],
): Promise<FoundVariant | undefined> {
  const shared = sharedModels(options);
  if (shared === undefined) return undefined;
  for (const variant of lock.variants) {
    const repositories = variant.sources.flatMap((source) =>
      source.kind === 'hub' ? [source.repository] : [],
    );
    const names = [lock.name.replace(/@.*$/, ''), ...repositories];
    for (const name of new Set(names.flatMap((name) => [name, name.replaceAll('/', '--')]))) {
      const folder = join(shared, name);
      const standing = await inspect(folder, variant);
      options.signal.throwIfAborted();
      if (isWhole(standing)) return { lock, variant, folder, from: `the folder ${folder}` };
      wrong.push(...standing.wrong);
    }
  }
  return undefined;
}

function isWhole({ wrong, missing }: { wrong: unknown[]; missing: unknown[] }): boolean {
  return wrong.length === 0 && missing.length === 0;
}

async function fetchAny(
  lock: ModelLock,
  sources: { variant: ModelVariant; source: ModelVariant['sources'][number] }[],
  cache: string,
  options: FindModelOptions,
  wrong: WrongFile[],
  failures: string[],
): Promise<FoundVariant | undefined> {
  const { signal, note } = options;
  for (const { variant, source } of sources) {
    const name = sourceName(source);
    const folder = variantFolder(cache, lock.name, variant);
    note(
      `Fetching ${lock.name} (${megabytes(variant)} MB, licence ${lock.licence ?? 'not named'}) from ${name}`,
    );
    try {
      if (source.kind === 'hub') await fetchHub(source, variant, folder, options);
      else await fetchMaven(source, variant, folder, signal);
      // What the program does not know of itself must say in the cache what it is.
      if (!lock.settings) await writeManifest(folder, lock.name, pinOf(lock, variant));
      return { lock, variant, folder, from: name };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ParallaxError) throw error;
      const { message } = error as Error;
      if (error instanceof WrongBytes) {
        wrong.push({ place: `${lock.name} from ${name}`, required: error.required, got: error.got });
        note(`${name} does not have the SHA-256 of the lock file`);
      } else {
        failures.push(`${name}: ${message}`);
        note(`${name} cannot be had: ${message}`);
      }
    }
  }
  return undefined;
}

function corrupt(lock: ModelLock, wrong: WrongFile[], failures: string[]): ParallaxError {
  const files = wrong.map(({ place, required, got }) => `${place}: required SHA-256 ${required}, got ${got}`);
  const others = failures.length > 0 ? ` No other copy could be had: ${failures.join('; ')}.` : '';
  return new ParallaxError(
    'MODEL_CORRUPT',
    `A file of the model ${lock.name} is not what the lock file requires. ${files.join('; ')}.${others} ` +
      'Delete the file and run again with a network, or choose --encoder tfidf, which needs no model.',
  );
}

function unavailable(lock: ModelLock, failures: string[], cache: string): ParallaxError {
  const why = failures.length > 0 ? failures.join('; ') : 'it has none';
  return new ParallaxError(
    'MODEL_UNAVAILABLE',
    `The model ${lock.name} is not in ${cache} and no source has it: ${why}.`,
  );
}

function megabytes(variant: ModelVariant): string {
  const size = variantBytes(variant) / 1e6;
  return size < 10 ? size.toFixed(1) : String(Math.round(size));
}
