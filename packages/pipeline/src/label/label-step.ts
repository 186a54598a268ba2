import { centralRows, densityPeaks, labelLevels, topicsSchema } from '@parallax-map/core';
import type { LabelSection, NestedLevels, Topic, TopicLabel, Topics } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import type { Step } from '../step.js';
import { findLanguages } from './languages.js';
import { stopWords } from './stop-words.js';

/** Central rows kept for each topic. */
const EXEMPLARS = 8;
/** Characters of a text that stand for a topic without terms or title. */
const START = 40;

/** What labels are made from; row i of each is kept row i. */
export interface LabelInputs {
  texts: readonly string[];
  /** '' where there is none. */
  titles: readonly string[];
  /** Input row of each kept row. */
  rows: Uint32Array;
  /** n × d, in the encoder's space. */
  vectors: Matrix;
  nested: NestedLevels;
  /** n × 2, in map units. */
  layout: Matrix;
  /** By level-5 topic; null without HDBSCAN. */
  persistence: Float64Array | null;
}

/** Words, name, central rows and place of every topic of every level; stability is for the refit to fill in. */
export const labelStep: Step<LabelSection, LabelInputs, Topics> = {
  name: 'label',
  version: 1,
  about: 'naming topics',

  async make(section, inputs, context) {
    const { texts, nested } = inputs;
    const languages = findLanguages(texts);
    const listed = section.stopWords === 'auto' ? languages.found : section.stopWords;
    if (section.stopWords === 'auto') {
      context.emit({
        type: 'decision',
        path: 'label.stopWords',
        value: listed,
        reason: 'languages of at least one text in twenty',
      });
    }
    context.signal.throwIfAborted();

    const exemplars = nested.levels.map((labels, level) =>
      centralRows(inputs.vectors, labels, nested.parents[level]!.length, EXEMPLARS),
    );
    const named = labelLevels(texts, nested, {
      ...section,
      stopWords: stopWords(listed),
      language: languages.main,
      nameWithoutTerms: (level, topic) => nameByRow(inputs, exemplars[level]![topic]![0]!, topic),
    });
    context.signal.throwIfAborted();

    return {
      version: 1,
      levels: nested.levels.map((_, level) => ({
        level: level + 1,
        topics: describe(inputs, level, named[level]!, exemplars[level]!),
      })),
    };
  },

  save: (topics) => ({ 'topics.json': new TextEncoder().encode(JSON.stringify(topics)) }),

  load: ({ files }) => topicsSchema.parse(JSON.parse(new TextDecoder().decode(files['topics.json']))),
};

function nameByRow({ titles, texts }: LabelInputs, row: number, topic: number): string {
  const text = texts[row]!.trim();
  const start = text.length > START ? `${[...text].slice(0, START).join('')}…` : text;
  return titles[row]!.trim() || start || `Topic ${topic + 1}`;
}

function describe(
  { rows, nested, layout, persistence }: LabelInputs,
  level: number,
  named: readonly TopicLabel[],
  exemplars: readonly number[][],
): Topic[] {
  const labels = nested.levels[level]!;
  const parents = nested.parents[level]!;
  const peaks = densityPeaks(layout, labels, parents.length);
  const sizes = new Uint32Array(parents.length);
  for (const topic of labels) if (topic >= 0) sizes[topic]!++;
  const isFinest = level === nested.levels.length - 1;
  return named.map(({ label, words }, id) => ({
    id,
    parent: level === 0 ? null : parents[id]!,
    size: sizes[id]!,
    share: sizes[id]! / rows.length,
    label,
    words,
    exemplars: exemplars[id]!.map((row) => rows[row]!),
    x: layout.data[peaks[id]! * 2]!,
    y: layout.data[peaks[id]! * 2 + 1]!,
    persistence: isFinest && persistence ? persistence[id]! : null,
    stability: null,
  }));
}
