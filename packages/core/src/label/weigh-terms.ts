import type { SparseMatrix } from '@parallax-map/kernels';
import type { ClassCounts } from './count-by-class.js';
import { findNames, NAMED } from './given-names.js';
import { nounLikeness } from './noun-likeness.js';
import type { NounLikeness } from './noun-likeness.js';
import { KIND } from './read-texts.js';
import type { Reading } from './read-texts.js';
import { differInNumber } from './same-stem.js';
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

/** From this on a word is taken for a noun, or for a verb. */
const NOUN = 0.4;
const VERB = 0.5;
const GIVEN_ALONE = 0.4;

/** A term before what only the best need. */
type Weighed = Omit<TopicTerm, 'noun' | 'even'>;

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
  /** Undefined where nothing is known of the language. */
  nouns: NounLikeness | undefined;
}

export function describeCorpus(reading: Reading, terms: Terms, language: string | null): Corpus {
  const textsOf = new Float64Array(terms.words.length);
  for (const term of terms.counts.indices) textsOf[term]!++;
  const termOfWord = new Int32Array(reading.words.length).fill(-1);
  terms.words.forEach((words, term) => {
    if (words.length === 1) termOfWord[words[0]!] = term;
  });
  const nouns = nounLikeness(reading, language);
  return { reading, terms, textsOf, named: findNames(reading), termOfWord, nouns };
}

/**
 * The terms of one topic, best first. Names of persons fill stories and tell nothing: a term made of names weighs
 * less the fewer of the topic's texts use it and the more of its uses lie elsewhere, so that "John" falls and
 * "Batman" or "James Bond" stay.
 *
 * @param topic row of `classes` and of `weights`
 * @param size texts in the topic
 * @param even how evenly the topic's parts use a term, 0 to 1
 */
export function weighTerms(
  corpus: Corpus,
  classes: ClassCounts,
  weights: SparseMatrix,
  topic: number,
  size: number,
  even: (term: number) => number,
): TopicTerm[] {
  const { reading, terms, textsOf } = corpus;
  const countOf = new Map<number, number>();
  const found: Weighed[] = [];
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
      texts,
      share: texts / size,
      beyondChance: Math.max(0, 1 - (textsOf[term]! / reading.texts) * (size / texts)),
    });
  }
  found.sort((a, b) => b.weight - a.weight || b.count - a.count || a.term - b.term);
  const best = sharedTerms(found, size).slice(0, CANDIDATES);
  return best
    .map((term) => ({ ...term, noun: nounOf(corpus, terms.words[term.term]!), even: even(term.term) }))
    .map((term, _, all) => withOtherNumber(term, all, size));
}

/** Singular and plural of a noun name one thing: the more frequent form stands for both. Texts with both count twice. */
function withOtherNumber(term: TopicTerm, all: readonly TopicTerm[], size: number): TopicTerm {
  if (term.words.length > 1 || term.noun < NOUN) return term;
  let texts = term.texts;
  for (const other of all) {
    if (other.words.length > 1 || other.noun < NOUN || other.count > term.count) continue;
    if (differInNumber(term.words[0]!, other.words[0]!)) texts = Math.min(size, texts + other.texts);
  }
  return texts === term.texts ? term : { ...term, texts, share: texts / size };
}

/**
 * Terms that enough of the topic's texts use: one text that repeats a word speaks for itself, not for its topic.
 * Enough is 4 % of the texts, and less where that would leave too few terms.
 */
function sharedTerms(found: readonly Weighed[], size: number): readonly Weighed[] {
  for (let texts = Math.max(2, Math.ceil(SHARED * size)); texts > 1; texts = Math.floor(texts / 2)) {
    const shared = found.filter((term) => term.texts >= texts);
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
  { reading, termOfWord, nouns }: Corpus,
  words: readonly number[],
  countOf: ReadonlyMap<number, number>,
  count: number,
): boolean {
  if (words.length === 1) return true;
  // "plans a heist" and "vampire sleeps" name nothing, and must not stand in for "heist" and "vampire".
  if (nouns && (nouns.verb[words[0]!]! >= VERB || headOf(nouns, words) < NOUN)) return false;
  let rarest = Infinity;
  for (const word of words) {
    if (reading.kind[word] !== KIND.plain) continue;
    rarest = Math.min(rarest, countOf.get(termOfWord[word]!) ?? Infinity);
  }
  return count >= COHESION * rarest;
}

/** A run of words is as noun-like as its head, and less if a first name begins it that no surname follows ("John dies"). */
function nounOf({ nouns, named }: Corpus, words: readonly number[]): number {
  if (!nouns) return 1;
  const first = words[0]!;
  const last = words[words.length - 1]!;
  const head = headOf(nouns, words);
  if (words.length === 1) return head;
  const end = head * (1 - nouns.verb[last]!);
  return named[first] === NAMED.given && !named[last] ? end * GIVEN_ALONE : end;
}

function headOf({ noun, headFirst }: NounLikeness, words: readonly number[]): number {
  return noun[words[headFirst ? 0 : words.length - 1]!]!;
}
