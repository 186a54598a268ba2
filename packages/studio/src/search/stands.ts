import { edits } from './edits.js';

/** What a word that stands for a word of the query is worth beside the word itself. */
export const WORTH = { whole: 1, begun: 0.6, typo: 0.3 } as const;

/** A word of the vocabulary that stands for a word of the query. */
export interface Stand {
  word: number;
  worth: number;
}

/** Says which words a word of the query can mean, the likeliest first. */
export type StandsFor = (wanted: string, unfinished: boolean) => Stand[];

/**
 * @param words in alphabetical order
 * @param isTooShort whether what is begun so may become so many words that none are taken
 */
export function standsIn(words: readonly string[], isTooShort: (wanted: string) => boolean): StandsFor {
  /** Which letters each word has, a bit for every 32nd of them: with the length it tells most words apart. */
  const letters = Uint32Array.from(words, lettersOf);
  const lengths = Uint32Array.from(words, ({ length }) => length);
  /** Of the words asked for last: as a query is typed, all but its last stay. */
  const known = new Map<string, Stand[]>();

  return (wanted, unfinished) => {
    const stands: Stand[] = [];
    for (let word = firstFrom(words, wanted); words[word]?.startsWith(wanted) === true; word++) {
      const whole = lengths[word] === wanted.length;
      if (!whole && isTooShort(wanted)) break;
      if (whole) stands.push({ word, worth: WORTH.whole });
      else if (unfinished) stands.push({ word, worth: (WORTH.begun * wanted.length) / lengths[word]! });
    }
    stands.push(...typosOf(wanted));
    return stands.sort((a, b) => b.worth - a.worth || a.word - b.word);
  };

  function typosOf(wanted: string): Stand[] {
    const most = /\p{L}/u.test(wanted) && wanted.length > 3 ? Math.round(0.25 * wanted.length) : 0;
    if (most === 0) return [];
    let typos = known.get(wanted);
    if (typos === undefined) {
      typos = findTypos(wanted, most);
      if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
      known.set(wanted, typos);
    }
    return typos;
  }

  function findTypos(wanted: string, most: number): Stand[] {
    const typos: Stand[] = [];
    const own = lettersOf(wanted);
    for (let word = 0; word < words.length; word++) {
      // An edit changes two letters of the set at most.
      if (Math.abs(lengths[word]! - wanted.length) > most) continue;
      if (bits(letters[word]! ^ own) > 2 * most) continue;
      const away = edits(wanted, words[word]!, most);
      if (away > 0 && away <= most) {
        typos.push({ word, worth: WORTH.typo * (1 - away / (wanted.length + 1)) });
      }
    }
    return typos;
  }
}

/** More words than these are not kept in mind. */
const MOST_KNOWN = 24;

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

function lettersOf(word: string): number {
  let letters = 0;
  for (let k = 0; k < word.length; k++) letters |= 1 << (word.charCodeAt(k) & 31);
  return letters >>> 0;
}

/** How many bits are set. */
function bits(set: number): number {
  let count = 0;
  for (; set !== 0; count++) set &= set - 1;
  return count;
}
