import type { PlacedLabel, Topics } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { TopicRef } from '../state/place.js';
import { topicOf } from '../topics/tree.js';

/** Rows of the chosen topic stay bright; null where none is chosen. */
export function brightRows(rows: Rows, topic: TopicRef | null): ((i: number) => boolean) | null {
  if (topic === null) return null;
  const column = rows.levels[topic.level - 1]!;
  return (i) => column[i] === topic.id;
}

/** Names of the chosen topic, of what holds it and of what it holds stay bright. */
export function brightNames(
  topics: Topics,
  chosen: TopicRef | null,
): ((label: PlacedLabel) => boolean) | null {
  if (chosen === null) return null;
  const lineage = (level: number, id: number): number[] => {
    const ids: number[] = [];
    for (let at: number | null = id, k = level; at !== null && k >= 1; k--) {
      ids[k] = at;
      at = topicOf(topics, k, at)?.parent ?? null;
    }
    return ids;
  };
  const own = lineage(chosen.level, chosen.id);
  return ({ level, id }) => own[level] === id || lineage(level, id)[chosen.level] === chosen.id;
}
