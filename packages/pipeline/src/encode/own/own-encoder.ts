import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { ParallaxError, type EncodeSection } from '@parallax-map/core';
import {
  NO_RESOURCES,
  type Encoder,
  type EncoderResources,
  type ResolveEncoderOptions,
  type Resolved,
} from '../encoder.js';
import { distinctTexts } from '../items.js';
import { hashFile } from '../models/cache.js';
import { readOwnVectors, type OwnVectors } from './own-vectors.js';

/** Vectors that were made elsewhere. */
export interface OwnDecision {
  encoder: 'vectors';
  /** Column, or name of the file. */
  name: string;
  /** SHA-256 of the file; null for a column, since the table's own key covers it. */
  file: string | null;
}

/** @throws ParallaxError RECIPE_INVALID, VECTORS_INVALID */
export async function resolveOwn(
  { vectors: name }: EncodeSection,
  { folder, tables, cells }: ResolveEncoderOptions,
): Promise<Resolved<OwnDecision>> {
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
    resources: { ...NO_RESOURCES, vectors },
    decided: {},
  };
}

/** Reads the vectors of the rows that were kept. */
export function openOwn({ encoder, name }: OwnDecision, { vectors: source }: EncoderResources): Encoder {
  if (source === null) throw new Error(`where ${name} stands is needed to read it`);
  return {
    dimensions: null,
    graph: null,
    knows: null,
    ask: 'Rows can be searched by meaning where a sentence encoder read them; these vectors came from elsewhere.',
    async encode({ rows, tableRows }, { progress }) {
      const vectors = await readOwnVectors(source, tableRows, rows);
      progress(vectors.rows, vectors.rows, 'texts');
      return { vectors, info: { name: encoder, model: null, cut: 0, withoutTerms: 0 }, notes: [] };
    },
    unencoded: async (items) => ({ pending: 0, of: distinctTexts(items), tokens: null, sample: null }),
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
