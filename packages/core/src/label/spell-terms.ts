import { GAP } from './read-texts.js';
import type { Reading } from './read-texts.js';
import type { Terms } from './terms.js';

const CAPITAL = /^[\p{Lu}\p{Lt}]/u;
/** Words in the longest term. */
const LONGEST = 3;
const JOINT: Record<number, string> = { [GAP.space]: ' ', [GAP.hyphen]: '-', [GAP.none]: '' };

/** Spelling by topic and term. */
export type Spelling = (topic: number, term: number) => string;

/**
 * How each topic writes its terms most often inside sentences, where capitals mean something ("bond" in one
 * topic, "Bond" in another); as at the start of a sentence only where it writes them nowhere else. Ties go to the
 * spelling met first.
 *
 * @param labels topic of each text, −1 for none
 * @param wanted terms to spell, by topic
 */
export function spellTerms(
  reading: Reading,
  terms: Terms,
  labels: Int32Array,
  wanted: readonly (readonly number[])[],
): Spelling {
  const termOf = new Map<string, number>();
  for (const term of wanted.flat()) termOf.set(terms.words[term]!.join(' '), term);
  const tallies = wanted.map((list) => new Map(list.map((term) => [term, new Map<string, number>()])));
  for (let text = 0; text < reading.texts; text++) {
    const topic = labels[text]!;
    if (topic >= 0) tally(reading, text, termOf, tallies[topic]!);
  }
  return (topic, term) => mostVoted(tallies[topic]!.get(term)!);
}

/** Votes of one text by term and spelling. */
function tally(
  reading: Reading,
  text: number,
  termOf: ReadonlyMap<string, number>,
  votes: ReadonlyMap<number, Map<string, number>>,
): void {
  const { indptr, spelling, gap, spellings, wordOf } = reading;
  const end = indptr[text + 1]!;
  for (let start = indptr[text]!; start < end; start++) {
    let key = '';
    let written = '';
    for (let at = start; at < Math.min(start + LONGEST, end); at++) {
      const joint = at === start ? '' : JOINT[gap[at]!];
      if (joint === undefined) break;
      key += `${at === start ? '' : ' '}${wordOf[spelling[at]!]!}`;
      written += joint + spellings[spelling[at]!]!;
      const forms = votes.get(termOf.get(key) ?? -1);
      forms?.set(written, (forms.get(written) ?? 0) + voteOf(reading, start, at, end));
    }
  }
}

/** Next to nothing where a capital may be another's: at the start of a sentence, or inside a longer name. */
function voteOf({ gap, spelling, spellings }: Reading, start: number, at: number, end: number): number {
  if (gap[start] === GAP.sentence) return 1e-6;
  const isCapital = (place: number) => CAPITAL.test(spellings[spelling[place]!]!);
  const before = gap[start] === GAP.space && isCapital(start - 1);
  const after = at + 1 < end && gap[at + 1] === GAP.space && isCapital(at + 1);
  return before || after ? 1e-3 : 1;
}

function mostVoted(forms: ReadonlyMap<string, number>): string {
  let best = '';
  let most = 0;
  for (const [written, votes] of forms) {
    if (votes > most) {
      most = votes;
      best = written;
    }
  }
  return best;
}
