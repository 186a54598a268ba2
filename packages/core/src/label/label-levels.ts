import type { NestedLevels } from '../levels/nested-levels.js';
import type { LabelSection } from '../recipe/recipe.js';
import { classTfIdf } from './class-tf-idf.js';
import { countByClass } from './count-by-class.js';
import { evenness, topicsUsing } from './evenness.js';
import type { Evenness } from './evenness.js';
import { nameTerms, readAloud } from './name-topic.js';
import { drained, readTextsInSteps } from './read-texts.js';
import { spellTerms } from './spell-terms.js';
import type { Spelling } from './spell-terms.js';
import { withoutRepeats } from './term-list.js';
import type { TopicTerm } from './term-list.js';
import { collectTerms } from './terms.js';
import { describeCorpus, weighTerms } from './weigh-terms.js';
import type { Corpus } from './weigh-terms.js';

/** Terms kept in reserve beyond the words shown, so that names have a choice. */
const NAME_RESERVE = 24;

export interface TopicLabel {
  label: string;
  /** c-TF-IDF terms, best first, no near-duplicates. */
  words: { word: string; weight: number }[];
}

export interface LabelOptions extends Pick<
  LabelSection,
  'words' | 'maxNgram' | 'weighting' | 'reduceFrequentWords'
> {
  /** Lower-case function words of the texts' languages. */
  stopWords: ReadonlySet<string>;
  /** ISO 639-1 of the language names are joined in, null where no language prevails. */
  language: string | null;
  /** Name of a topic in whose texts no term can be found. */
  nameWithoutTerms(level: number, topic: number): string;
  /** Name that a topic has from before and should keep, different ones within a level; undefined for a new one. */
  nameFromBefore?: ((level: number, topic: number) => string | undefined) | undefined;
}

/** Texts as they are read for labels: the same whatever the topics, and most of the work. */
export interface TextCorpus {
  corpus: Corpus;
}

type ReadOptions = Pick<LabelOptions, 'stopWords' | 'maxNgram' | 'language'>;

/** Reads texts once for any number of cuts, with pauses; what must be told of them beforehand are the options named here. */
export function* readCorpusInSteps(
  texts: readonly string[],
  { stopWords, maxNgram, language }: ReadOptions,
): Generator<undefined, TextCorpus> {
  const reading = yield* readTextsInSteps(texts, stopWords);
  yield;
  const terms = collectTerms(reading, maxNgram, fewestTexts(texts.length));
  yield;
  return { corpus: describeCorpus(reading, terms, language) };
}

/**
 * Words and a name for every topic of every level. Each level's c-TF-IDF is its own: what sets a topic apart from
 * its neighbours there. Names are unique within a level; a topic that is the same rows as its only child has the
 * child's name, also where it had another before.
 *
 * @param texts one per row of the levels
 * @returns per level, by topic id
 */
export function labelLevels(
  texts: readonly string[],
  nested: NestedLevels,
  options: LabelOptions,
): TopicLabel[][] {
  return labelCorpus(drained(readCorpusInSteps(texts, options)), nested, options);
}

/** The same from texts that were read before; `options` must be those they were read with. */
export function labelCorpus(
  { corpus }: TextCorpus,
  nested: NestedLevels,
  options: LabelOptions,
): TopicLabel[][] {
  const { reading, terms } = corpus;
  const finest = topicsUsing(corpus, nested);
  const lists = nested.levels.map((labels, level) =>
    termLists(corpus, labels, nested.parents[level]!.length, options, evenness(nested, level, finest)),
  );

  const labelled: TopicLabel[][] = [];
  for (let level = nested.levels.length - 1; level >= 0; level--) {
    const inherited = namesOfOnlyChildren(nested, level, labelled[level + 1]);
    const wanted = lists[level]!.map((list) => list.map(({ term }) => term));
    const spelling = spellTerms(reading, terms, nested.levels[level]!, wanted);
    labelled[level] = nameLevel(nested, lists[level]!, inherited, spelling, options, level);
  }
  return labelled;
}

/** Texts that must share a term: one in a tiny table, 2 up to some hundreds, 5 for a hundred thousand. */
function fewestTexts(texts: number): number {
  return texts < 50 ? 1 : Math.max(2, Math.round(Math.log10(texts)));
}

function termLists(
  corpus: Corpus,
  labels: Int32Array,
  topics: number,
  options: LabelOptions,
  even: Evenness,
): TopicTerm[][] {
  const classes = countByClass(corpus.terms.counts, labels, topics);
  const weights = classTfIdf(classes.counts, options);
  return Array.from(sizesOf(labels, topics), (size, topic) =>
    withoutRepeats(
      weighTerms(corpus, classes, weights, topic, size, even(topic)),
      options.words + NAME_RESERVE,
    ),
  );
}

function sizesOf(labels: Int32Array, topics: number): Float64Array {
  const sizes = new Float64Array(topics);
  for (const topic of labels) if (topic >= 0) sizes[topic]!++;
  return sizes;
}

/** By topic id, the name of the only child that is the same rows. */
function namesOfOnlyChildren(
  nested: NestedLevels,
  level: number,
  finer: readonly TopicLabel[] | undefined,
): Map<number, string> {
  const names = new Map<number, string>();
  if (!finer) return names;
  const children = new Map<number, number[]>();
  nested.parents[level + 1]!.forEach((parent, child) => {
    children.set(parent, [...(children.get(parent) ?? []), child]);
  });
  for (const [topic, [only, ...others]] of children) {
    if (others.length === 0) names.set(topic, finer[only!]!.label);
  }
  return names;
}

function nameLevel(
  { levels }: NestedLevels,
  lists: readonly TopicTerm[][],
  inherited: ReadonlyMap<number, string>,
  spelling: Spelling,
  options: LabelOptions,
  level: number,
): TopicLabel[] {
  const taken = new Set([...inherited.values()].map((name) => name.toLowerCase()));
  const standing = new Map(inherited);
  lists.forEach((_, topic) => {
    const name = options.nameFromBefore?.(level, topic);
    if (name === undefined || standing.has(topic) || taken.has(name.toLowerCase())) return;
    standing.set(topic, name);
    taken.add(name.toLowerCase());
  });
  const sizes = sizesOf(levels[level]!, lists.length);
  return lists.map((list, topic) => {
    const word = ({ term }: TopicTerm) => spelling(topic, term);
    let label = standing.get(topic);
    if (label === undefined) {
      label =
        freeName(list, sizes[topic]!, word, taken, options.language) ??
        options.nameWithoutTerms(level, topic);
      label = numbered(label, taken);
      taken.add(label.toLowerCase());
    }
    const words = list.slice(0, options.words).map((term) => ({ word: word(term), weight: term.weight }));
    return { label, words };
  });
}

/** The shortest name that is not taken; the longest one where all are. */
function freeName(
  list: readonly TopicTerm[],
  size: number,
  word: (term: TopicTerm) => string,
  taken: ReadonlySet<string>,
  language: string | null,
): string | undefined {
  const { terms, enough } = nameTerms(list, size);
  let name: string | undefined;
  for (let used = enough; used > 0 && used <= terms.length; used++) {
    name = readAloud(terms.slice(0, used).map(word), language);
    if (!taken.has(name.toLowerCase())) return name;
  }
  return name;
}

function numbered(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} (${n})`;
  return free;
}
