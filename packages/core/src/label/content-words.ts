import { fold } from '../text/fold.js';
import { KIND, readTexts } from './read-texts.js';
import { sameStem } from './same-stem.js';

/** The words of texts that are more than grammar. */
export interface ContentWords {
  /** Each word once, without regard to case, accents and compatibility forms, in the order they are met. */
  readonly words: readonly string[];
  /** Per text, its distinct content words in the order they are met: indices into `words`. */
  readonly ofText: readonly Uint32Array[];
  /** Per text, all its words, those of grammar and repeated ones counted. */
  readonly length: Uint32Array;
  /** Per text, how many of these are words of grammar. */
  readonly grammar: Uint32Array;
  /** By word, the share of its places inside sentences where it has a capital: near 1 for names. */
  readonly capital: Float32Array;
}

/**
 * Reads the content words of texts: all but the function words that are given. Numbers count, since who counts
 * words sees them too.
 *
 * @param stopWords lower-case function words
 */
export function contentWords(texts: readonly string[], stopWords: ReadonlySet<string>): ContentWords {
  const reading = readTexts(texts, stopWords);
  const folded = new Map<string, number>();
  const capitals: number[] = [];
  const idOf = reading.words.map((word, i) => {
    if (reading.kind[i] === KIND.stop) return GRAMMAR;
    const plain = fold(word);
    const known = folded.get(plain);
    if (known !== undefined) {
      capitals[known] = Math.max(capitals[known]!, reading.capital[i]!);
      return known;
    }
    folded.set(plain, folded.size);
    capitals.push(reading.capital[i]!);
    return folded.size - 1;
  });

  const length = new Uint32Array(texts.length);
  const grammar = new Uint32Array(texts.length);
  const ofText = texts.map((_, text) => {
    const found = new Set<number>();
    for (let at = reading.indptr[text]!; at < reading.indptr[text + 1]!; at++) {
      const id = idOf[reading.wordOf[reading.spelling[at]!]!]!;
      if (id === GRAMMAR) grammar[text]!++;
      else found.add(id);
      length[text]!++;
    }
    return Uint32Array.from(found);
  });
  return { words: [...folded.keys()], ofText, length, grammar, capital: Float32Array.from(capitals) };
}

/**
 * Whether two folded words may be said to be the same in another form: murder and murdered, assassin and
 * assassination, mother and grandmother. Errs towards yes (contest and contents), for whoever asks wants to be
 * sure of a no.
 */
export function sameInSomeForm(a: string, b: string): boolean {
  if (sameStem(a, b)) return true;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < WHOLE) return false;
  return long.startsWith(short) || long.endsWith(short) || short.slice(0, ROOT) === long.slice(0, ROOT);
}

/** Whether any word of one list stands, in some form, in the other. */
export function haveWordInCommon(a: readonly string[], b: readonly string[]): boolean {
  const exact = new Set(a);
  return (
    b.some((word) => exact.has(word)) || b.some((word) => a.some((other) => sameInSomeForm(word, other)))
  );
}

const GRAMMAR = -1;
/** Letters from which on a word that stands whole inside another counts as a form of it. */
const WHOLE = 5;
/** Letters that words of one root begin with. */
const ROOT = 6;
