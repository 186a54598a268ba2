import type { Topics } from '../contract/topics.js';

/**
 * Which topics are fragile: of the finest level those whose overlap with the refit is below the threshold, and
 * every coarser one that is the same rows, because down the tree it has only one child at each level.
 *
 * @param threshold Jaccard overlap, as `doubts.refit.threshold` of the report has it
 */
export function fragileTopics(topics: Topics, threshold: number): (level: number, id: number) => boolean {
  const finest = topics.levels.length;
  const found = new Map<number, Set<number>>();
  for (let level = finest; level >= 1; level--) {
    const list = topics.levels[level - 1].topics;
    const fragile = list.filter(({ id, stability }) =>
      level === finest
        ? stability !== null && stability < threshold
        : isFragile(onlyChild(topics, level, id), found.get(level + 1)!),
    );
    found.set(level, new Set(fragile.map(({ id }) => id)));
  }
  return (level, id) => found.get(level)?.has(id) ?? false;
}

function onlyChild(topics: Topics, level: number, id: number): number | null {
  const [only, another] = topics.levels[level].topics.filter(({ parent }) => parent === id);
  return only !== undefined && another === undefined ? only.id : null;
}

function isFragile(id: number | null, fragile: ReadonlySet<number>): boolean {
  return id !== null && fragile.has(id);
}
