import type { Topics } from '@parallax-map/core';
import type { TopicRef } from '../state/place.js';
import { topicOf } from '../topics/tree.js';
import { clauseAt, withClause, withoutClause, type Filter } from './clause.js';

/** The filter with a value of a column taken in or let go; `not` asks for rows without it. */
export function toggleValue(filter: Filter, column: string, value: string, not = false): Filter {
  const before = clauseAt(filter, 'values', column);
  const values = before?.not === not ? before.values : [];
  const after = values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
  if (after.length === 0) return withoutClause(filter, `values ${column}`);
  return withClause(filter, { kind: 'values', column, values: after, not });
}

/** The filter with a topic taken in or let go. A topic stands for all it holds: see {@link toggledTopics}. */
export function toggleTopic(filter: Filter, topics: Topics, topic: TopicRef): Filter {
  const after = toggledTopics(topics, clauseAt(filter, 'topics')?.topics ?? [], topic);
  return after.length === 0
    ? withoutClause(filter, 'topics')
    : withClause(filter, { kind: 'topics', topics: after });
}

/** What a check box shows. */
export type Checked = 'yes' | 'no' | 'some';

/** Whether a topic is among those chosen, wholly or in part. */
export function checkedTopic(topics: Topics, chosen: readonly TopicRef[], topic: TopicRef): Checked {
  if (chosen.some((each) => holds(topics, each, topic))) return 'yes';
  return chosen.some((each) => holds(topics, topic, each)) ? 'some' : 'no';
}

/**
 * Takes a topic in, and lets go of what it holds; or lets it go: where a coarser one that holds it was chosen, the others
 * in that stay.
 */
export function toggledTopics(topics: Topics, chosen: readonly TopicRef[], topic: TopicRef): TopicRef[] {
  const above = chosen.find((each) => holds(topics, each, topic));
  if (above === undefined) return [...chosen.filter((each) => !holds(topics, topic, each)), topic];
  const rest = chosen.filter((each) => each !== above);
  for (let at = above; at.level < topic.level;) {
    const below = (topics.levels[at.level]?.topics ?? []).filter(({ parent }) => parent === at.id);
    const refs = below.map(({ id }) => ({ level: at.level + 1, id }));
    const next = refs.find((each) => holds(topics, each, topic))!;
    rest.push(...refs.filter((each) => each !== next));
    at = next;
  }
  return rest;
}

/** Whether a topic is another or holds it. */
function holds(topics: Topics, outer: TopicRef, inner: TopicRef): boolean {
  let { level, id }: { level: number; id: number } = inner;
  while (level > outer.level) {
    const parent = topicOf(topics, level, id)?.parent;
    if (parent === null || parent === undefined) return false;
    [level, id] = [level - 1, parent];
  }
  return level === outer.level && id === outer.id;
}
