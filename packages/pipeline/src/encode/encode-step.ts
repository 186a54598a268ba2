import { join } from 'node:path';
import type { Matrix } from '@parallax-map/kernels';
import { artifactKey, type Step, type StepContext } from '../step.js';
import { decodeJson, decodeMatrix, encodeJson, encodeMatrix, keptRows, type Table } from '../store/index.js';
import { z } from 'zod';
import { readOwnVectors } from './own/own-vectors.js';
import type { EncoderDecision, EncoderResources } from './resolve-encoder.js';
import { encodeTerms } from './tfidf/encode-terms.js';
import { encodeTexts } from './transformer/encode-texts.js';

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
  /** SHA-256 of the model's graph, null where there is none. */
  model: z.string().nullable(),
  /** Texts longer than the encoder reads at once: their end was cut off, or passages were averaged. */
  cut: z.int(),
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
    const done = (vectors: Matrix, extra: Partial<EncodingInfo>): Encoding => ({
      vectors,
      info: { ...base, dimensions: vectors.cols, ...extra },
    });

    if (section.encoder === 'minilm-l6-v2' || section.encoder === 'model') {
      const { vectors, cut } = await withModel(section, texts, resources, context);
      if (cut > 0)
        context.emit({ type: 'note', step: IDENTITY.name, message: aboutLong(section, cut, texts) });
      return done(vectors, { name: section.name, model: section.model, cut });
    }
    if (section.encoder === 'tfidf') {
      const { vectors, without } = await encodeTerms(texts, section.dimensions, context.signal);
      if (without > 0) context.emit({ type: 'note', step: IDENTITY.name, message: aboutLonely(without) });
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

function withModel(
  section: EncoderDecision & { encoder: 'minilm-l6-v2' | 'model' },
  texts: string[],
  resources: EncoderResources,
  context: StepContext,
): ReturnType<typeof encodeTexts> {
  return encodeTexts(texts, resources.model!, {
    maxTokens: section.maxTokens,
    long: section.long,
    pooling: section.pooling,
    prefix: section.prefix,
    folder: join(context.store.folder, 'vectors', artifactKey(IDENTITY, section, [])),
    threads: context.threads,
    signal: context.signal,
    progress: (done, total) => context.progress(done, total, 'texts'),
  });
}

function aboutLong(
  { maxTokens, long }: { maxTokens: number; long: 'cut' | 'passages' },
  cut: number,
  texts: string[],
): string {
  const say = (value: number): string => value.toLocaleString('en-US');
  const share = ((100 * cut) / texts.length).toFixed(1);
  const what =
    long === 'cut'
      ? 'the rest of them is not read (--long passages reads it)'
      : 'they are read in passages, and the passages averaged';
  return `${say(cut)} of ${say(texts.length)} texts (${share} %) are longer than ${maxTokens} tokens; ${what}`;
}

function aboutLonely(count: number): string {
  return `${count} texts share no word with any other; they are given the mean direction of the rest`;
}
