import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { encodeSchema, ParallaxError, type EncodeSection, type Listener } from '@parallax-map/core';
import { hashFile, type ModelFiles } from './models/cache.js';
import { findModel, type FindModelOptions } from './models/find-model.js';
import { MINILM_L6_V2 } from './models/minilm-l6-v2.js';
import type { ModelLock } from './models/model-lock.js';
import { findNamedModel } from './models/named-model.js';
import type { OwnVectors } from './own/own-vectors.js';
import { reportDownload } from './report-download.js';
import { installed } from './runtime.js';
import { int8Model } from './int8/index.js';
import type { ServerAccess, ServerDecision } from './server/decision.js';
import { resolveServer } from './server/resolve-server.js';
import { settleReading, type Decided } from './settle-reading.js';
import type { Reading } from './transformer/messages.js';

/** What really runs, canonical: everything the vectors depend on beside the texts, and nothing else. */
export type EncoderDecision =
  | ({
      encoder: 'minilm-l6-v2' | 'model';
      /** How the model is called in the report. */
      name: string;
      /** SHA-256 of the graph and of the tokenizer. */
      model: string;
      tokenizer: string;
      runtime: string[];
    } & Reading)
  | ServerDecision
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

export type ModelDecision = Extract<EncoderDecision, { tokenizer: string }>;

/** Where the decision finds what it needs on this machine; not part of any key. */
export interface EncoderResources {
  model: ModelFiles | null;
  /** How an embedding server is asked; holds the key, and is written nowhere. */
  server: ServerAccess | null;
  vectors: OwnVectors | null;
  fellBackBecause: string | null;
}

export interface ResolvedEncoder {
  section: EncoderDecision;
  resources: EncoderResources;
  /** Decisions that the recipe left to the model, by place in the recipe. */
  decided: Decided;
}

export interface ResolveEncoderOptions {
  /** Folder that a path in the recipe is relative to. */
  folder: string;
  /** Paths of the files of the table. */
  tables: readonly string[];
  /** Reads a column of the table as text; undefined where the table has no such column. */
  cells(column: string): Promise<(string | null)[] | undefined>;
  signal: AbortSignal;
  emit: Listener;
  /** Where models are kept and whether the network may be used; default as the environment says. */
  models?: Pick<FindModelOptions, 'cache' | 'offline' | 'models'> & { lock?: ModelLock };
}

/**
 * Finds out what will really encode: the model is fetched and verified, files of one's own are hashed. If no
 * source has the default model, that is warned of and words are counted instead; the decision says so, so that a
 * later run which has the model takes nothing from this one. A model that was chosen by name is not replaced,
 * and neither is a server, which is asked only when its vectors are needed.
 *
 * @throws ParallaxError MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_INVALID, VECTORS_INVALID, ENCODER_REFUSED,
 *   RECIPE_INVALID; AbortError
 */
export async function resolveEncoder(
  section: EncodeSection,
  options: ResolveEncoderOptions,
): Promise<ResolvedEncoder> {
  if (section.encoder === 'vectors') return resolveVectors(section.vectors, options);
  if (section.encoder === 'tfidf') return countWords(section, null);
  if (section.encoder === 'server') return askServer(section, options);
  if (section.encoder === 'model') {
    return withModel(section, await findChosen(section.model, options), options);
  }
  try {
    const { lock = MINILM_L6_V2, ...places } = options.models ?? {};
    return await withModel(section, await findModel(lock, { ...places, ...listening(options) }), options);
  } catch (error) {
    if (!(error instanceof ParallaxError && error.code === 'MODEL_UNAVAILABLE')) throw error;
    const message =
      `${error.message} Words are counted instead (tfidf), which cannot know synonyms: expect other, plainer ` +
      'topics. The next run that can have the model encodes anew.';
    options.emit({ type: 'warning', step: 'encode', code: error.code, message });
    return countWords(section, error.message);
  }
}

/**
 * The default sentence encoder where its model is on this machine already, read as it is read by default; null
 * where it is not. No network is asked.
 */
export async function findDefaultHere(
  options: ResolveEncoderOptions,
): Promise<{ section: ModelDecision; resources: EncoderResources } | null> {
  const { lock = MINILM_L6_V2, ...places } = options.models ?? {};
  const { signal } = options;
  try {
    const model = await findModel(lock, { ...places, signal, offline: true, note: () => {} });
    const { section, resources } = await withModel(encodeSchema.parse({}), model, options);
    return 'tokenizer' in section ? { section, resources } : null;
  } catch (error) {
    const absent = ['MODEL_UNAVAILABLE', 'MODEL_CORRUPT'];
    if (error instanceof ParallaxError && absent.includes(error.code)) return null;
    throw error;
  }
}

function findChosen(name: string | null, options: ResolveEncoderOptions): Promise<ModelFiles> {
  if (name === null) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'The encoder "model" needs encode.model: owner/name on the hub, or a folder that begins with ./ or ../; got null',
    );
  }
  return findNamedModel(name, options.folder, { ...options.models, ...listening(options) });
}

/** What a search for a model tells becomes notes and progress of the run. */
function listening({
  signal,
  emit,
}: ResolveEncoderOptions): Pick<FindModelOptions, 'signal' | 'note' | 'progress'> {
  const note = (message: string): void => emit({ type: 'note', step: 'encode', message });
  return { signal, note, progress: reportDownload(emit) };
}

async function withModel(
  section: EncodeSection,
  found: ModelFiles,
  options: ResolveEncoderOptions,
): Promise<ResolvedEncoder> {
  const { emit, models } = options;
  const model =
    section.precision === 'int8'
      ? await int8Model(found, { ...listening(options), cache: models?.cache })
      : found;
  const { reading, decided } = settleReading(section, model);
  const encoder = section.encoder === 'model' ? 'model' : 'minilm-l6-v2';
  // What the built-in model does is in the reference; what another one asks for is news.
  for (const [path, { value, reason }] of Object.entries(encoder === 'model' ? decided : {})) {
    emit({ type: 'decision', path, value, reason });
  }
  return {
    section: {
      encoder,
      name: model.name,
      model: model.sha256.graph,
      tokenizer: model.sha256.tokenizer,
      ...reading,
      runtime: [installed('onnxruntime-node'), installed('@huggingface/tokenizers')],
    },
    resources: { model, server: null, vectors: null, fellBackBecause: null },
    decided,
  };
}

function askServer(section: EncodeSection, { emit }: ResolveEncoderOptions): ResolvedEncoder {
  const { decision, access, decided } = resolveServer(section);
  for (const [path, { value, reason }] of Object.entries(decided)) {
    emit({ type: 'decision', path, value, reason });
  }
  return {
    section: decision,
    resources: { model: null, server: access, vectors: null, fellBackBecause: null },
    decided,
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
    resources: { model: null, server: null, vectors: null, fellBackBecause },
    decided: {},
  };
}

async function resolveVectors(
  name: string | null,
  { folder, tables, cells }: ResolveEncoderOptions,
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
    : { from: 'column', column: name, tables, cells };
  return {
    section: {
      encoder: 'vectors',
      name: isFile ? basename(path) : name,
      file: isFile ? await hashOwn(path) : null,
    },
    resources: { model: null, server: null, vectors, fellBackBecause: null },
    decided: {},
  };
}

async function hashOwn(path: string): Promise<string> {
  try {
    return await hashFile(path);
  } catch (error) {
    throw new ParallaxError(
      'VECTORS_INVALID',
      `${path} must be a file that can be read; ${(error as Error).message}`,
      { cause: error },
    );
  }
}
