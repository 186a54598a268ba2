import { classTfIdf, fold } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { tokens } from '../search/tokens.js';

/** The words of all texts, as numbers: read once, asked for every selection. */
export interface TextWords {
  /** Rows that were read, ascending: all of them, or evenly spaced ones. */
  sampled: Uint32Array;
  words: string[];
  /** Words of sampled row s: ids[starts[s]] … ids[starts[s + 1] − 1], each once. */
  starts: Uint32Array;
  ids: Uint32Array;
}

/** Rows read at most. */
const MOST = 50_000;
/** Milliseconds of reading before the page gets its turn. */
const SLICE = 8;

/** Reads titles and texts in slices, so that the page stays quick. Rejects when stopped. */
export async function readWords(rows: Rows, signal: AbortSignal): Promise<TextWords> {
  const count = Math.min(rows.n, MOST);
  const sampled = Uint32Array.from({ length: count }, (_, s) => Math.floor((s * rows.n) / count));
  const known = new Map<string, number>();
  const words: string[] = [];
  const starts = new Uint32Array(count + 1);
  const ids: number[] = [];
  let began = performance.now();
  for (let s = 0; s < count; s++) {
    const seen = new Set<number>();
    for (const word of tokens(fold(rows.text(sampled[s]!)))) {
      if (word.length < 2 || /^\d/u.test(word)) continue;
      let id = known.get(word);
      if (id === undefined) {
        id = words.length;
        known.set(word, id);
        words.push(word);
      }
      seen.add(id);
    }
    for (const id of seen) ids.push(id);
    starts[s + 1] = ids.length;
    if (performance.now() - began > SLICE) {
      await new Promise((next) => setTimeout(next));
      signal.throwIfAborted();
      began = performance.now();
    }
  }
  return { sampled, words, starts, ids: Uint32Array.from(ids) };
}

/** A word in fewer texts than this, or than this share of those kept, is one text's fancy. */
const FEW_TEXTS = 3;
const SHARED = 0.02;
/** Words that nearly all rows have, such as "the", tell nothing of a few that happen to have them all. */
const MORE_OFTEN = 1.5;

/**
 * Words that tell the rows kept from the others: class-based TF-IDF of two classes, less the more of the other rows use
 * the word too. A word counts once in a text.
 */
export function tellingWords(read: TextWords, kept: Uint8Array, most: number): string[] {
  const { sampled, words, starts, ids } = read;
  const inside = new Float32Array(words.length);
  const outside = new Float32Array(words.length);
  let texts = 0;
  sampled.forEach((row, s) => {
    const isKept = kept[row] === 1;
    if (isKept) texts++;
    const into = isKept ? inside : outside;
    for (let k = starts[s]!; k < starts[s + 1]!; k++) into[ids[k]!]!++;
  });
  const others = sampled.length - texts;
  const terms = words.length;
  const both = new Float32Array(2 * terms);
  both.set(inside);
  both.set(outside, terms);
  const column = Uint32Array.from({ length: terms }, (_, term) => term);
  const indices = new Uint32Array(2 * terms);
  indices.set(column);
  indices.set(column, terms);
  const indptr = Uint32Array.of(0, terms, 2 * terms);
  const weighed = classTfIdf(
    { rows: 2, cols: terms, indptr, indices, values: both },
    { weighting: 'plain', reduceFrequentWords: true },
  );
  const least = Math.max(FEW_TEXTS, SHARED * texts);
  const scored = words.flatMap((word, term) => {
    const share = inside[term]! / Math.max(1, texts);
    const elsewhere = outside[term]! / Math.max(1, others);
    if (inside[term]! < least || share < MORE_OFTEN * elsewhere) return [];
    return [{ word, score: weighed.values[term]! * (1 - elsewhere / share) }];
  });
  return scored
    .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
    .slice(0, most)
    .map(({ word }) => word);
}
