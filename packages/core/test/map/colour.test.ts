import {
  asSeenBy,
  colourDistance,
  fromHex,
  fromOklch,
  hex,
  safeDistance,
  THEMES,
  toLinear,
  toOklch,
  topicColours,
  topicSlots,
  type Rgb,
  type ThemeName,
  type Topic,
} from '@parallax-map/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapTree, topic, treeOf } from './trees.js';

const themes: ThemeName[] = ['day', 'night'];

describe('OKLCH', () => {
  test('agrees with the published values of red, white and black', () => {
    const red = toOklch([255, 0, 0]);
    expect(red.l).toBeCloseTo(0.62796, 4);
    expect(red.c).toBeCloseTo(0.25768, 4);
    expect(red.h).toBeCloseTo(29.234, 2);
    expect(hex(fromOklch({ l: 1, c: 0, h: 0 }))).toBe('#ffffff');
    expect(hex(fromOklch({ l: 0, c: 0, h: 0 }))).toBe('#000000');
  });

  test('takes every sRGB colour there and back', () => {
    fc.assert(
      fc.property(fc.tuple(byte(), byte(), byte()), (rgb) => {
        expect(fromOklch(toOklch(rgb))).toEqual(rgb);
        expect(fromHex(hex(rgb))).toEqual(rgb);
      }),
    );
  });

  test('keeps lightness and hue where chroma does not fit', () => {
    const fitted = toOklch(fromOklch({ l: 0.7, c: 0.4, h: 150 }));
    expect(fitted.l).toBeCloseTo(0.7, 1);
    expect(fitted.h).toBeCloseTo(150, -0.5);
    expect(fitted.c).toBeLessThan(0.3);
  });
});

test('families keep the colours they had in an earlier answer, and new ones stand apart from them', () => {
  fc.assert(
    fc.property(treeOf(9), treeOf(12), fc.integer({ min: 0, max: 9 }), (earlier, topics, keep) => {
      const had = topicSlots(earlier);
      const slots = topics.levels[0].topics.map((_, i) => (i < keep ? (had[i] ?? null) : null));
      const now = topicSlots({ ...topics, slots });
      slots.forEach((slot, i) => {
        if (slot !== null) expect(now[i]).toEqual(slot);
      });
      for (const theme of themes) {
        const before = topicColours(earlier, theme).levels[0];
        const colours = topicColours({ ...topics, slots }, theme).levels[0];
        slots.forEach((slot, i) => {
          if (slot !== null) expect(colours[i]).toEqual(before[i]);
        });
        expect(new Set(colours.map(hex)).size).toBe(colours.length);
      }
    }),
    { numRuns: 30 },
  );
});

test('a family keeps its hue from day to night', () => {
  fc.assert(
    fc.property(treeOf(12), (topics) => {
      const [day, night] = themes.map((theme) => topicColours(topics, theme).levels[0].map(toOklch));
      day.forEach(({ h }, i) => {
        const apart = Math.abs(h - night[i].h);
        expect(Math.min(apart, 360 - apart)).toBeLessThan(6);
      });
    }),
    { numRuns: 30 },
  );
});

test('greys look the same to every eye', () => {
  for (const vision of ['protanopia', 'deuteranopia', 'tritanopia'] as const) {
    for (const grey of [0, 90, 200, 255]) {
      for (const channel of asSeenBy(vision, [grey, grey, grey])) {
        expect(Math.abs(channel - grey)).toBeLessThanOrEqual(1);
      }
    }
  }
});

describe.each(themes)('topic colours by %s', (theme) => {
  test('the two families nearest to each other differ to typical, protan and deutan eyes', () => {
    fc.assert(
      fc.property(distinctPlaces(), (places) => {
        const families = places.map(([x, y], id) => topic({ id, x, y }));
        const empty = [2, 3, 4, 5].map((level) => ({ level, topics: [] }));
        const { levels } = topicColours(
          { version: 1, levels: [{ level: 1, topics: families }, ...empty] },
          theme,
        );
        for (const a of families) {
          const others = families.filter(({ id }) => id !== a.id);
          others.sort((b, c) => distance(a, b) - distance(a, c));
          expect(safeDistance(levels[0][a.id], levels[0][others[0].id])).toBeGreaterThan(0.05);
        }
      }),
      { numRuns: 60 },
    );
  });

  describe.each([
    [60, [5, 9, 17, 33, 60]],
    [80, [8, 14, 26, 44, 80]],
    [100, [12, 20, 36, 60, 100]],
  ])('on a map of %i finest topics', (_, counts) => {
    const trees = [1, 2, 3, 4].map((seed) => mapTree(counts, generator(seed)));

    test('neighbours differ at every level to typical, protan and deutan eyes', () => {
      for (const topics of trees) {
        topicColours(topics, theme).levels.forEach((colours, k) => {
          const differences = neighbours(topics.levels[k].topics)
            .map(([a, b]) => safeDistance(colours[a.id], colours[b.id]))
            .sort((a, b) => a - b);
          // 0.02 is what can just be seen of fields side by side.
          expect(differences[0]).toBeGreaterThan(0.015);
          expect(differences[Math.floor(differences.length / 10)]).toBeGreaterThan(0.03);
        });
      }
    });

    test('the finest have the hue of their family', () => {
      for (const topics of trees) {
        const { levels } = topicColours(topics, theme);
        topics.levels.forEach(({ topics: level }, k) => {
          for (const one of level) {
            let family = one.id;
            for (let up = k, id = one.id; up > 0; up--) family = id = topics.levels[up].topics[id].parent!;
            const [own, its] = [toOklch(levels[0][family]), toOklch(levels[k][one.id])];
            const turned = Math.abs(own.h - its.h);
            expect(Math.min(turned, 360 - turned)).toBeLessThan(20);
          }
        });
      }
    });
  });

  test('every topic of every level has a colour that stands off the ground', () => {
    fc.assert(
      fc.property(treeOf(), (topics) => {
        const { levels } = topicColours(topics, theme);
        expect(levels.map((level) => level.length)).toEqual(topics.levels.map((l) => l.topics.length));
        const ground = fromHex(THEMES[theme].background);
        for (const rgb of levels.flat()) expect(colourDistance(rgb, ground)).toBeGreaterThan(0.2);
      }),
      { numRuns: 30 },
    );
  });

  test('siblings differ, and an only child has the colour of its parent', () => {
    const level = (n: number, parent: (i: number) => number | null) =>
      Array.from({ length: n }, (_, id) =>
        topic({ id, parent: parent(id), x: Math.cos(id), y: Math.sin(id) }),
      );
    const { levels } = topicColours(
      {
        version: 1,
        levels: [
          { level: 1, topics: level(2, () => null) },
          { level: 2, topics: level(5, (i) => (i < 4 ? 0 : 1)) },
          { level: 3, topics: level(5, (i) => i) },
          { level: 4, topics: level(5, (i) => i) },
          { level: 5, topics: level(5, (i) => i) },
        ],
      },
      theme,
    );
    const siblings = levels[4].slice(0, 4);
    siblings.forEach((a, i) =>
      siblings.slice(i + 1).forEach((b) => expect(colourDistance(a, b)).toBeGreaterThan(0.02)),
    );
    expect(levels[1][4]).toEqual(levels[0][1]);
  });

  test('text can be read on the ground and on panels', () => {
    const tokens = THEMES[theme];
    for (const ground of [tokens.background, tokens.panel]) {
      for (const text of [tokens.ink, tokens.muted, tokens.accent, tokens.wrong]) {
        expect(contrast(fromHex(text), fromHex(ground))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

/** Pairs with no third topic in the circle of which they are the ends (Gabriel & Sokal 1969). */
function neighbours(topics: readonly Topic[]): [Topic, Topic][] {
  return topics.flatMap((a, i) =>
    topics.slice(i + 1).flatMap((b): [Topic, Topic][] => {
      const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
      const inside = (c: Topic) => c !== a && c !== b && distance(c, middle) < distance(a, b) / 2;
      return topics.some(inside) ? [] : [[a, b]];
    }),
  );
}

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function byte(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 255 });
}

function distinctPlaces(): fc.Arbitrary<[number, number][]> {
  const along = fc.integer({ min: 0, max: 100 });
  return fc.uniqueArray(fc.tuple(along, along), { minLength: 2, maxLength: 12, selector: String });
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = toLinear(rgb);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
