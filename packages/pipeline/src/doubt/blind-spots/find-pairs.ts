import { haveWordInCommon, type BlindSpot, type ContentWords } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import type { LookedAt } from './looked-at.js';
import { tellingWords, type Telling } from './telling-words.js';

export interface PairInputs {
  looked: LookedAt;
  /** One row per text looked at, unit length: by meaning, and by words counted. */
  vectors: Matrix;
  terms: Matrix;
  words: ContentWords;
  /** Content words of each title: what shares those is known to belong together. */
  titleWords: ContentWords;
  /** ISO 639-1 of a text; '' where none is clear. */
  languageOf(text: number): string;
  /** Whether names can be told by their capitals in the language of most texts. */
  namesHaveCapitals: boolean;
}

/** Two near texts, the first below the second. */
interface Near {
  a: number;
  b: number;
  cosine: number;
  termCosine: number;
}
interface Candidate extends Near {
  words: readonly [Telling[], Telling[]];
}

/** How much a pair surprises: closeness in meaning first, then strangeness to counted words. */
const surprise = ({ cosine, termCosine }: Near): number => cosine - COUNTED * termCosine;
/** What a point of cosine by counted words weighs beside one of meaning: both spread about alike, meaning is rarer. */
const COUNTED = 0.3;

/** How much a surprising pair convinces who reads it: by a rare word in each that says what the two share. */
const conviction = ({ cosine, termCosine, words }: Candidate): number =>
  cosine - STRANGE * termCosine + TOLD * Math.min(...words.map((list) => list[0]!.weight));
/** Among pairs that are all near in meaning, strangeness counts for more. */
const STRANGE = 0.6;
/** Weights of telling words spread about a third as much as cosines of such pairs. */
const TOLD = 3;

/** A pair, its texts by place among those looked at. */
export type FoundPair = Omit<BlindSpot, 'rows' | 'titles'> & { texts: readonly [number, number] };

/**
 * Pairs of texts that lie near each other in meaning, share no content word, and are strangers to TF-IDF. Of
 * those that surprise most, the nearest in meaning and farthest by counted words, first the ones that convince.
 */
export function findPairs(inputs: PairInputs): FoundPair[] {
  const { looked, vectors, terms } = inputs;
  const shareNone = strangers(inputs.words);
  const titlesShareNone = strangers(inputs.titleWords);
  const telling = tellingWords(inputs.words, vectors, inputs.namesHaveCapitals);
  const near = looked.pairs
    .map(([a, b]) => ({ a, b, cosine: dot(vectors, a, b), termCosine: dot(terms, a, b) }))
    .filter(({ cosine }) => cosine >= NEAR && cosine < SAME)
    .sort((x, y) => surprise(y) - surprise(x) || x.a - y.a || x.b - y.b);

  const isProse = prose(inputs.words);
  const candidates: Candidate[] = [];
  for (const pair of near) {
    if (candidates.length === WEIGHED) break;
    const { a, b } = pair;
    if (!isProse(a) || !isProse(b) || !shareNone(a, b) || !titlesShareNone(a, b)) continue;
    const language = inputs.languageOf(a);
    if (language === '' || language !== inputs.languageOf(b)) continue;
    const words = [telling(a, b), telling(b, a)] as const;
    if (words.some((list) => list.length === 0)) continue;
    candidates.push({ ...pair, words });
  }
  candidates.sort((x, y) => conviction(y) - conviction(x) || x.a - y.a || x.b - y.b);

  const used = new Uint8Array(looked.places.length);
  const found: FoundPair[] = [];
  for (const { a, b, cosine, termCosine, words } of candidates) {
    if (found.length === PAIRS) break;
    if (used[a]! >= EACH || used[b]! >= EACH) continue;
    used[a]!++;
    used[b]!++;
    const told: [string[], string[]] = [words[0].map(({ word }) => word), words[1].map(({ word }) => word)];
    const rank = Math.min(rankOf(terms, a, b), rankOf(terms, b, a));
    found.push({ texts: [a, b], words: told, cosine, termCosine, rank, ranked: terms.rows - 1 });
  }
  return found;
}

/** Whether two texts share no content word in any form; each has one. */
export function strangers(words: ContentWords): (a: number, b: number) => boolean {
  const spelled = (text: number): string[] => Array.from(words.ofText[text]!, (word) => words.words[word]!);
  return (a, b) => !haveWordInCommon(spelled(a), spelled(b));
}

/** Pairs that surprise most, of which the convincing ones are told. */
const WEIGHED = 120;
/** Pairs told of. */
const PAIRS = 20;
/** Pairs that one text may stand in. */
const EACH = 2;
/** Cosines of encoders that texts of one theme reach, and that only texts pass which say the same. */
const NEAR = 0.3;
const SAME = 0.95;
/** Distinct content words below which a text is too short to be sure of. */
const FEWEST_WORDS = 8;
/** Share of words of grammar below which a text is a list. */
const LEAST_GRAMMAR = 0.2;

function prose({ ofText, length, grammar }: ContentWords): (text: number) => boolean {
  return (text) => ofText[text]!.length >= FEWEST_WORDS && grammar[text]! >= LEAST_GRAMMAR * length[text]!;
}

/** 1 where no other text is nearer to `a` than `b` is. */
function rankOf(vectors: Matrix, a: number, b: number): number {
  const own = dot(vectors, a, b);
  let nearer = 0;
  for (let i = 0; i < vectors.rows; i++) if (i !== a && i !== b && dot(vectors, a, i) > own) nearer++;
  return nearer + 1;
}

function dot({ data, cols }: Matrix, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < cols; c++) sum += data[a * cols + c]! * data[b * cols + c]!;
  return sum;
}
