import { grammarOf, ROLE } from './function-words.js';
import type { Grammar } from './function-words.js';
import { capitalizesNouns } from './given-names.js';
import { GAP, KIND } from './read-texts.js';
import type { Reading } from './read-texts.js';

/** What a word's places say of it, as numbers of places. */
interface Evidence {
  noun: Float64Array;
  verb: Float64Array;
  /** Adjectives, participles, and nouns that describe another. */
  modifier: Float64Array;
}

/** How noun-like words are, by word, 0 to 1. */
export interface NounLikeness {
  noun: Float32Array;
  /** How verb-like, 0 to 1; the rest is adjectives and what is not known. */
  verb: Float32Array;
  headFirst: boolean;
}

/** Places that what a word looks like counts for, beside the places it is found in. */
const PRIOR = 2;
/** How likely a word is a noun by its looks: by a noun's end, by an end of others, as a name, else. */
const LOOKS = { noun: 0.8, other: 0.25, name: 0.75, unknown: 0.6 };
/** Weight of a place that only hints at a noun: before a comma or the end of a sentence. */
const HINT = 0.3;
/** How much of a noun a word without a capital is where nouns have one. */
const LOWER_CASE = 0.3;
/** From this on a word is taken for a noun by the words before it. */
const SURE = 0.6;

/**
 * How much words behave like nouns, learnt from the texts: "the X of", "his X," against "he X the", "to X", "is X".
 * What may stand beside a noun is known for some languages by their function words; nothing else is. Where texts
 * write nouns with capitals, as German does, capitals say it all.
 *
 * @param language ISO 639-1; undefined is returned where nothing is known of it
 */
export function nounLikeness(reading: Reading, language: string | null): NounLikeness | undefined {
  const grammar = grammarOf(language);
  if (!grammar) return undefined;
  const { headFirst } = grammar;
  if (grammar.nounsHaveCapitals && capitalizesNouns(reading)) {
    const noun = reading.capital.map((share) => (share > 0.5 ? 1 : LOWER_CASE));
    return { noun, verb: new Float32Array(noun.length), headFirst };
  }
  const evidence = gather(reading, grammar);
  const looks = looksLikeNouns(reading, grammar);
  const first = share(evidence.noun, evidence, looks);
  addCompany(reading, grammar, evidence, first);
  poolForms(reading, evidence);
  const none = new Float32Array(looks.length);
  return {
    noun: share(evidence.noun, evidence, looks),
    verb: share(evidence.verb, evidence, none),
    headFirst,
  };
}

function gather(reading: Reading, grammar: Grammar): Evidence {
  const { words, kind, spelling, wordOf, gap, capital } = reading;
  const role = words.map((word) => grammar.roles.get(word) ?? ROLE.none);
  const afterNouns = words.map((word) => grammar.afterNouns.has(word));
  const evidence = {
    noun: new Float64Array(words.length),
    verb: new Float64Array(words.length),
    modifier: new Float64Array(words.length),
  };
  const afterName = (at: number) => gap[at] === GAP.space && capital[wordOf[spelling[at - 1]!]!]! > 0.5;
  eachPlace(reading, (at, isLast) => {
    const word = wordOf[spelling[at]!]!;
    const joins = gap[at] === GAP.space;
    const before = joins ? role[wordOf[spelling[at - 1]!]!]! : ROLE.none;
    const after = isLast ? GAP.sentence : gap[at + 1]!;
    const next = after === GAP.space ? wordOf[spelling[at + 1]!]! : -1;
    // "washed-up": part of something that describes.
    if (after === GAP.hyphen) evidence.modifier[word]!++;
    // "discovers a", "kills his": hardly a noun.
    else if (next >= 0 && role[next] === ROLE.determiner) evidence.verb[word]!++;
    else if (before === ROLE.subject) evidence.verb[word]!++;
    else if (before === ROLE.copula) evidence.modifier[word]!++;
    else if (gap[at] === GAP.cut && kind[wordOf[spelling[at - 1]!]!] !== KIND.plain)
      evidence.modifier[word]!++;
    else if (after === GAP.cut) evidence.noun[word]!++;
    else if (next >= 0 && kind[next] === KIND.plain) return;
    else if (before === ROLE.determiner || before === ROLE.preposition) evidence.noun[word]!++;
    else if (gap[at] === GAP.cut) evidence.noun[word]!++;
    else if (next >= 0 && afterNouns[next]) evidence.noun[word]! += 1 - HINT;
    // "John dies.": after a name the end of a sentence says nothing.
    else if (next < 0 && !afterName(at)) evidence.noun[word]! += HINT;
  });
  return evidence;
}

/** Visits the places of plain words; says whether each is the last of its text. */
function eachPlace(reading: Reading, visit: (at: number, isLast: boolean) => void): void {
  const { texts, indptr, spelling, wordOf, kind } = reading;
  for (let text = 0; text < texts; text++) {
    const end = indptr[text + 1]!;
    for (let at = indptr[text]!; at < end; at++) {
      if (kind[wordOf[spelling[at]!]!] === KIND.plain) visit(at, at + 1 === end);
    }
  }
}

function looksLikeNouns({ words, capital }: Reading, { nounEnd, otherEnd }: Grammar): Float32Array {
  return Float32Array.from(words, (word, id) => {
    if (capital[id]! > 0.5) return LOOKS.name;
    if (word.length > 4 && otherEnd.test(word)) return LOOKS.other;
    if (word.length > 4 && nounEnd.test(word)) return LOOKS.noun;
    return LOOKS.unknown;
  });
}

function share(part: Float64Array, { noun, verb, modifier }: Evidence, looks: Float32Array): Float32Array {
  return looks.map(
    (look, word) => (part[word]! + PRIOR * look) / (noun[word]! + verb[word]! + modifier[word]! + PRIOR),
  );
}

/** "The old house": what stands before a noun describes it. "The girl runs": what stands before no noun is one. */
function addCompany(reading: Reading, grammar: Grammar, evidence: Evidence, noun: Float32Array): void {
  const { words, kind, spelling, wordOf, gap } = reading;
  const opens = words.map((word) => {
    const role = grammar.roles.get(word);
    return role === ROLE.determiner || role === ROLE.preposition;
  });
  eachPlace(reading, (at, isLast) => {
    if (isLast || gap[at] !== GAP.space || gap[at + 1] !== GAP.space) return;
    const next = wordOf[spelling[at + 1]!]!;
    if (!opens[wordOf[spelling[at - 1]!]!] || kind[next] !== KIND.plain) return;
    const word = wordOf[spelling[at]!]!;
    if (noun[next]! >= SURE) evidence.modifier[word]!++;
    else evidence.noun[word]!++;
  });
}

/** What is seen of "earns" and "earning" is, at half weight, said of "earn". */
function poolForms({ words, kind }: Reading, { noun, verb, modifier }: Evidence): void {
  const forms = new Map<string, number[]>();
  words.forEach((word, id) => {
    if (kind[id] !== KIND.plain || word.length < 4) return;
    const base = word.replace(/(?:ing|ed|es|s|e)$/u, '');
    forms.set(base, [...(forms.get(base) ?? []), id]);
  });
  for (const ids of forms.values()) {
    if (ids.length < 2) continue;
    for (const part of [noun, verb, modifier]) {
      const sum = ids.reduce((total, id) => total + part[id]!, 0);
      for (const id of ids) part[id] = (part[id]! + sum) / 2;
    }
  }
}
