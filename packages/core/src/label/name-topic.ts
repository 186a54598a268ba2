import { sameStem } from './same-stem.js';
import type { TopicTerm } from './term-list.js';

/** A second or third term joins the name if it scores at least this share of the first. */
const ENOUGH = [0, 0.3, 0.5];

/**
 * The terms that name a topic, in reading order: first the two or three to use, then more to tell it from
 * another of the same name. A name wants what many of the topic's texts say, so shares count beside weights; and
 * no two terms of it share a word.
 *
 * @param terms of the topic, free of repeats
 */
export function nameTerms(terms: readonly TopicTerm[]): { terms: TopicTerm[]; enough: number } {
  const ranked = terms
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
    chosen[enough]!.score >= ENOUGH[enough]! * best
  ) {
    enough++;
  }
  return { terms: chosen.map(({ term }) => term), enough };
}

function nameScore({ weight, share, beyondChance, content }: TopicTerm): number {
  return weight * Math.sqrt(share) * beyondChance * (content.length > 1 ? 1.15 : 1);
}

function overlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((word) => b.some((other) => sameStem(word, other)));
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
