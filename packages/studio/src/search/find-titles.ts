import { fold } from '@parallax-map/core';
import { bestRows } from './best-rows.js';
import type { Inverted } from './inverted.js';
import { standsIn, WORTH, type Stand } from './stands.js';
import { isUnspaced, tokens } from './tokens.js';

/** Rows whose titles fit a query. */
export interface Found {
  /** All that there are. */
  count: number;
  /** Places of the best of them, best first: {@link MOST_BEST} at most. */
  best: readonly number[];
  /** Whether no title has all the words, and these have some. */
  partly: boolean;
}

export interface TitleIndex {
  /**
   * Finds the rows whose title fits; none for a blank query.
   *
   * @param first rows that come before all others, whatever they are called
   */
  find(query: string, first?: readonly number[]): Found;
  /** Whether the last word is one letter of an alphabet, with which so many titles have words that none are found by it. */
  tooShort(query: string): boolean;
}

/** A title that is the query, or begins with it, is what was meant. */
const LIKENESS = { same: 8, begins: 2 } as const;
/** In more titles than these, a single letter finds only what is called so: a third of them begin a word with it. */
const FEW = 200_000;
/** Rows found that are put in order: as many as the map rings. */
const MOST_BEST = 5000;
/** Words of a query that are looked for. */
const MOST_WORDS = 12;

/** Finds rows by the words of their titles: O(rows that hold one of them), for any number of rows. */
export function titleFinder(inverted: Inverted): TitleIndex {
  const { words, stream, starts, heads, lifts, rowsOf, firsts } = inverted;
  const n = heads.length;
  const standsFor = standsIn(words, isTooShort);
  const mostLift = lifts.reduce((most, lift) => Math.max(most, lift), 0);
  const met = new Uint8Array(n);
  const scores = new Float32Array(n);
  /** Rows found so far, and those that the next word leaves of them. */
  let found: Uint32Array = new Uint32Array(n);
  let left: Uint32Array = new Uint32Array(n);
  /** 1 for words that the last of the query may become. */
  const goesOn = new Uint8Array(words.length);

  return {
    find(query, first = []) {
      const wanted = tokens(fold(query)).slice(0, MOST_WORDS);
      if (wanted.length === 0) return { count: first.length, best: first, partly: false };
      const stands = wanted.map((word, k) => standsFor(word, k === wanted.length - 1));
      // Rows with all words; where there are none, those that hold the most telling ones.
      const all = gather(stands, true);
      const count = all || dropPoor(gather(stands, false));
      const partly = all === 0 && first.length === 0;
      const rows = found.subarray(0, count);
      const best = bestRows(rows, scores, weigh(rows, stands), MOST_BEST);
      const others = first.filter((row) => scores[row] === 0).length;
      forget(rows);
      if (first.length === 0) return { count, best, partly };
      return { count: count + others, best: [...new Set([...first, ...best])].slice(0, MOST_BEST), partly };
    },
    tooShort(query) {
      const last = tokens(fold(query)).at(-1) ?? '';
      return /^\p{L}$/u.test(last) && isTooShort(last) && !isUnspaced(last);
    },
  };

  function isTooShort(wanted: string): boolean {
    return wanted.length < 2 && n > FEW;
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

  /** Weighs how like the query a title is, and how heavy its row. @returns the highest score */
  function weigh(rows: Uint32Array, stands: readonly Stand[][]): number {
    const last = stands.at(-1)!;
    for (const { word, worth } of last) if (worth > WORTH.typo) goesOn[word] = 1;
    const lift = mostLift > 0 ? 0.5 / mostLift : 0;
    let top = 0;
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!;
      scores[row]! *= likeness(row, stands) * (1 + lift * lifts[row]!);
      if (scores[row]! > top) top = scores[row]!;
    }
    for (const { word } of last) goesOn[word] = 0;
    return top;
  }

  function likeness(row: number, stands: readonly Stand[][]): number {
    const start = starts[row]!;
    const rest = starts[row + 1]! - start - stands.length;
    if (rest < 0) return 1;
    const shorter = 1 / (1 + 0.1 * rest);
    const last = stands.length - 1;
    // Few begin as the query does: of the others nothing more is read.
    if (last > 0 && heads[row] !== stands[0]![0]?.word) return shorter;
    for (let k = 1; k < last; k++) if (stream[start + k] !== stands[k]![0]?.word) return shorter;
    const word = last === 0 ? heads[row]! : stream[start + last]!;
    const best = stands[last]![0];
    if (best?.word === word && best.worth === WORTH.whole) {
      return shorter * (rest === 0 ? LIKENESS.same : LIKENESS.begins);
    }
    return goesOn[word] === 1 ? shorter * LIKENESS.begins : shorter;
  }

  function forget(rows: Uint32Array): void {
    if (rows.length > n / 8) {
      scores.fill(0);
      met.fill(0);
    } else for (let k = 0; k < rows.length; k++) scores[rows[k]!] = met[rows[k]!] = 0;
  }
}
