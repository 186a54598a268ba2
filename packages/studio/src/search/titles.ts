import { fold } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { edits } from './edits.js';
import { isUnspaced, tokens } from './tokens.js';

export interface TitleIndex {
  /** Places of the rows whose title fits, best first. Empty for a blank query. */
  find(query: string): number[];
  /** Whether the last word is one letter of an alphabet, with which so many titles have words that none are found by it. */
  tooShort(query: string): boolean;
}

/** An index while it is made, a slice of time at a time. */
export interface TitleIndexer {
  /** Works for about this long. @returns the index once it is whole */
  advance(milliseconds: number): TitleIndex | null;
  /** Of the titles, what has been read: 0 to 1. */
  readonly share: number;
}

/** Titles between two looks at the clock. */
const BATCH = 500;

/**
 * Makes an index over all titles: accents folded, typos forgiven (an edit for every four letters, neighbours swapped
 * count as one), the last word may be unfinished, heavier rows first among equals. Every word has the rows it stands in
 * (Zobel & Moffat 2006, "Inverted files"), words in alphabetical order, so that those that begin alike lie together.
 */
export function titleIndexer(rows: Pick<Rows, 'n' | 'title' | 'weight'>): TitleIndexer {
  let share = 0;
  const work = make(rows, (read) => (share = read));
  return {
    advance(milliseconds) {
      const end = performance.now() + milliseconds;
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        if (performance.now() >= end) return null;
      }
    },
    get share() {
      return share;
    },
  };
}

function* make(
  { n, title, weight }: Pick<Rows, 'n' | 'title' | 'weight'>,
  tell: (share: number) => void,
): Generator<undefined, TitleIndex> {
  const ids = new Map<string, number>();
  const starts = new Uint32Array(n + 1);
  let stream = new Uint32Array(Math.max(16, 4 * n));
  const lifts = new Float32Array(n);
  let length = 0;
  for (let row = 0; row < n; row++) {
    for (const word of tokens(fold(title(row)))) {
      let id = ids.get(word);
      if (id === undefined) ids.set(word, (id = ids.size));
      if (length === stream.length) {
        const longer = new Uint32Array(2 * length);
        longer.set(stream);
        stream = longer;
      }
      stream[length++] = id;
    }
    lifts[row] = Math.log1p(Math.max(0, weight(row) ?? 0));
    starts[row + 1] = length;
    if (row % BATCH === BATCH - 1) {
      tell((row + 1) / n);
      yield;
    }
  }
  const words = [...ids.keys()];
  return finder(yield* inverted({ words, starts, stream: stream.subarray(0, length), lifts }));
}

interface Read {
  words: string[];
  /** The words of row i are stream[starts[i]] … stream[starts[i + 1] − 1]. */
  starts: Uint32Array;
  stream: Uint32Array;
  /** Logarithm of each row's weight; of the weights, only this is used. */
  lifts: Float32Array;
}

interface Inverted extends Read {
  /** The rows that hold word w, ascending, are rowsOf[firsts[w]] … rowsOf[firsts[w + 1] − 1]. */
  rowsOf: Uint32Array;
  firsts: Uint32Array;
}

/** What a word that stands for a word of the query is worth beside the word itself. */
const WORTH = { whole: 1, begun: 0.6, typo: 0.3 } as const;
/** A title that is the query, or begins with it, is what was meant. */
const LIKENESS = { same: 8, begins: 2 } as const;

/** A word of the vocabulary that stands for a word of the query. */
interface Stand {
  word: number;
  worth: number;
}

function finder({ words, stream, starts, lifts, rowsOf, firsts }: Inverted): TitleIndex {
  const n = starts.length - 1;
  const traits = words.map(traitOf);
  const mostLift = lifts.reduce((most, lift) => Math.max(most, lift), 0);
  const met = new Uint8Array(n);
  const scores = new Float32Array(n);
  /** Rows found so far, and those that the next word leaves of them. */
  let found: Uint32Array = new Uint32Array(n);
  let left: Uint32Array = new Uint32Array(n);
  /** 1 for words that the last of the query may become. */
  const goesOn = new Uint8Array(words.length);

  return {
    find(query) {
      const wanted = tokens(fold(query)).slice(0, MOST_WORDS);
      if (wanted.length === 0) return [];
      const stands = wanted.map((word, k) => standsFor(word, k === wanted.length - 1));
      // Rows with all words; where there are none, those that hold the most telling ones.
      const count = gather(stands, true) || dropPoor(gather(stands, false));
      const rows = found.subarray(0, count);
      const last = stands.at(-1)!;
      for (const { word, worth } of last) if (worth > WORTH.typo) goesOn[word] = 1;
      for (let k = 0; k < count; k++) scores[rows[k]!]! *= likeness(rows[k]!, stands) * liftOf(rows[k]!);
      for (const { word } of last) goesOn[word] = 0;
      const best = inOrder(rows, scores);
      for (let k = 0; k < count; k++) scores[rows[k]!] = met[rows[k]!] = 0;
      return best;
    },
    tooShort(query) {
      const last = tokens(fold(query)).at(-1) ?? '';
      return /^\p{L}$/u.test(last) && isTooShort(last) && !isUnspaced(last);
    },
  };

  function isTooShort(wanted: string): boolean {
    return wanted.length < 2 && n > FEW;
  }

  function liftOf(row: number): number {
    return mostLift > 0 ? 1 + (0.5 * lifts[row]!) / mostLift : 1;
  }

  /** Words that a word of the query can mean, the likeliest first. */
  function standsFor(wanted: string, unfinished: boolean): Stand[] {
    const stands: Stand[] = [];
    const from = firstFrom(words, wanted);
    for (let word = from; word < words.length && words[word]!.startsWith(wanted); word++) {
      const whole = words[word]!.length === wanted.length;
      if (!whole && isTooShort(wanted)) break;
      if (whole) stands.push({ word, worth: WORTH.whole });
      else if (unfinished) stands.push({ word, worth: (WORTH.begun * wanted.length) / words[word]!.length });
    }
    const most = /\p{L}/u.test(wanted) && wanted.length > 3 ? Math.round(0.25 * wanted.length) : 0;
    const trait = traitOf(wanted);
    for (let word = 0; most > 0 && word < words.length; word++) {
      if (!couldBe(trait, traits[word]!, most)) continue;
      const away = edits(wanted, words[word]!, most);
      if (away > 0 && away <= most) {
        stands.push({ word, worth: WORTH.typo * (1 - away / (wanted.length + 1)) });
      }
    }
    return stands.sort((a, b) => b.worth - a.worth || a.word - b.word);
  }

  /**
   * Finds the rows that hold a word for each of the query's, or for any of them; what they are worth is in `scores`.
   *
   * @returns how many there are
   */
  function gather(stands: readonly Stand[][], every: boolean): number {
    let count = 0;
    stands.forEach((each, k) => {
      let added = every ? 0 : count;
      const into = every ? left : found;
      for (const { word, worth } of each) {
        const [first, end] = [firsts[word]!, firsts[word + 1]!];
        // What few titles hold says more: squared, as in the cosine of TF-IDF, so that no heap of "the" and "with" outdoes it.
        const value = worth * Math.log(1 + n / (end - first)) ** 2;
        for (let at = first; at < end; at++) {
          const row = rowsOf[at]!;
          const before = met[row]!;
          // Stands come likeliest first: the first that a row holds counts.
          if (before === k + 1 || (every && before !== k)) continue;
          if (every || before === 0) into[added++] = row;
          met[row] = k + 1;
          scores[row]! += value;
        }
      }
      if (every) {
        for (let at = 0; at < count; at++) {
          const row = found[at]!;
          if (met[row] !== k + 1) scores[row] = met[row] = 0;
        }
        [found, left] = [left, found];
      }
      count = added;
    });
    return count;
  }

  /** Of the rows found, keeps those that are worth half of the best. @returns how many there are */
  function dropPoor(count: number): number {
    let most = 0;
    for (let k = 0; k < count; k++) most = Math.max(most, scores[found[k]!]!);
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const row = found[k]!;
      if (scores[row]! >= most / 2) found[kept++] = row;
      else scores[row] = met[row] = 0;
    }
    return kept;
  }

  function likeness(row: number, stands: readonly Stand[][]): number {
    const [first, end] = [starts[row]!, starts[row + 1]!];
    const rest = end - first - stands.length;
    const shorter = 1 / (1 + 0.1 * Math.max(0, rest));
    if (rest < 0) return shorter;
    const last = stands.length - 1;
    for (let k = 0; k < last; k++) if (stream[first + k] !== stands[k]![0]?.word) return shorter;
    const word = stream[first + last]!;
    const [best] = stands[last]!;
    if (best?.word === word && best.worth === WORTH.whole) {
      return shorter * (rest === 0 ? LIKENESS.same : LIKENESS.begins);
    }
    return goesOn[word] === 1 ? shorter * LIKENESS.begins : shorter;
  }
}

/** In more titles than these, a single letter finds only what is called so: a third of them begin a word with it. */
const FEW = 200_000;
/** Words of a query that are looked for. */
const MOST_WORDS = 12;

/** Puts the words in order, and says in which rows each stands; a step at a time. */
function* inverted({ words, starts, stream, lifts }: Read): Generator<undefined, Inverted> {
  const order = words.map((_, id) => id).sort((a, b) => (words[a]! < words[b]! ? -1 : 1));
  yield;
  const place = new Uint32Array(words.length);
  order.forEach((id, k) => (place[id] = k));
  const firsts = new Uint32Array(words.length + 1);
  for (let at = 0; at < stream.length; at++) {
    stream[at] = place[stream[at]!]!;
    firsts[stream[at]! + 1]!++;
  }
  yield;
  for (let word = 0; word < words.length; word++) firsts[word + 1]! += firsts[word]!;
  const next = firsts.slice();
  const rowsOf = new Uint32Array(stream.length);
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let at = starts[row]!; at < starts[row + 1]!; at++) rowsOf[next[stream[at]!]!++] = row;
  }
  yield;
  return { words: order.map((id) => words[id]!), starts, stream, lifts, rowsOf, firsts };
}

/** The first word that is not before this one. */
function firstFrom(words: readonly string[], wanted: string): number {
  let [low, high] = [0, words.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Which letters a word has, a bit for every 32nd of them, and how many it is long: tells most words apart. */
interface Trait {
  letters: number;
  length: number;
}

function traitOf(word: string): Trait {
  let letters = 0;
  for (let k = 0; k < word.length; k++) letters |= 1 << (word.charCodeAt(k) & 31);
  return { letters, length: word.length };
}

/** An edit changes two letters of the set at most. */
function couldBe(a: Trait, b: Trait, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let other = a.letters ^ b.letters;
  let count = 0;
  for (; other !== 0 && count <= 2 * most; count++) other &= other - 1;
  return count <= 2 * most;
}

const STEPS = 4095;

/** Rows by score, highest first, ties in the order of the table: sorted by counting, since they may be all there are. */
function inOrder(rows: Uint32Array, scores: Float32Array): number[] {
  let most = 0;
  for (let k = 0; k < rows.length; k++) if (scores[rows[k]!]! > most) most = scores[rows[k]!]!;
  const scale = STEPS / (most || 1);
  const step = (row: number) => STEPS - ((scores[row]! * scale) | 0);
  const next = new Uint32Array(STEPS + 2);
  for (let k = 0; k < rows.length; k++) next[step(rows[k]!) + 1]!++;
  for (let k = 0; k <= STEPS; k++) next[k + 1]! += next[k]!;
  const best = new Array<number>(rows.length).fill(0);
  // What was not found has no score: where most was, looking at all is quicker than sorting.
  if (rows.length > scores.length / 32) {
    for (let row = 0; row < scores.length; row++) if (scores[row]! > 0) best[next[step(row)]!++] = row;
  } else for (const row of rows.slice().sort()) best[next[step(row)]!++] = row;
  return best;
}
