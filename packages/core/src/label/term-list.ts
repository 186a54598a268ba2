import { sameStem } from './same-stem.js';

/** A term of one topic, with what its choice needs. */
export interface TopicTerm {
  term: number;
  /** Its words, lower-case, in order. */
  words: readonly string[];
  /** Those of them that are not function words. */
  content: readonly string[];
  /** c-TF-IDF, less for names of persons that come and go (see `weighTerms`). */
  weight: number;
  /** Occurrences in the topic. */
  count: number;
  /** The topic's texts that use it, and their share, 0 to 1. */
  texts: number;
  share: number;
  /** Share of those texts that is more than chance would bring, 0 to 1: low for words that are used everywhere. */
  beyondChance: number;
  /** How much it reads like a noun or a noun phrase, 0 to 1; 1 where nothing is known of the language. */
  noun: number;
  /** How evenly the topics of the finest level that are in this one use it, 0 to 1. */
  even: number;
}

/** From this share of its occurrences on, a term counts as explained by a longer one that holds it. */
const EXPLAINED = 0.6;

/**
 * Takes terms in order, leaving out those that say again what an earlier one says: other forms of the same words,
 * a term that mostly occurs inside a longer one, a longer one with no word of its own.
 *
 * @param terms best first
 */
export function withoutRepeats(terms: readonly TopicTerm[], count: number): TopicTerm[] {
  const taken: TopicTerm[] = [];
  for (const term of terms) {
    if (taken.length === count) break;
    if (isInsideLonger(term, terms) || addsNothing(term, taken)) continue;
    taken.push(term);
  }
  return taken;
}

function isInsideLonger(term: TopicTerm, terms: readonly TopicTerm[]): boolean {
  return terms.some(
    (longer) =>
      longer.words.length > term.words.length &&
      longer.count >= EXPLAINED * term.count &&
      holds(longer.words, term.words),
  );
}

function holds(longer: readonly string[], shorter: readonly string[]): boolean {
  for (let at = 0; at + shorter.length <= longer.length; at++) {
    if (shorter.every((word, i) => longer[at + i] === word)) return true;
  }
  return false;
}

/** Whether every word of the term stands, in some form, in one that was taken, or the other way round. */
function addsNothing(term: TopicTerm, taken: readonly TopicTerm[]): boolean {
  const known = taken.flatMap(({ content }) => content);
  return (
    covers(known, term.content) ||
    taken.some((other) => covers(term.content, other.content) && other.share < term.share)
  );
}

function covers(words: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((word) => words.some((other) => sameStem(word, other)));
}
