import { haveWordInCommon, type ContentWords } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';

/** Words named for a text. */
const WORDS = 5;
/** A word that fewer other texts use says nothing sure of what it means. */
const FEWEST = 2;
/** Texts by which a word's mean direction is drawn to none: what few texts use lies somewhere by chance. */
const DOUBT = 3;

/** The words of text `a` that make it mean what text `b` means, most telling first; none where none does. */
export type TellingWords = (a: number, b: number) => Telling[];

export interface Telling {
  word: string;
  /** How near its other texts lie to `b`, 0 to 1, less for words that many or next to no texts use. */
  weight: number;
}

/**
 * A word means what the texts that use it are about: the mean of their vectors, seen from the mean of all. Those
 * words tell why `a` lies near `b` whose other texts lie near `b` too, and the more the fewer texts use them: that
 * "young" stands in one and "girl" in the other says little. Names are left out, and words that are forms of a
 * better one.
 *
 * @param vectors one row per text of `words`, unit length
 */
export function tellingWords(words: ContentWords, vectors: Matrix, namesHaveCapitals: boolean): TellingWords {
  const { data, rows, cols } = vectors;
  const mean = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let c = 0; c < cols; c++) mean[c]! += data[i * cols + c]! / rows;
  const users: number[][] = words.words.map(() => []);
  words.ofText.forEach((list, text) => list.forEach((word) => users[word]!.push(text)));

  function likeness(word: number, a: number, b: number): number {
    const direction = new Float64Array(cols);
    let count = 0;
    for (const text of users[word]!) {
      if (text === a || text === b) continue;
      count++;
      for (let c = 0; c < cols; c++) direction[c]! += data[text * cols + c]! - mean[c]!;
    }
    if (count < FEWEST) return -Infinity;
    let dot = 0;
    let own = 0;
    let other = 0;
    for (let c = 0; c < cols; c++) {
      const value = data[b * cols + c]! - mean[c]!;
      dot += direction[c]! * value;
      own += direction[c]! ** 2;
      other += value * value;
    }
    const length = Math.sqrt(own * other);
    const rare = 1 - Math.log(count) / Math.log(rows);
    return length > 0 ? (dot / length) * (count / (count + DOUBT)) * rare : 0;
  }

  return (a, b) => {
    const ranked = Array.from(words.ofText[a]!, (word) => ({ word, weight: likeness(word, a, b) }))
      .filter(
        ({ word, weight }) =>
          weight > 0 && isWord(words.words[word]!) && !(namesHaveCapitals && words.capital[word]! >= NAME),
      )
      .sort((x, y) => y.weight - x.weight || x.word - y.word);
    const told: Telling[] = [];
    for (const { word, weight } of ranked) {
      if (told.length === WORDS) break;
      const spelled = words.words[word]!;
      if (
        !haveWordInCommon(
          told.map((one) => one.word),
          [spelled],
        )
      )
        told.push({ word: spelled, weight });
    }
    return told;
  };
}

/** Share of capitals inside sentences from which on a word is a name. */
const NAME = 0.5;

/** Not a number, nor a letter alone; an ideograph is a word. */
function isWord(word: string): boolean {
  return /\p{L}/u.test(word) && !/^[\p{Lu}\p{Ll}\p{Lt}]$/u.test(word);
}
