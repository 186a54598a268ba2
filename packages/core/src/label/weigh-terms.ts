import type { SparseMatrix } from '@parallax-map/kernels';
import type { ClassCounts } from './count-by-class.js';
import { findNames, NAMED } from './given-names.js';
import { KIND } from './read-texts.js';
import type { Reading } from './read-texts.js';
import type { TopicTerm } from './term-list.js';
import type { Terms } from './terms.js';

/** Terms looked at for each topic, best first: many more than are shown, few enough to compare all pairs. */
const CANDIDATES = 150;
/** Share of a topic's texts that should use a term, and the number of such terms that is enough. */
const SHARED = 0.04;
const ENOUGH_TERMS = 20;
/** A name in this share of a topic's texts is what they are about. */
const COMMON_NAME = 0.2;
/** A run of words must make up this share of the occurrences of its rarest word, or it is chance company. */
const COHESION = 0.25;

/** What is the same for every topic of every level. */
export interface Corpus {
  reading: Reading;
  terms: Terms;
  /** Texts that use each term. */
  textsOf: Float64Array;
  /** One of NAMED, by word. */
  named: Uint8Array;
  /** The term that is this word alone, by word; −1 for none. */
  termOfWord: Int32Array;
}

export function describeCorpus(reading: Reading, terms: Terms): Corpus {
  const textsOf = new Float64Array(terms.words.length);
  for (const term of terms.counts.indices) textsOf[term]!++;
  const termOfWord = new Int32Array(reading.words.length).fill(-1);
  terms.words.forEach((words, term) => {
    if (words.length === 1) termOfWord[words[0]!] = term;
  });
  return { reading, terms, textsOf, named: findNames(reading), termOfWord };
}

/**
 * The terms of one topic, best first. Names of persons fill stories and tell nothing: a term made of names weighs
 * less the fewer of the topic's texts use it and the more of its uses lie elsewhere, so that "John" falls and
 * "Batman" or "James Bond" stay.
 *
 * @param topic row of `classes` and of `weights`
 * @param size texts in the topic
 */
export function weighTerms(
  corpus: Corpus,
  classes: ClassCounts,
  weights: SparseMatrix,
  topic: number,
  size: number,
): TopicTerm[] {
  const { reading, terms, textsOf } = corpus;
  const countOf = new Map<number, number>();
  const found: TopicTerm[] = [];
  const from = weights.indptr[topic]!;
  const to = weights.indptr[topic + 1]!;
  for (let at = from; at < to; at++) countOf.set(weights.indices[at]!, classes.counts.values[at]!);
  for (let at = from; at < to; at++) {
    const term = weights.indices[at]!;
    const texts = classes.texts[at]!;
    const words = terms.words[term]!;
    const weight = weights.values[at]! * nameFactor(corpus, term, texts, size);
    if (weight <= 0 || !hangsTogether(corpus, words, countOf, classes.counts.values[at]!)) continue;
    found.push({
      term,
      words: words.map((word) => reading.words[word]!),
      content: words.filter((word) => reading.kind[word] !== KIND.stop).map((word) => reading.words[word]!),
      weight,
      count: classes.counts.values[at]!,
      share: texts / size,
      beyondChance: Math.max(0, 1 - (textsOf[term]! / reading.texts) * (size / texts)),
    });
  }
  found.sort((a, b) => b.weight - a.weight || b.count - a.count || a.term - b.term);
  return sharedTerms(found, size).slice(0, CANDIDATES);
}

/**
 * Terms that enough of the topic's texts use: one text that repeats a word speaks for itself, not for its topic.
 * Enough is 4 % of the texts, and less where that would leave too few terms.
 */
function sharedTerms(found: readonly TopicTerm[], size: number): readonly TopicTerm[] {
  for (let texts = Math.max(2, Math.ceil(SHARED * size)); texts > 1; texts = Math.floor(texts / 2)) {
    const shared = found.filter((term) => Math.round(term.share * size) >= texts);
    if (shared.length >= ENOUGH_TERMS) return shared;
  }
  return found;
}

/** 1 for terms with a word that is no name; less for names spread thin, least for given names at home nowhere. */
function nameFactor(
  { reading, terms, textsOf, named }: Corpus,
  term: number,
  texts: number,
  size: number,
): number {
  const words = terms.words[term]!;
  if (!words.every((word) => named[word] || reading.kind[word] !== KIND.plain)) return 1;
  const home = texts / textsOf[term]!;
  if (named[words[0]!] === NAMED.given) return Math.max(0.1, home * home);
  const share = texts / size / COMMON_NAME;
  return Math.min(1, Math.max(0.3, share, (home * share) / (share + 0.3)));
}

function hangsTogether(
  { reading, termOfWord }: Corpus,
  words: readonly number[],
  countOf: ReadonlyMap<number, number>,
  count: number,
): boolean {
  if (words.length === 1) return true;
  let rarest = Infinity;
  for (const word of words) {
    if (reading.kind[word] !== KIND.plain) continue;
    rarest = Math.min(rarest, countOf.get(termOfWord[word]!) ?? Infinity);
  }
  return count >= COHESION * rarest;
}
