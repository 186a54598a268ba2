import { ParallaxError, type EncodeSection } from '@parallax-map/core';
import {
  NO_RESOURCES,
  type Encoder,
  type EncoderResources,
  type Items,
  type ResolveEncoderOptions,
  type Resolved,
} from '../encoder.js';
import { listening } from '../listening.js';
import { graphHash } from '../models/cache.js';
import { PICTURE_LAYOUT } from '../models/layout.js';
import { CLIP_VIT_B_32 } from '../models/clip-vit-b-32.js';
import { findNamed } from '../models/named-model.js';
import { pendingPlaces } from '../pending.js';
import { installed } from '../runtime.js';
import { openVectorChunks } from '../vector-chunks.js';
import { vectorFolder } from '../vector-folder.js';
import { inOrder, vectorsByContent } from '../workers/vectors-by-content.js';
import type { Picture } from './picture.js';
import { readPictureSettings, type PictureSettings } from './settings.js';
import type { PictureSetup } from './worker.js';

/** A vision model that runs here, in ONNX. */
export interface PictureDecision {
  encoder: 'clip-vit-b-32' | 'image-model';
  /** How the model is called in the report. */
  name: string;
  /** SHA-256 of the graph. */
  model: string;
  /** How pictures are prepared for it. */
  settings: PictureSettings;
  runtime: string[];
}

/** Whether a decision of the recipe, or what came of it, is for an encoder that looks at pictures. */
export function looksAtPictures<D extends { encoder: string }>(
  decision: D,
): decision is Extract<D, { encoder: PictureDecision['encoder'] }> {
  return decision.encoder === 'clip-vit-b-32' || decision.encoder === 'image-model';
}

/** @throws ParallaxError RECIPE_INVALID, MODEL_UNAVAILABLE, MODEL_CORRUPT, MODEL_INVALID; AbortError */
export async function resolvePictures(
  { encoder, model }: EncodeSection,
  options: ResolveEncoderOptions,
): Promise<Resolved<PictureDecision>> {
  const isClip = encoder === 'clip-vit-b-32';
  const name = isClip ? CLIP_VIT_B_32 : model;
  if (name === null) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      'The encoder "image-model" needs encode.model: owner/name on the hub, or a folder that begins with ./ or ../; got null',
    );
  }
  const places = { ...options.models, ...listening(options) };
  const { variant, folder, lock } = await findNamed(name, options.folder, PICTURE_LAYOUT, places);
  const settings = await readPictureSettings(folder, lock.name);
  return {
    section: {
      encoder: isClip ? encoder : 'image-model',
      name: isClip ? encoder : lock.name,
      model: graphHash(variant),
      settings,
      runtime: [installed('onnxruntime-node'), installed('sharp')],
    },
    resources: { ...NO_RESOURCES, vision: `${folder}/${variant.graph}` },
    decided: {},
  };
}

/** Encodes each distinct picture once, alone; vectors are kept by model, way of preparing and bytes. */
export function openPictures(decision: PictureDecision, { vision }: EncoderResources): Encoder {
  if (vision === null) throw new Error(`the graph of ${decision.name} is needed to encode`);
  const { name, model, settings } = decision;
  return {
    dimensions: null,
    graph: vision,
    knows: null,
    ask: 'Rows can be searched by meaning where a sentence encoder read them; here their pictures were looked at.',
    async encode(items, context) {
      const pictures = picturesOf(items);
      const pictureOf = new Map(pictures.map((picture) => [picture.sha256, picture]));
      const setup: PictureSetup = { graph: vision, settings };
      const chunks = await openVectorChunks(vectorFolder(decision, context.store.folder), 'picture');
      const known = await vectorsByContent(new Set(pictureOf.keys()), chunks, {
        name,
        script: new URL('./worker.js', import.meta.url),
        setup,
        intoBatches: (missing) => inBatches(missing),
        itemOf: (hash) => pictureOf.get(hash)!,
        threads: context.threads,
        signal: context.signal,
        progress: (done, total) => context.progress(done, total, 'pictures'),
        tally: (fromBefore, made) => context.tally({ unit: 'vectors', fromBefore, made }),
      });
      const hashes = pictures.map(({ sha256 }) => sha256);
      const info = { name, model, cut: 0, withoutTerms: 0 };
      return { vectors: inOrder(hashes, known, name), info, notes: aboutRepeats(hashes) };
    },
    async unencoded(items, storeFolder, threads) {
      const hashes = picturesOf(items).map(({ sha256 }) => sha256);
      const known = (some: ReadonlySet<string>) => keptPictures(decision, some, storeFolder);
      const { places, of } = await pendingPlaces(hashes, known);
      return { pending: places.length, of, tokens: null, sample: someOf(places, threads * SOME) };
    },
  };
}

/** Which of these pictures have a vector from before, by the hash of their bytes. */
export async function keptPictures(
  decision: PictureDecision,
  hashes: ReadonlySet<string>,
  storeFolder: string,
): Promise<ReadonlySet<string>> {
  const chunks = await openVectorChunks(vectorFolder(decision, storeFolder), 'picture');
  return new Set((await chunks.read(hashes)).keys());
}

/** Pictures in a chunk: a second or two of work. */
const BATCH = 16;
/** Pictures that take a thread some seconds. */
const SOME = 32;

function picturesOf({ pictures }: Items): readonly Picture[] {
  if (pictures === null) throw new Error('pictures are needed to look at; there are texts only');
  return pictures;
}

function inBatches(hashes: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(hashes.length / BATCH) }, (_, i) =>
    hashes.slice(i * BATCH, (i + 1) * BATCH),
  );
}

/** Places evenly spread over all; null where there are none. */
function someOf(places: readonly number[], most: number): Uint32Array | null {
  const count = Math.min(places.length, most);
  if (count === 0) return null;
  return Uint32Array.from({ length: count }, (_, i) => places[Math.floor((i * places.length) / count)]!);
}

function aboutRepeats(hashes: readonly string[]): string[] {
  const repeats = hashes.length - new Set(hashes).size;
  if (repeats === 0) return [];
  const say = (value: number): string => value.toLocaleString('en-US');
  return [`${say(repeats)} of ${say(hashes.length)} rows have the picture of an earlier row, to the byte`];
}
