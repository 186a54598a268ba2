import { drawDots, fragileTopics } from '@parallax-map/core';
import { expect, test } from 'vitest';
import { topic } from './trees.js';

/** Two families: one is the same rows down to one fragile topic, the other holds a fragile and a sure one. */
const topics = {
  version: 1 as const,
  levels: [1, 2, 3, 4, 5].map((level) => ({
    level,
    topics:
      level < 5
        ? [0, 1].map((id) => topic({ id, parent: level > 1 ? id : null }))
        : [
            topic({ id: 0, parent: 0, stability: 0.31 }),
            topic({ id: 1, parent: 1, stability: 0.59 }),
            topic({ id: 2, parent: 1, stability: 0.6 }),
          ],
  })),
};

test('a topic is fragile where the refit shares less with it than the threshold', () => {
  const fragile = fragileTopics(topics, 0.6);
  expect([0, 1, 2].map((id) => fragile(5, id))).toEqual([true, true, false]);
});

test('a coarser topic shares the doubt of the one topic that is all its rows, and of no other', () => {
  const fragile = fragileTopics(topics, 0.6);
  for (const level of [1, 2, 3, 4]) {
    expect(fragile(level, 0)).toBe(true);
    expect(fragile(level, 1)).toBe(false);
  }
});

test('where there was no refit nothing is fragile', () => {
  const unasked = {
    ...topics,
    levels: topics.levels.map(({ level, topics: list }) => ({
      level,
      topics: list.map((one) => ({ ...one, stability: null })),
    })),
  };
  expect(fragileTopics(unasked, 0.6)(5, 0)).toBe(false);
});

test.each([0, 3, 57.3, 400])(
  'dots under %d pixels of name stand in its middle and stay under it',
  (width) => {
    const ends: number[] = [];
    drawDots(
      {
        lineCap: '',
        lineWidth: 0,
        setLineDash: () => undefined,
        beginPath: () => undefined,
        moveTo: (x) => ends.push(x),
        lineTo: (x) => ends.push(x),
        stroke: () => undefined,
      },
      100,
      20,
      width,
    );
    expect(ends[0] + ends[1]).toBeCloseTo(200, 1);
    expect(ends[0]).toBeGreaterThanOrEqual(100 - Math.max(0.1, width / 2));
    expect(ends[1]).toBeLessThanOrEqual(100 + Math.max(0.1, width / 2));
  },
);
