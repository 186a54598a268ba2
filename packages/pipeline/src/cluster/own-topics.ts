import { ParallaxError } from '@parallax-map/core';
import type { Step } from '../step.js';
import type { Clustering } from './clustering.js';
import { loadClustering, saveClustering } from './save-clustering.js';

/** The column with topics of one's own, as its cells stand. */
export interface OwnTopics {
  column: string;
  /** Name of the table, for messages. */
  table: string;
  /** Of each kept row, trimmed. */
  values: readonly string[];
}

/** More different values are no topics, but titles or ids. */
const MOST_TOPICS = 3000;

/**
 * What stands for "no topic": nothing, the −1 of HDBSCAN and what BERTopic makes a name of it, and the words that people
 * and programs write.
 */
const NO_TOPIC = /^(?:|[-−]1(?:\.0+)?|-1_.*|noise|outliers?|unlabell?ed)$/isu;

/** Topics of one's own: every value of the column is one, and every row belongs to its own for certain. */
export const ownTopicsStep: Step<{ column: string }, OwnTopics, Clustering> = {
  name: 'own-topics',
  version: 1,
  about: 'taking the topics of the table',
  make: (_section, { column, table, values }) => {
    const found = ownTopicValues(values);
    if (found.length === 0 || found.length > MOST_TOPICS) {
      const got =
        found.length === 0
          ? `"${column}" of ${table} is blank or noise in all ${values.length} kept rows`
          : `"${column}" of ${table} has ${found.length.toLocaleString('en-US')} different values`;
      throw new ParallaxError(
        'RECIPE_INVALID',
        `cluster.topicColumn must name a column with 1 to ${MOST_TOPICS.toLocaleString('en-US')} topics; ${got}`,
      );
    }
    const places = new Map(found.map((value, topic) => [value, topic]));
    const labels = Int32Array.from(values, (value) => places.get(value) ?? -1);
    return Promise.resolve({
      labels,
      topics: found.length,
      probabilities: Float32Array.from(labels, (label) => (label < 0 ? 0 : 1)),
      outlierScores: undefined,
      persistence: undefined,
      tree: undefined,
      settled: { minClusterSize: null, topics: null },
      collapse: undefined,
    });
  },
  save: saveClustering,
  load: loadClustering,
};

/** The value of each topic, by its id: the one with most rows first, ties to the one that comes first. */
export function ownTopicValues(values: readonly string[]): string[] {
  const rows = new Map<string, number>();
  for (const value of values) if (!NO_TOPIC.test(value)) rows.set(value, (rows.get(value) ?? 0) + 1);
  return [...rows].sort(([, m], [, n]) => n - m).map(([value]) => value);
}
