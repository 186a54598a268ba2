import type { Matrix } from '@parallax-map/kernels';
import type { Topic } from '../contract/topics.js';
import { densityPeaks } from '../levels/density-peak.js';
import type { NestedLevels } from '../levels/nested-levels.js';
import type { TopicLabel } from './label-levels.js';

/** What is known of topics beside their rows. */
export interface TopicFacts {
  nested: NestedLevels;
  /** n × 2, in map units. */
  map: Matrix;
  /** Input row of each row. */
  keys: Uint32Array;
  /** Per level, by topic id. */
  named: readonly (readonly TopicLabel[])[];
  /** Per level, by topic id: its most typical rows, best first. */
  exemplars: readonly (readonly number[])[][];
  /** By topic of the finest level; null where the method has none. */
  persistence: ArrayLike<number> | null;
}

/** The topics of one level (0 is the coarsest) as topics.json has them; stability is for the refit to fill in. */
export function describeTopics(
  { nested, map, keys, named, exemplars, persistence }: TopicFacts,
  level: number,
): Topic[] {
  const labels = nested.levels[level]!;
  const parents = nested.parents[level]!;
  const peaks = densityPeaks(map, labels, parents.length);
  const sizes = new Uint32Array(parents.length);
  for (const topic of labels) if (topic >= 0) sizes[topic]!++;
  const isFinest = level === nested.levels.length - 1;
  return named[level]!.map(({ label, words }, id) => ({
    id,
    parent: level === 0 ? null : parents[id]!,
    size: sizes[id]!,
    share: sizes[id]! / keys.length,
    label,
    words,
    exemplars: exemplars[level]![id]!.map((row) => keys[row]!),
    x: map.data[peaks[id]! * 2]!,
    y: map.data[peaks[id]! * 2 + 1]!,
    persistence: isFinest && persistence ? persistence[id]! : null,
    stability: null,
  }));
}
