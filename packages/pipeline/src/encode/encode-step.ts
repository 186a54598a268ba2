import { join } from 'node:path';
import type { Matrix } from '@parallax-map/kernels';
import { artifactKey, type Step, type StepContext } from '../step.js';
import { decodeJson, decodeMatrix, encodeJson, encodeMatrix, keptRows, type Table } from '../store/index.js';
import { z } from 'zod';
import { readOwnVectors } from './own/own-vectors.js';
import type { EncoderDecision, EncoderResources, ModelDecision } from './resolve-encoder.js';
import type { ServerDecision } from './server/decision.js';
import { encodeByServer } from './server/encode-by-server.js';
import { encodeTerms } from './tfidf/encode-terms.js';
import { encodeTexts } from './transformer/encode-texts.js';
import { openVectorChunks, textHash } from './vector-chunks.js';

export interface EncodeInputs {
  table: Table;
  resources: EncoderResources;
}

export interface Encoding {
  /** Kept rows × dimensions, each row of unit length. */
  vectors: Matrix;
  info: EncodingInfo;
}

const infoSchema = z.strictObject({
  /** The encoder that ran. */
  name: z.string(),
  dimensions: z.int(),
  /** SHA-256 of the model's graph, or what a server calls its model; null where there is none. */
  model: z.string().nullable(),
  /** Texts longer than the encoder reads at once: their end was cut off, or passages were averaged. null
   * where a server was sent whole texts, and does not say which it cut. */
  cut: z.int().nullable(),
  /** Texts that share no term with any other and stand in the mean direction (tfidf). */
  withoutTerms: z.int(),
  /** Why another encoder ran than the recipe asks for. */
  fellBackBecause: z.string().nullable(),
});

export type EncodingInfo = z.infer<typeof infoSchema>;

/** The version of the step goes into the folder of stored vectors too. */
const IDENTITY = { name: 'encode', version: 2 };

/** Turns the text of every kept row into a vector. */
export const encodeStep: Step<EncoderDecision, EncodeInputs, Encoding> = {
  ...IDENTITY,
  about: 'turning texts into vectors',

  async make(section, { table, resources }, context) {
    const kept = keptRows(table);
    const texts = Array.from(kept, (row) => table.text[row]!);
    const { fellBackBecause } = resources;
    const base = { name: section.encoder, model: null, cut: 0, withoutTerms: 0, fellBackBecause };
    const note = (message: string): void => context.emit({ type: 'note', step: IDENTITY.name, message });
    const done = (vectors: Matrix, extra: Partial<EncodingInfo>): Encoding => ({
      vectors,
      info: { ...base, dimensions: vectors.cols, ...extra },
    });

    if (section.encoder === 'minilm-l6-v2' || section.encoder === 'model') {
      const { vectors, cut } = await encodeWithModel(section, texts, resources, context);
      if (cut > 0) note(aboutLong(section, cut, texts));
      return done(vectors, { name: section.name, model: section.model, cut });
    }
    if (section.encoder === 'server') {
      const { vectors, cut, says } = await byServer(section, texts, kept, resources, context);
      if ((cut ?? 0) > 0) note(aboutLong(section, cut!, texts));
      return done(vectors, { name: `${section.model} at ${section.server}`, model: says, cut });
    }
    if (section.encoder === 'tfidf') {
      const { vectors, without } = await encodeTerms(texts, section.dimensions, context.signal);
      if (without > 0) note(aboutLonely(without));
      context.progress(texts.length, texts.length, 'texts');
      return done(vectors, { withoutTerms: without });
    }
    const vectors = await readOwnVectors(resources.vectors!, table.rows, kept);
    context.progress(vectors.rows, vectors.rows, 'texts');
    return done(vectors, {});
  },

  save({ vectors, info }) {
    return { 'vectors.arrow': encodeMatrix(vectors), 'info.json': encodeJson(info) };
  },

  load({ files }) {
    const vectors = decodeMatrix(files['vectors.arrow']!);
    const info = infoSchema.parse(decodeJson(files['info.json']!));
    if (info.dimensions !== vectors.cols) throw new Error('vectors and info differ in dimensions');
    return { vectors, info };
  },
};

/** The vectors of texts by a model; those stored before are read, and the others stored. */
export function encodeWithModel(
  section: ModelDecision,
  texts: string[],
  resources: EncoderResources,
  context: StepContext,
): ReturnType<typeof encodeTexts> {
  return encodeTexts(texts, resources.model!, {
    maxTokens: section.maxTokens,
    long: section.long,
    pooling: section.pooling,
    prefix: section.prefix,
    folder: vectorFolder(section, context.store.folder),
    threads: context.threads,
    signal: context.signal,
    progress: (done, total) => context.progress(done, total, 'texts'),
    tally: (fromBefore, made) => context.tally({ unit: 'vectors', fromBefore, made }),
  });
}

/** The distinct texts that no vector of this model is kept of, in their order. */
export async function unencodedTexts(
  section: ModelDecision,
  texts: readonly string[],
  storeFolder: string,
): Promise<string[]> {
  const textOf = new Map(texts.map((text) => [textHash(text), text]));
  const chunks = await openVectorChunks(vectorFolder(section, storeFolder));
  const known = await chunks.read(new Set(textOf.keys()));
  return [...textOf].flatMap(([hash, text]) => (known.has(hash) ? [] : [text]));
}

function vectorFolder(section: ModelDecision, storeFolder: string): string {
  return join(storeFolder, 'vectors', artifactKey(IDENTITY, section, []));
}

function byServer(
  section: ServerDecision,
  texts: string[],
  kept: Uint32Array,
  resources: EncoderResources,
  { store, signal, emit, progress, tally }: StepContext,
): ReturnType<typeof encodeByServer> {
  return encodeByServer(texts, section, {
    ...resources.server!,
    storeFolder: store.folder,
    signal,
    rowOf: (text) => kept[text]!,
    progress: (done, total) => progress(done, total, 'texts'),
    tally: (fromBefore, made) => tally({ unit: 'vectors', fromBefore, made }),
    note: (message) => emit({ type: 'note', step: IDENTITY.name, message }),
  });
}

function aboutLong(
  { encoder, maxTokens, long }: { encoder: string; maxTokens: number | null; long: 'cut' | 'passages' },
  cut: number,
  texts: string[],
): string {
  const say = (value: number): string => value.toLocaleString('en-US');
  const share = ((100 * cut) / texts.length).toFixed(1);
  const by = encoder === 'server' ? ', estimated at four bytes each' : '';
  const what =
    long === 'cut'
      ? 'the rest of them is not read (--long passages reads it)'
      : 'they are read in passages, and the passages averaged';
  return `${say(cut)} of ${say(texts.length)} texts (${share} %) are longer than ${maxTokens} tokens${by}; ${what}`;
}

function aboutLonely(count: number): string {
  return `${count} texts share no word with any other; they are given the mean direction of the rest`;
}
