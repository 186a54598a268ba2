import { GAP, KIND } from './read-texts.js';
import type { Reading } from './read-texts.js';

/** From this share of capitals inside sentences on, a word counts as a name. */
const NAME = 0.8;
/** Above this share of capitals among all plain words, they tell no names. */
const TOO_MANY_NAMES = 0.45;
/** A given name is followed by another name this often, */
const FOLLOWED = 0.25;
/** by this many different ones at least, */
const SURNAMES = 3;
/** and rarely by the same: different surnames per surname. */
const VARIETY = 0.4;

/** What a word is as a name. */
export const NAMED = { none: 0, name: 1, given: 2 } as const;

/**
 * Finds names by their capitals, and among them given names by the many different surnames that follow: "John
 * Carter", "John Wick", "John Connor", but "Gotham City" only. Knows no list of names and no language.
 *
 * @returns one of NAMED, by word
 */
export function findNames(reading: Reading): Uint8Array {
  const { kind, capital } = reading;
  const named = Uint8Array.from(capital, (share, word) =>
    share >= NAME && kind[word] === KIND.plain ? NAMED.name : NAMED.none,
  );
  if (capitalizesNouns(reading)) return named.fill(NAMED.none);
  for (const word of givenNames(reading, named)) named[word] = NAMED.given;
  return named;
}

/** Whether so many words have capitals that they cannot all be names: German has them on every noun. */
export function capitalizesNouns({ kind, capital, wordOf, spelling }: Reading): boolean {
  let plain = 0;
  let names = 0;
  for (const id of spelling) {
    const word = wordOf[id]!;
    if (kind[word] !== KIND.plain) continue;
    plain++;
    if (capital[word]! >= NAME) names++;
  }
  return names > TOO_MANY_NAMES * plain;
}

function givenNames(reading: Reading, named: Uint8Array): number[] {
  const { texts, indptr, spelling, gap, wordOf } = reading;
  const places = new Uint32Array(named.length);
  const followed = new Uint32Array(named.length);
  const surnames = new Map<number, Set<number>>();
  for (let text = 0; text < texts; text++) {
    for (let at = indptr[text]!; at < indptr[text + 1]!; at++) {
      const word = wordOf[spelling[at]!]!;
      if (!named[word]) continue;
      places[word]!++;
      if (at + 1 === indptr[text + 1]! || gap[at + 1] !== GAP.space) continue;
      const next = wordOf[spelling[at + 1]!]!;
      if (!named[next]) continue;
      followed[word]!++;
      surnames.set(word, (surnames.get(word) ?? new Set()).add(next));
    }
  }
  return [...surnames]
    .filter(
      ([word, { size }]) =>
        size >= SURNAMES && size >= VARIETY * followed[word]! && followed[word]! >= FOLLOWED * places[word]!,
    )
    .map(([word]) => word);
}
