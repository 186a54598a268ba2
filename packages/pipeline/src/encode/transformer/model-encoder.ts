import { ParallaxError, type EncodeSection } from '@parallax-map/core';
import { aboutLong } from '../about-long.js';
import {
  NO_RESOURCES,
  type Encoder,
  type EncoderResources,
  type Items,
  type ResolveEncoderOptions,
  type Resolved,
  type Unencoded,
} from '../encoder.js';
import { int8Model } from '../int8/index.js';
import { listening, tellDecided } from '../listening.js';
import type { ModelFiles } from '../models/cache.js';
import { findModel } from '../models/find-model.js';
import { MINILM_L6_V2 } from '../models/minilm-l6-v2.js';
import { findNamedModel } from '../models/named-model.js';
import { pendingPlaces } from '../pending.js';
import { installed } from '../runtime.js';
import { settleReading } from '../settle-reading.js';
import { openVectorChunks, textHash } from '../vector-chunks.js';
import { vectorFolder } from '../vector-folder.js';
import { encodeTexts, workerSetup } from './encode-texts.js';
import type { Reading } from './messages.js';
import { someOf } from './some-of.js';
import { askWorker } from '../workers/ask-worker.js';

/** A sentence encoder that runs here, in ONNX. */
export interface ModelDecision extends Reading {
  encoder: 'minilm-l6-v2' | 'model';
  /** How the model is called in the report. */
  name: string;
  /** SHA-256 of the graph and of the tokenizer. */
  model: string;
  tokenizer: string;
  runtime: string[];
}

/** @throws ParallaxError MODEL_UNAVAILABLE, MODEL_CORRUPT; AbortError */
export async function resolveBuiltIn(
  section: EncodeSection,
  options: ResolveEncoderOptions,
): Promise<Resolved<ModelDecision>> {
  const { lock = MINILM_L6_V2, ...places } = options.models ?? {};
  const found = await findModel(lock, { ...places, ...listening(options) });
  // What the built-in model does is in the reference.
  return withModel('minilm-l6-v2', section, found, options);
}

/** @throws ParallaxError RECIPE_INVALID, MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_INVALID; AbortError */
export async function resolveChosen(
  section: EncodeSection,
  options: ResolveEncoderOptions,
): Promise<Resolved<ModelDecision>> {
  if (section.model === null) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'The encoder "model" needs encode.model: owner/name on the hub, or a folder that begins with ./ or ../; got null',
    );
  }
  const places = { ...options.models, ...listening(options) };
  const found = await findNamedModel(section.model, options.folder, places);
  const resolved = await withModel('model', section, found, options);
  // What another model asks for is news.
  tellDecided(resolved.decided, options.emit);
  return resolved;
}

async function withModel(
  encoder: ModelDecision['encoder'],
  section: EncodeSection,
  found: ModelFiles,
  options: ResolveEncoderOptions,
): Promise<Resolved<ModelDecision>> {
  const model =
    section.precision === 'int8'
      ? await int8Model(found, { ...listening(options), cache: options.models?.cache })
      : found;
  const { reading, decided } = settleReading(section, model);
  return {
    section: {
      encoder,
      name: model.name,
      model: model.sha256.graph,
      tokenizer: model.sha256.tokenizer,
      ...reading,
      runtime: [installed('onnxruntime-node'), installed('@huggingface/tokenizers')],
    },
    resources: { ...NO_RESOURCES, model },
    decided,
  };
}

/** Encodes each distinct text once, alone; vectors are kept by model, way of reading and text. */
export function openModel(decision: ModelDecision, { model }: EncoderResources): Encoder {
  if (model === null) throw new Error(`the files of ${decision.name} are needed to encode`);
  return {
    dimensions: null,
    graph: model.paths.graph,
    knows: 'meaning',
    ask: () =>
      askWorker(new URL('./worker.js', import.meta.url), workerSetup(model, decision), decision.name),
    async encode({ texts }, context) {
      const { maxTokens, long, pooling, prefix, name, model: hash } = decision;
      const { vectors, cut } = await encodeTexts(texts, model, {
        ...{ maxTokens, long, pooling, prefix },
        folder: vectorFolder(decision, context.store.folder),
        threads: context.threads,
        signal: context.signal,
        progress: (done, total) => context.progress(done, total, 'texts'),
        tally: (fromBefore, made) => context.tally({ unit: 'vectors', fromBefore, made }),
      });
      const notes = aboutLong(decision, cut, texts.length);
      return { vectors, info: { name, model: hash, cut, withoutTerms: 0 }, notes };
    },
    unencoded: (items, storeFolder, threads) => lookUp(items, vectorFolder(decision, storeFolder), threads),
  };
}

/** Characters that take a thread some seconds to encode. */
const SOME_CHARACTERS = 40_000;

async function lookUp({ texts }: Items, folder: string, threads: number): Promise<Unencoded> {
  const chunks = await openVectorChunks(folder);
  const { places, of } = await pendingPlaces(texts.map(textHash), (hashes) => chunks.read(hashes));
  return {
    pending: places.length,
    of,
    tokens: null,
    sample: places.length === 0 ? null : someOf(places, texts, threads * SOME_CHARACTERS),
  };
}
