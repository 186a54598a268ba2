import type { NestedLevels } from '@parallax-map/core';

/** Names that topics of one's own bring along. */
export interface OwnNames {
  /** Of each topic of the finest level; undefined where values are numbers, which name nothing. */
  names: readonly string[] | undefined;
  /** What a topic is called in whose texts no term can be found, or that has none. */
  withoutTerms(level: number, topic: number): string;
}

/** Names of parts that stand in the name of the whole. */
const MOST_PARTS = 2;

/** @param values of the topics of the finest level, the largest first, as the column has them */
export function ownNames(column: string, values: readonly string[], nested: NestedLevels): OwnNames {
  const numbers = values.every((value) => /^\d+(?:\.0+)?$/.test(value));
  const called = values.map((value) => (numbers ? `${column} ${value}` : value));
  return {
    names: numbers ? undefined : apart(called),
    withoutTerms(level, topic) {
      const own = called.filter((_, finest) => ancestorOf(nested, finest, level) === topic);
      const more = own.length > MOST_PARTS ? [`${own.length - MOST_PARTS} more`] : [];
      return [...own.slice(0, MOST_PARTS), ...more].join(' · ');
    },
  };
}

/** Names that differ in nothing but case are numbered: a level has no name twice. */
function apart(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name} (${n})`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function ancestorOf({ parents }: NestedLevels, finest: number, level: number): number {
  let topic = finest;
  for (let at = parents.length - 1; at > level; at--) topic = parents[at]![topic]!;
  return topic;
}
