import type { Topic, Topics } from '@parallax-map/core';

/** A topic where it stands in the tree. */
export interface TopicNode {
  level: number;
  topic: Topic;
  /** Rows of it that count: all, or those that a filter keeps. */
  size: number;
  children: TopicNode[];
}

/** How many rows of each topic are kept, by level and id. */
export function keptSizes(topics: Topics, levels: readonly Int32Array[], kept: Uint8Array): Uint32Array[] {
  return topics.levels.map(({ topics: level }, k) => keptIn(level, levels[k]!, kept));
}

/** How many rows of each topic of a level are kept, by id. @param ids topic of each row */
export function keptIn(level: readonly Topic[], ids: Int32Array, kept: Uint8Array): Uint32Array {
  const sizes = new Uint32Array(level.reduce((most, { id }) => Math.max(most, id + 1), 0));
  for (let i = 0; i < kept.length; i++) if (kept[i] === 1 && ids[i]! >= 0) sizes[ids[i]!]!++;
  return sizes;
}

/**
 * The levels as a tree, largest first by `sizes`, or by all of their rows. A topic that is its parent's only child says nothing new: of such a chain
 * only the finest is kept.
 */
export function topicTree(topics: Topics, sizes: readonly Uint32Array[] | null = null): TopicNode[] {
  const levels = topics.levels.map(({ topics: level }) => level);
  const sizeOf = (level: number, topic: Topic) =>
    sizes === null ? topic.size : (sizes[level]![topic.id] ?? 0);
  const below = (level: number, parent: number): TopicNode[] =>
    (levels[level] ?? [])
      .filter((topic) => level === 0 || topic.parent === parent)
      .sort((a, b) => sizeOf(level, b) - sizeOf(level, a) || a.id - b.id)
      .map((topic) => node(level, topic));
  const node = (level: number, topic: Topic): TopicNode => {
    const children = below(level + 1, topic.id);
    const [only] = children;
    if (children.length === 1 && only !== undefined) return only;
    return { level: level + 1, topic, size: sizeOf(level, topic), children };
  };
  return below(0, -1);
}

/** The topic of a level by id. */
export function topicOf(topics: Topics, level: number, id: number): Topic | null {
  return topics.levels[level - 1]?.topics.find((topic) => topic.id === id) ?? null;
}

/**
 * The finest topic that a topic alone holds: itself, or the end of a chain of only children. Null where it holds
 * several: doubt is asked of finest topics, and a topic of many has none of its own.
 */
export function finestOf(topics: Topics, level: number, id: number): Topic | null {
  const below = topics.levels[level]?.topics;
  if (below === undefined) return topicOf(topics, level, id);
  const [only, another] = below.filter(({ parent }) => parent === id);
  return only === undefined || another !== undefined ? null : finestOf(topics, level + 1, only.id);
}

/** From the coarsest to the finest topic that hold a row; names that repeat are said once. */
export function topicPath(topics: Topics, ids: readonly number[]): Topic[] {
  const path: Topic[] = [];
  ids.forEach((id, k) => {
    const topic = topicOf(topics, k + 1, id);
    if (topic === null) return;
    if (path.at(-1)?.label === topic.label) path.pop();
    path.push(topic);
  });
  return path;
}
