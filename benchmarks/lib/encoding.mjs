import { join } from 'node:path';
import { encodeTexts } from '../../packages/pipeline/dist/encode/index.js';
import { mean, round } from './report.mjs';

const never = new globalThis.AbortController().signal;
let folders = 0;

/**
 * Encodes texts by a model's own settings into a fresh folder, so that nothing is kept from before.
 *
 * @param {import('../../packages/pipeline/dist/encode/index.js').ModelFiles} model
 * @param {string[]} texts
 * @param {number} threads
 * @param {string} scratch folder that the caller removes
 */
export async function encodeAfresh(model, texts, threads, scratch) {
  const { pooling, maxTokens, prefix } = model.settings;
  const { vectors } = await encodeTexts(texts, model, {
    ...{ pooling, maxTokens, prefix, long: 'cut', threads, signal: never },
    ...{ progress: () => {}, tally: () => {} },
    folder: join(scratch, `vectors-${folders++}`),
  });
  return vectors;
}

/** Cosines of the rows of two matrices of unit rows, pair by pair. */
export function cosines(a, b) {
  const all = Array.from({ length: a.rows }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < a.cols; c++) sum += a.data[i * a.cols + c] * b.data[i * a.cols + c];
    return sum;
  });
  return { mean: round(mean(all), 6), min: round(Math.min(...all), 6) };
}

/**
 * Whether every bit of the vectors is the same when texts are encoded once more.
 *
 * @returns {(list: string[], threads: number) => Promise<boolean>} for some of the texts, in any order
 */
export function sameBits(model, texts, vectors, scratch) {
  const place = new Map(texts.map((text, i) => [text, i]));
  return async (list, threads) => {
    const { data, cols } = await encodeAfresh(model, list, threads, scratch);
    return list.every((text, i) => {
      const at = place.get(text) * cols;
      return data.subarray(i * cols, (i + 1) * cols).every((value, c) => value === vectors.data[at + c]);
    });
  };
}
