import type { Matrix } from '@parallax-map/kernels';
import type { ModelFiles } from '../models/cache.js';
import { openVectorChunks, textHash } from '../vector-chunks.js';
import { inOrder, vectorsByContent } from '../workers/vectors-by-content.js';
import type { Reading, WorkerSetup } from './messages.js';

export interface EncodeTextsOptions extends Reading {
  /** Where vectors by text are kept for this model and these settings. */
  folder: string;
  /** Sessions side by side, 1 or more; the vectors do not depend on it. */
  threads: number;
  signal: AbortSignal;
  /** Told once how many distinct texts had a vector from before, and how many were encoded. */
  tally(fromBefore: number, made: number): void;
  /** Told how many of all distinct texts are done. */
  progress(done: number, total: number): void;
}

export interface EncodedTexts {
  /** texts × d, float32, unit length, in the order of the texts. */
  vectors: Matrix;
  /** How many of the texts were longer than `maxTokens`, and so cut or parted. */
  cut: number;
}

/**
 * Encodes texts with a sentence encoder: token states pooled and scaled to unit length (Reimers & Gurevych 2019,
 * §3). Each distinct text is encoded once, and not at all where its vector is kept from before. A vector depends
 * on its text, the model and the way of reading alone, bit for bit.
 *
 * @throws ParallaxError MODEL_INVALID where the model cannot be run; AbortError when stopped, the chunks that
 *   were finished are then kept
 */
export async function encodeTexts(
  texts: readonly string[],
  model: ModelFiles,
  options: EncodeTextsOptions,
): Promise<EncodedTexts> {
  const { maxTokens, long } = options;
  const hashes = texts.map(textHash);
  const textOf = new Map(hashes.map((hash, i) => [hash, texts[i]!]));
  const read = long === 'cut' ? maxTokens * TOKEN_CHARACTERS : Infinity;
  const known = await vectorsByContent(new Set(hashes), await openVectorChunks(options.folder), {
    ...options,
    name: model.name,
    script: new URL('./worker.js', import.meta.url),
    setup: workerSetup(model, options),
    intoBatches: (missing) => intoChunks(missing, (hash) => Math.min(textOf.get(hash)!.length, read)),
    itemOf: (hash) => textOf.get(hash)!,
  });
  const cut = hashes.filter((hash) => known.get(hash)!.tokens > maxTokens).length;
  return { vectors: inOrder(hashes, known, model.name), cut };
}

/** What a worker is told of how texts are read. */
export function workerSetup(
  { paths }: Pick<ModelFiles, 'paths'>,
  { maxTokens, long, pooling, prefix }: Reading,
): WorkerSetup {
  return { ...paths, maxTokens, long, pooling, prefix };
}

/** About a second of work: characters that a chunk holds, and what each text costs beside them. */
const CHUNK_CHARACTERS = 12_000;
const TEXT_CHARACTERS = 16;
/** A token is seldom longer, so that more characters of a text than this for each are cut anyway. */
const TOKEN_CHARACTERS = 5;

/** Runs of hashes that take about a second each to encode: what is lost when a run is killed. */
function intoChunks(hashes: string[], characters: (hash: string) => number): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const hash of hashes) {
    if (room <= 0) {
      chunks.push([]);
      room = CHUNK_CHARACTERS;
    }
    chunks[chunks.length - 1]!.push(hash);
    room -= TEXT_CHARACTERS + characters(hash);
  }
  return chunks;
}
