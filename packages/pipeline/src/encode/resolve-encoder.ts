import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ParallaxError, type EncodeSection, type Listener } from '@parallax-map/core';
import type { ModelFiles } from './models/cache.js';
import { findModel, type FindModelOptions } from './models/find-model.js';
import { MINILM_L6_V2 } from './models/minilm-l6-v2.js';
import type { ModelLock } from './models/model-lock.js';
import type { OwnVectors } from './own/own-vectors.js';
import { installed } from './runtime.js';

/** What really runs, canonical: everything the vectors depend on beside the texts, and nothing else. */
export type EncoderDecision =
  | {
      encoder: 'minilm-l6-v2';
      /** SHA-256 of the graph and of the tokenizer. */
      model: string;
      tokenizer: string;
      maxTokens: number;
      runtime: string[];
    }
  | {
      encoder: 'tfidf';
      dimensions: number;
      /** Version of the Unicode rules that words are found by. */
      words: string;
      /** The encoder that was wanted, where its model could not be had. */
      insteadOf: 'minilm-l6-v2' | null;
    }
  | {
      encoder: 'vectors';
      /** Column, or name of the file. */
      name: string;
      /** SHA-256 of the file; null for a column, since the table's own key covers it. */
      file: string | null;
    };

/** Where the decision finds what it needs on this machine; not part of any key. */
export interface EncoderResources {
  model: ModelFiles | null;
  vectors: OwnVectors | null;
  fellBackBecause: string | null;
}

export interface ResolvedEncoder {
  section: EncoderDecision;
  resources: EncoderResources;
}

export interface ResolveEncoderOptions {
  /** Folder that a path in the recipe is relative to. */
  folder: string;
  /** Path of the table. */
  table: string;
  /** Reads a column of the table as text; undefined where the table has no such column. */
  cells(column: string): Promise<(string | null)[] | undefined>;
  signal: AbortSignal;
  emit: Listener;
  /** Where models are kept and whether the network may be used; default as the environment says. */
  models?: Pick<FindModelOptions, 'cache' | 'offline'> & { lock?: ModelLock };
}

/**
 * Finds out what will really encode: the model is fetched and verified, files of one's own are hashed. If no
 * source has the model, that is warned of and words are counted instead; the decision says so, so that a
 * later run which has the model takes nothing from this one.
 *
 * @throws ParallaxError MODEL_CORRUPT, VECTORS_INVALID, RECIPE_INVALID, AbortError
 */
export async function resolveEncoder(
  section: EncodeSection,
  options: ResolveEncoderOptions,
): Promise<ResolvedEncoder> {
  if (section.encoder === 'vectors') return resolveVectors(section.vectors, options);
  if (section.encoder === 'tfidf') return countWords(section, null);
  try {
    return await resolveModel(section, options);
  } catch (error) {
    if (!(error instanceof ParallaxError && error.code === 'MODEL_UNAVAILABLE')) throw error;
    const message =
      `${error.message} Words are counted instead (tfidf), which cannot know synonyms: expect other, plainer ` +
      'topics. The next run that can have the model encodes anew.';
    options.emit({ type: 'warning', step: 'encode', code: error.code, message });
    return countWords(section, error.message);
  }
}

async function resolveModel(
  section: EncodeSection,
  { signal, emit, models }: ResolveEncoderOptions,
): Promise<ResolvedEncoder> {
  const { lock = MINILM_L6_V2, ...places } = models ?? {};
  const note = (message: string): void => emit({ type: 'note', step: 'encode', message });
  const model = await findModel(lock, { ...places, signal, note });
  return {
    section: {
      encoder: 'minilm-l6-v2',
      model: model.sha256.graph,
      tokenizer: model.sha256.tokenizer,
      maxTokens: Math.min(section.maxTokens, lock.positions),
      runtime: [installed('onnxruntime-node'), installed('@huggingface/tokenizers')],
    },
    resources: { model, vectors: null, fellBackBecause: null },
  };
}

function countWords(section: EncodeSection, fellBackBecause: string | null): ResolvedEncoder {
  return {
    section: {
      encoder: 'tfidf',
      dimensions: section.dimensions,
      words: `ICU ${process.versions.icu}, Unicode ${process.versions.unicode}`,
      insteadOf: fellBackBecause === null ? null : 'minilm-l6-v2',
    },
    resources: { model: null, vectors: null, fellBackBecause },
  };
}

async function resolveVectors(
  name: string | null,
  { folder, table, cells }: ResolveEncoderOptions,
): Promise<ResolvedEncoder> {
  if (name === null) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'The encoder "vectors" needs encode.vectors: a list column of the table, or a .npy or .parquet file; got null',
    );
  }
  const path = resolve(folder, name);
  const isFile = /\.(npy|parquet)$/i.test(name) || (await stat(path).catch(() => undefined))?.isFile();
  const vectors: OwnVectors = isFile
    ? { from: 'file', path }
    : { from: 'column', column: name, table: resolve(table), cells };
  return {
    section: {
      encoder: 'vectors',
      name: isFile ? basename(path) : name,
      file: isFile ? await hashFile(path) : null,
    },
    resources: { model: null, vectors, fellBackBecause: null },
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw new ParallaxError(
      'VECTORS_INVALID',
      `${path} must be a file that can be read; ${(error as Error).message}`,
      { cause: error },
    );
  }
  return hash.digest('hex');
}
