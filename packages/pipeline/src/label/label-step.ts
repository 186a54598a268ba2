import { centralRows, describeTopics, labelLevels, topicsSchema } from '@parallax-map/core';
import type { LabelSection, Listener, Metric, Naming, NestedLevels, Topics } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import type { Languages } from './languages.js';
import type { OwnNames } from './own-names.js';

/** Central rows kept for each topic. */
const EXEMPLARS = 8;
/** Characters of a text that stand for a topic without terms. */
const START = 40;

/** The decisions about words and names; which names are kept comes with the inputs. */
export type NamingSection = Omit<LabelSection, 'keepNames' | 'sameTopic'>;

/** What labels are made from; row i of each is kept row i. */
export interface LabelInputs {
  texts: readonly string[];
  /** Input row of each kept row. */
  rows: Uint32Array;
  /** n × d, in the encoder's space; n × 2 on a map of one's own. */
  vectors: Matrix;
  /** Default `cosine`. */
  metric?: Metric | undefined;
  nested: NestedLevels;
  /** n × 2, in map units. */
  map: Matrix;
  /** By level-5 topic; null without HDBSCAN. */
  persistence: Float64Array | null;
  /** Names of topics of one's own; undefined where topics were found. */
  own?: OwnNames | undefined;
  /** Name that a topic keeps from before the table changed. */
  nameFromBefore: ((level: number, topic: number) => string | undefined) | undefined;
}

/** Words, name, central rows and place of every topic of every level; stability is for the refit to fill in. */
export const labelStep: Step<NamingSection, LabelInputs, Topics> = {
  name: 'label',
  version: 4,
  about: 'naming topics',

  async make(section, inputs, context) {
    const { texts, nested, own } = inputs;
    const finest = nested.levels.length - 1;
    const { stopWords, language } = await namingOf(texts, section, context.emit);
    context.signal.throwIfAborted();

    const exemplars = nested.levels.map((labels, level) =>
      centralRows(inputs.vectors, labels, nested.parents[level]!.length, EXEMPLARS, inputs.metric),
    );
    const named = labelLevels(texts, nested, {
      ...section,
      stopWords: new Set(stopWords),
      language,
      nameFromBefore: (level, topic) =>
        (level === finest ? own?.names?.[topic] : undefined) ?? inputs.nameFromBefore?.(level, topic),
      nameWithoutTerms: (level, topic) =>
        own?.withoutTerms(level, topic) ?? nameByText(texts[exemplars[level]![topic]![0]!]!, topic),
    });
    context.signal.throwIfAborted();

    const { rows: keys, map, persistence } = inputs;
    const facts = { nested, map, keys, named, exemplars, persistence };
    return {
      version: 1,
      levels: nested.levels.map((_, level) => ({
        level: level + 1,
        topics: describeTopics(facts, level),
      })),
    };
  },

  save: (topics) => ({ 'topics.json': new TextEncoder().encode(JSON.stringify(topics)) }),

  load: ({ files }) => topicsSchema.parse(JSON.parse(new TextDecoder().decode(files['topics.json']))),
};

/**
 * What the texts' languages mean for names: their function words, and the language that names are joined in.
 *
 * @param emit hears what was found, or asked for and is not there; default nobody
 */
export async function namingOf(
  texts: readonly string[],
  section: Pick<NamingSection, 'stopWords'>,
  emit: Listener = () => {},
): Promise<Naming> {
  // Tables of n-grams and word lists take a while to load, which a run that reuses its labels should not wait for.
  const { findLanguages } = await import('./languages.js');
  const { STOP_WORD_LANGUAGES, stopWords } = await import('./stop-words.js');
  const languages = findLanguages(texts);
  const listed = chooseStopWords(section, languages, STOP_WORD_LANGUAGES, emit);
  return { stopWords: [...stopWords(listed)], language: languages.main };
}

/** Languages whose function words are left out; says what was found, or asked for and is not there. */
function chooseStopWords(
  { stopWords: wanted }: Pick<NamingSection, 'stopWords'>,
  { found }: Languages,
  available: readonly string[],
  emit: Listener,
): readonly string[] {
  if (wanted === 'auto') {
    const reason = 'languages of at least one text in twenty';
    emit({ type: 'decision', path: 'label.stopWords', value: found, reason });
    return found;
  }
  const unknown = wanted.filter((language) => !available.includes(language));
  if (unknown.length > 0) {
    const message = `label.stopWords must name languages with a list (${available.join(', ')}); got ${unknown.join(', ')}, which leaves out nothing.`;
    emit({ type: 'warning', step: 'label', code: 'STOP_WORDS_UNKNOWN', message });
  }
  return wanted;
}

/** The start of the most central text, for topics in whose texts nothing is a word (numbers, signs, blanks). */
function nameByText(text: string, topic: number): string {
  const characters = [...text.trim()];
  if (characters.length === 0) return `Topic ${topic + 1}`;
  return characters.length > START ? `${characters.slice(0, START).join('')}…` : characters.join('');
}
