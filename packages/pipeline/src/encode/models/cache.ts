import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import envPaths from 'env-paths';
import { writeFileAtomic } from '../../store/index.js';
import { MODEL_PARTS, type ModelLock, type ModelPart, type ModelVariant } from './model-lock.js';

/** Files of a variant, checked against the lock: absolute paths and hashes. */
export interface ModelFiles {
  readonly variant: string;
  readonly dimensions: number;
  readonly paths: Readonly<Record<ModelPart, string>>;
  readonly sha256: Readonly<Record<ModelPart, string>>;
}

/** A file that is there, but is not what the lock requires. */
export interface WrongFile {
  /** Where it stands or came from. */
  readonly place: string;
  readonly required: string;
  readonly got: string;
}

/** Folder for downloads that all runs of a user share: `PARALLAX_CACHE`, else the system's place for caches. */
export function cacheFolder(): string {
  return process.env.PARALLAX_CACHE || envPaths('parallax', { suffix: '' }).cache;
}

/** The variant as it stands in the cache; `wrong` names files whose hash is not that of the lock. */
export async function readCached(
  cache: string,
  lock: ModelLock,
  variant: ModelVariant,
): Promise<{ files: ModelFiles | undefined; wrong: WrongFile[] }> {
  const wrong: WrongFile[] = [];
  let missing = false;
  for (const part of MODEL_PARTS) {
    const place = partPath(cache, lock, variant, part);
    const required = variant.files[part].sha256;
    const got = await hashFile(place);
    if (got === undefined) missing = true;
    else if (got !== required) wrong.push({ place, required, got });
  }
  const whole = !missing && wrong.length === 0;
  return { files: whole ? modelFiles(cache, lock, variant) : undefined, wrong };
}

/**
 * Puts downloaded files in the cache, unless one is not what the lock requires.
 *
 * @param from how the source is called in `wrong`
 */
export async function keepInCache(
  cache: string,
  lock: ModelLock,
  variant: ModelVariant,
  contents: Readonly<Record<ModelPart, Uint8Array>>,
  from: string,
): Promise<{ files: ModelFiles | undefined; wrong: WrongFile[] }> {
  const wrong = MODEL_PARTS.flatMap((part): WrongFile[] => {
    const required = variant.files[part].sha256;
    const got = createHash('sha256').update(contents[part]).digest('hex');
    return got === required ? [] : [{ place: `${variant.files[part].name} from ${from}`, required, got }];
  });
  if (wrong.length > 0) return { files: undefined, wrong };
  await mkdir(variantFolder(cache, lock, variant), { recursive: true });
  for (const part of MODEL_PARTS) await writeFileAtomic(partPath(cache, lock, variant, part), contents[part]);
  return { files: modelFiles(cache, lock, variant), wrong };
}

function variantFolder(cache: string, lock: ModelLock, variant: ModelVariant): string {
  return join(cache, 'models', lock.name, variant.name);
}

function partPath(cache: string, lock: ModelLock, variant: ModelVariant, part: ModelPart): string {
  return join(variantFolder(cache, lock, variant), variant.files[part].name);
}

function modelFiles(cache: string, lock: ModelLock, variant: ModelVariant): ModelFiles {
  return {
    variant: variant.name,
    dimensions: lock.dimensions,
    paths: {
      graph: partPath(cache, lock, variant, 'graph'),
      tokenizer: partPath(cache, lock, variant, 'tokenizer'),
    },
    sha256: { graph: variant.files.graph.sha256, tokenizer: variant.files.tokenizer.sha256 },
  };
}

/** SHA-256 of a file in hex, undefined where it cannot be read. */
async function hashFile(path: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
