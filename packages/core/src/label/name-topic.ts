import { sameStem } from './same-stem.js';
import type { TopicTerm } from './term-list.js';

/** A second or third term joins the name if it scores at least this share of the first. */
const ENOUGH = [0, 0.4, 0.55];
/** Texts that must use a term for it to name their topic, and their share: less could be the quirk of one text. */
const FEWEST_TEXTS = 3;
const FEWEST_SHARE = 0.05;
/** A term this noun-like is worth half of a sure noun; one far below it next to nothing. */
const HALF_A_NOUN = 0.4;
/** How much better a phrase reads than a word, unless a function word holds it together ("Asterix and Obelix"). */
const PHRASE = 1.15;

/**
 * The terms that name a topic, in reading order: first the one to three to use, then more to tell it from
 * another of the same name. A name wants nouns that many of the topic's texts and all of its parts share, so these
 * count beside weights; and no two terms of it share a word.
 *
 * @param terms of the topic, free of repeats
 * @param size texts in the topic
 */
export function nameTerms(terms: readonly TopicTerm[], size: number): { terms: TopicTerm[]; enough: number } {
  const ranked = sharedByEnough(terms, size)
    .map((term, rank) => ({ term, rank, score: nameScore(term) }))
    .sort((a, b) => b.score - a.score || a.rank - b.rank);
  const chosen: typeof ranked = [];
  for (const candidate of ranked) {
    if (!chosen.some(({ term }) => overlap(term.content, candidate.term.content))) chosen.push(candidate);
  }
  const best = chosen[0]?.score ?? 0;
  let enough = Math.min(1, chosen.length);
  while (
    enough < ENOUGH.length &&
    enough < chosen.length &&
    chosen[enough]!.score > 0 &&
    chosen[enough]!.score >= ENOUGH[enough]! * best
  ) {
    enough++;
  }
  return { terms: chosen.map(({ term }) => term), enough };
}

/** Asks for less where that would leave no term. */
function sharedByEnough(terms: readonly TopicTerm[], size: number): readonly TopicTerm[] {
  for (let texts = Math.max(FEWEST_TEXTS, Math.ceil(FEWEST_SHARE * size)); texts > 1; texts--) {
    const shared = terms.filter((term) => term.texts >= texts);
    if (shared.length > 0) return shared;
  }
  return terms;
}

function nameScore({ weight, share, beyondChance, noun, even, words, content }: TopicTerm): number {
  const telling = weight * beyondChance ** 2;
  const common = Math.sqrt(share * even);
  const reads = noun ** 3 / (noun ** 3 + HALF_A_NOUN ** 3);
  return telling * common * reads * (words.length > 1 && words.length === content.length ? PHRASE : 1);
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((word) =>
    b.some((other) => sameStem(word, other) || endsAs(word, other) || endsAs(other, word)),
  );
}

/** superhero and hero */
function endsAs(long: string, short: string): boolean {
  return short.length >= 4 && long.endsWith(short);
}

/**
 * Joins terms as one would read them aloud in their language ("Heist, bank and robbers"), or with dots where the
 * language is not known; begins with a capital where the script has them.
 *
 * @param language ISO 639-1, or null
 */
export function readAloud(terms: readonly string[], language: string | null): string {
  const joined = join(terms, language);
  const [first = ''] = joined;
  return first.toUpperCase() + joined.slice(first.length);
}

function join(terms: readonly string[], language: string | null): string {
  // British English does without a comma before "and".
  const locale = language === 'en' ? 'en-GB' : language;
  if (locale === null || Intl.ListFormat.supportedLocalesOf(locale).length === 0) return terms.join(' · ');
  return new Intl.ListFormat(locale, { type: 'conjunction', style: 'long' }).format(terms);
}
