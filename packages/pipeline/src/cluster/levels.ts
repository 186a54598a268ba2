import {
  averageLinkage,
  condensedMergeTree,
  LEVELS,
  nestedLevels,
  topicCentroids,
  type LevelsSection,
  type Metric,
  type NestedLevels,
} from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';
import {
  decodeJson,
  decodeTable,
  encodeJson,
  encodeTable,
  tableColumn,
  type Column,
} from '../store/index.js';
import type { Step } from '../step.js';
import type { Clustering } from './clustering.js';

export interface LevelsInput {
  clustering: Clustering;
  /** In the encoder's space, or on a map of one's own, one row per kept row. */
  vectors: Matrix;
  /** Default `cosine`. */
  metric?: Metric | undefined;
}

/** Five nested levels over the topics. */
export const levelsStep: Step<LevelsSection, LevelsInput, NestedLevels> = {
  name: 'levels',
  version: 1,
  about: 'joining topics into coarser ones',
  make({ method }, { clustering, vectors, metric }) {
    const { labels, topics, tree } = clustering;
    if (method === 'condensed' && tree !== undefined) {
      return Promise.resolve(nestedLevels(labels, condensedMergeTree(tree, tree.topicNode)));
    }
    const sizes = new Float64Array(topics);
    for (const label of labels) if (label >= 0) sizes[label]!++;
    const linkage = averageLinkage(topicCentroids(vectors, labels, topics), sizes, metric);
    return Promise.resolve(nestedLevels(labels, linkage));
  },
  save: ({ levels, parents }) => ({
    'levels.arrow': encodeTable(
      levels.map((values, i): Column => ({ name: `level_${i + 1}`, type: 'int32', values })),
    ),
    'parents.json': encodeJson(parents.map((parent) => [...parent])),
  }),
  load({ files }) {
    const columns = decodeTable(files['levels.arrow']!);
    const levels = Array.from(
      { length: LEVELS },
      (_, i) => tableColumn(columns, `level_${i + 1}`, 'int32').values,
    );
    const parents = (decodeJson(files['parents.json']!) as number[][]).map((parent) =>
      Int32Array.from(parent),
    );
    return { levels, parents };
  },
};
