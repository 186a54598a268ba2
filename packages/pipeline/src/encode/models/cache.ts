import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import envPaths from 'env-paths';
import { PREPROCESSOR, TOKENIZER, type ModelLock, type ModelVariant } from './model-lock.js';
import { readModelSettings, SETTINGS_FILES, type ModelSettings } from './model-settings.js';

/** Files of a variant, checked against the lock: absolute paths and hashes. */
export interface ModelFiles {
  readonly name: string;
  readonly variant: string;
  readonly revision: string | null;
  /** Where the files were had from, in words. */
  readonly from: string;
  readonly paths: { readonly graph: string; readonly tokenizer: string };
  /** The hash of the graph covers weights that stand in files of their own. */
  readonly sha256: { readonly graph: string; readonly tokenizer: string };
  readonly settings: ModelSettings;
}

/** A variant of a model that was found whole. */
export interface FoundVariant {
  readonly lock: ModelLock;
  readonly variant: ModelVariant;
  readonly folder: string;
  /** Where the files were had from, in words. */
  readonly from: string;
}

/** A file that is there, but is not what the lock requires. */
export interface WrongFile {
  /** Where it stands or came from. */
  readonly place: string;
  readonly required: string;
  readonly got: string;
}

/** How the files of a variant stand in a folder. */
export interface Standing {
  wrong: WrongFile[];
  /** Paths that are not there. */
  missing: string[];
}

/** Folder for downloads that all runs of a user share: `PARALLAX_CACHE`, else the system's place for caches. */
export function cacheFolder(): string {
  return process.env.PARALLAX_CACHE || envPaths('parallax', { suffix: '' }).cache;
}

/** Where a model stands in the cache; `owner/name` of a hub is one folder, `owner--name`. */
export function modelFolder(cache: string, name: string): string {
  return join(cache, 'models', name.replaceAll('/', '--'));
}

export function variantFolder(cache: string, name: string, variant: ModelVariant): string {
  return join(modelFolder(cache, name), variant.name);
}

/** Hashes every file of a variant where it stands. */
export async function inspect(folder: string, variant: ModelVariant): Promise<Standing> {
  const standing: Standing = { wrong: [], missing: [] };
  for (const [path, { sha256: required }] of Object.entries(variant.files)) {
    const place = join(folder, path);
    const found = await stat(place).catch(() => undefined);
    const got = found?.isFile() ? await hashFile(place) : undefined;
    if (got === undefined) standing.missing.push(path);
    else if (got !== required) standing.wrong.push({ place, required, got });
  }
  return standing;
}

/**
 * The files of a sentence encoder, and how it is used.
 *
 * @throws ParallaxError MODEL_INVALID where its files ask for what is not done here
 */
export async function textModel({ lock, variant, folder, from }: FoundVariant): Promise<ModelFiles> {
  const settings = lock.settings ?? (await readModelSettings(folder, lock.name));
  return {
    name: lock.name,
    variant: variant.name,
    revision: variant.revision,
    from,
    paths: { graph: join(folder, variant.graph), tokenizer: join(folder, TOKENIZER) },
    sha256: variantHashes(variant),
    settings,
  };
}

/** What a variant is, as vectors and graphs made from it are named after it. */
export function variantHashes(variant: ModelVariant): ModelFiles['sha256'] {
  const companion = variant.files[TOKENIZER] ?? variant.files[PREPROCESSOR];
  return { graph: graphHash(variant), tokenizer: companion!.sha256 };
}

/** SHA-256 of the graph; with weights in files of their own, of the hashes of all of them. */
export function graphHash({ graph, files }: ModelVariant): string {
  const others = new Set<string>([graph, TOKENIZER, PREPROCESSOR, ...SETTINGS_FILES]);
  const weights = Object.keys(files).filter((path) => !others.has(path));
  const own = files[graph]!.sha256;
  if (weights.length === 0) return own;
  const hash = createHash('sha256').update(own);
  for (const path of weights.sort()) hash.update(files[path]!.sha256);
  return hash.digest('hex');
}

/** SHA-256 of a file in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The text of a small file; undefined where there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
