import type { Topic, Topics } from '@parallax-map/core';
import fc from 'fast-check';

/** A topic of which only what matters is said. */
export function topic(part: Partial<Topic>): Topic {
  return {
    id: 0,
    parent: null,
    size: 1,
    share: 0.1,
    label: 'topic',
    words: [],
    exemplars: [],
    x: 0,
    y: 0,
    persistence: null,
    stability: null,
    ...part,
  };
}

/** Any tree of five levels whose finer topics lie near, or right on, their parents. */
export function treeOf(mostFamilies = 7): fc.Arbitrary<Topics> {
  const place = fc.double({ min: -10, max: 10, noNaN: true });
  const name = fc.stringMatching(/^[a-z]{1,9}( [a-z&]{1,9}){0,4}$/);
  const branching = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 60, maxLength: 60 });
  return fc
    .tuple(
      fc.array(fc.record({ x: place, y: place, label: name }), { minLength: 1, maxLength: mostFamilies }),
      branching,
      fc.array(fc.record({ dx: place, dy: place, label: name }), { minLength: 40, maxLength: 80 }),
      fc.integer({ min: 0, max: 3 }),
    )
    .map(([families, counts, steps, onParent]) => {
      let next = 0;
      let level = families.map((at, id) => topic({ ...at, id, size: 1024, share: 1 / families.length }));
      const levels = [{ level: 1, topics: level }];
      for (let k = 2; k <= 5; k++) {
        const finer: Topic[] = [];
        for (const parent of level) {
          const children = level.length > 60 ? 1 : counts[next % counts.length];
          for (let c = 0; c < children; c++) {
            const { dx, dy, label } = steps[next++ % steps.length];
            const away = c < onParent ? 0 : 0.5 ** k;
            finer.push(
              topic({
                id: finer.length,
                parent: parent.id,
                size: Math.max(1, Math.floor(parent.size / children)),
                share: parent.share / children,
                label,
                x: parent.x + dx * away,
                y: parent.y + dy * away,
              }),
            );
          }
        }
        levels.push({ level: k, topics: finer });
        level = finer;
      }
      return { version: 1, levels };
    });
}

/**
 * A tree such as a run finds: finest topics anywhere on the map, joined level by level with those nearest to them, each
 * coarser topic named where one of its children lies.
 *
 * @param counts topics of each level, the coarsest first
 */
export function mapTree(counts: readonly number[], next: () => number): Topics {
  const finest = Array.from({ length: counts.at(-1)! }, (_, id) =>
    topic({ id, x: 20 * next(), y: 14 * next() }),
  );
  const levels = [finest];
  for (const count of counts.slice(0, -1).reverse()) levels.unshift(joined(levels[0]!, count));
  return { version: 1, levels: levels.map((topics, k) => ({ level: k + 1, topics })) };
}

/** Joins the nearest two, small ones first, until so many are left; their children learn who their parent is. */
function joined(topics: Topic[], count: number): Topic[] {
  let groups = topics.map((one) => [one]);
  const middle = (group: Topic[], axis: 'x' | 'y') =>
    group.reduce((sum, one) => sum + one[axis], 0) / group.length;
  const apart = (a: Topic[], b: Topic[]) =>
    Math.hypot(middle(a, 'x') - middle(b, 'x'), middle(a, 'y') - middle(b, 'y')) *
    Math.sqrt(a.length + b.length);
  while (groups.length > count) {
    let best: [number, Topic[], Topic[]] = [Infinity, [], []];
    groups.forEach((a, i) => {
      for (const b of groups.slice(i + 1)) if (apart(a, b) < best[0]) best = [apart(a, b), a, b];
    });
    const [, a, b] = best;
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b]];
  }
  return groups.map((children, id) => {
    for (const child of children) child.parent = id;
    return topic({ id, x: children[0]!.x, y: children[0]!.y });
  });
}
