import type { PlacedLabel, Topics } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { TopicRef } from '../state/place.js';
import { topicOf } from '../topics/tree.js';

/** 1 for rows that stay bright: those that the filter keeps, and of the chosen topic. Null where all do. */
export function brightRows(rows: Rows, topic: TopicRef | null, kept: Uint8Array | null): Uint8Array | null {
  if (topic === null) return kept;
  const column = rows.levels[topic.level - 1]!;
  const bright = new Uint8Array(rows.n);
  for (let i = 0; i < rows.n; i++) bright[i] = column[i] === topic.id && kept?.[i] !== 0 ? 1 : 0;
  return bright;
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
