import type { Matrix } from '@parallax-map/kernels';
import type { ModelFiles } from '../models/cache.js';
import { openVectorChunks, textHash } from './vector-chunks.js';
import { encodeInWorkers } from './worker-pool.js';

export interface EncodeTextsOptions {
  /** Most tokens of a text that are read, special tokens counted; the rest is cut. */
  maxTokens: number;
  /** Where vectors by text are kept for this model and these settings. */
  folder: string;
  /** Sessions side by side, 1 or more; the vectors do not depend on it. */
  threads: number;
  signal: AbortSignal;
  /** Told how many of all distinct texts are done. */
  progress(done: number, total: number): void;
}

export interface EncodedTexts {
  /** texts × d, float32, unit length, in the order of the texts. */
  vectors: Matrix;
  /** How many of the texts were longer than `maxTokens`. */
  cut: number;
}

/**
 * Encodes texts with a sentence encoder: mean of the token states, scaled to unit length (Reimers & Gurevych
 * 2019, §3). Each distinct text is encoded once, and not at all where its vector is kept from before. A
 * vector depends on its text, the model and `maxTokens` alone, bit for bit.
 *
 * @throws AbortError when stopped; the chunks that were finished are kept
 */
export async function encodeTexts(
  texts: readonly string[],
  model: ModelFiles,
  options: EncodeTextsOptions,
): Promise<EncodedTexts> {
  const { maxTokens, signal } = options;
  const d = model.dimensions;
  const hashes = texts.map(textHash);
  const textOf = new Map(hashes.map((hash, i) => [hash, texts[i]!]));
  const chunks = await openVectorChunks(options.folder, d);
  const known = await chunks.read(new Set(textOf.keys()));
  options.progress(known.size, textOf.size);

  const missing = [...textOf.keys()].filter((hash) => !known.has(hash));
  const batches = intoChunks(missing, (hash) => textOf.get(hash)!.length, maxTokens);
  const setup = { ...model.paths, dimensions: d, maxTokens };
  const batchTexts = batches.map((batch) => batch.map((hash) => textOf.get(hash)!));
  await encodeInWorkers(setup, batchTexts, options.threads, signal, async (index, encoded) => {
    const batch = batches[index]!;
    await chunks.write(batch, encoded.tokens, encoded.vectors);
    batch.forEach((hash, i) => {
      const vector = encoded.vectors.subarray(i * d, (i + 1) * d);
      known.set(hash, { vector, tokens: encoded.tokens[i]! });
    });
    options.progress(known.size, textOf.size);
  });

  const data = new Float32Array(texts.length * d);
  let cut = 0;
  hashes.forEach((hash, i) => {
    const { vector, tokens } = known.get(hash)!;
    data.set(vector, i * d);
    if (tokens > maxTokens) cut++;
  });
  return { vectors: { data, rows: texts.length, cols: d }, cut };
}

/** About a second of work: characters that a chunk holds, and what each text costs beside them. */
const CHUNK_CHARACTERS = 12_000;
const TEXT_CHARACTERS = 16;
/** A token is seldom longer, so that more characters of a text than this for each are cut anyway. */
const TOKEN_CHARACTERS = 5;

/** Runs of hashes that take about a second each to encode: what is lost when a run is killed. */
function intoChunks(hashes: string[], characters: (hash: string) => number, maxTokens: number): string[][] {
  const chunks: string[][] = [];
  let room = 0;
  for (const hash of hashes) {
    if (room <= 0) {
      chunks.push([]);
      room = CHUNK_CHARACTERS;
    }
    chunks[chunks.length - 1]!.push(hash);
    room -= TEXT_CHARACTERS + Math.min(characters(hash), maxTokens * TOKEN_CHARACTERS);
  }
  return chunks;
}
