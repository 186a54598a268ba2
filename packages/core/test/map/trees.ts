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
