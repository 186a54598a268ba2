import { z } from 'zod';
import type { Matrix } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import { decodeJson, decodeMatrix, encodeJson, encodeMatrix, keptRows, type Table } from '../store/index.js';
import type { EncoderResources } from './encoder.js';
import { openEncoder, type EncoderDecision } from './encoders.js';
import { itemsOf } from './items.js';
import type { Picture } from './picture/picture.js';
import { ENCODE } from './vector-folder.js';

export interface EncodeInputs {
  table: Table;
  /** Of the kept rows, where the encoder looks at them. */
  pictures?: readonly Picture[] | null;
  resources: EncoderResources;
}

export interface Encoding {
  /** Kept rows × dimensions, each row of unit length. */
  vectors: Matrix;
  info: EncodingInfo;
}

const infoSchema = z.strictObject({
  /** The encoder that ran; what this and the next four say is told in `EncoderFacts`. */
  name: z.string(),
  dimensions: z.int(),
  model: z.string().nullable(),
  cut: z.int().nullable(),
  withoutTerms: z.int(),
  /** Why another encoder ran than the recipe asks for. */
  fellBackBecause: z.string().nullable(),
});

export type EncodingInfo = z.infer<typeof infoSchema>;

/** Turns every kept row into a vector. */
export const encodeStep: Step<EncoderDecision, EncodeInputs, Encoding> = {
  ...ENCODE,
  about: 'turning rows into vectors',

  async make(decision, { table, pictures = null, resources }, context) {
    const items = itemsOf(table, keptRows(table), pictures);
    const { vectors, info, notes } = await openEncoder(decision, resources).encode(items, context);
    if (vectors.rows !== items.rows.length) {
      throw new Error(`${info.name} must give ${items.rows.length} vectors; it gave ${vectors.rows}`);
    }
    for (const message of notes) context.emit({ type: 'note', step: ENCODE.name, message });
    const { fellBackBecause } = resources;
    return { vectors, info: { ...info, dimensions: vectors.cols, fellBackBecause } };
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
