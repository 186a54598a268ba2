import { matchTopics } from '@parallax-map/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** Labels written as letters: '.' is noise. */
const labels = (text: string): number[] =>
  [...text].map((letter) => (letter === '.' ? -1 : letter.charCodeAt(0) - 97));
const all = (rows: number): { before: Uint32Array; now: Uint32Array } => {
  const each = Uint32Array.from({ length: rows }, (_, row) => row);
  return { before: each, now: each };
};
const counterparts = (before: string, now: string, threshold?: number): number[] => [
  ...matchTopics(labels(before), labels(now), all(before.length), threshold).counterpart,
];

describe('topics are matched by their members', () => {
  test('whatever they are numbered', () => {
    expect(counterparts('aaabbbcc', 'bbbccaaa')).toEqual([2, 0, 1]);
    expect(counterparts('aaabbb..', 'bbbaaa..')).toEqual([1, 0]);
  });

  test('noise in the other answer counts against the overlap', () => {
    const { jaccard, counterpart } = matchTopics(labels('aaaa.'), labels('aa..a'), all(5));
    expect(jaccard[0]).toBeCloseTo(2 / 5);
    expect(counterpart[0]).toBe(-1);
  });

  test('rows that are new or gone do not count', () => {
    const before = labels('aaaaxx'.replaceAll('x', 'b'));
    const now = labels('bbbaaaaa');
    const pairs = { before: Uint32Array.of(0, 1, 2), now: Uint32Array.of(0, 1, 2) };
    const { counterpart, jaccard, overlap } = matchTopics(before, now, pairs);
    expect([...counterpart]).toEqual([-1, 0]);
    expect(jaccard[1]).toBe(1);
    expect([...overlap.before.size]).toEqual([4, 2]);
    expect([...overlap.before.present]).toEqual([3, 0]);
  });

  test('a merge is its larger part, a split stays with the larger overlap', () => {
    expect(counterparts('aaaaabbb', 'aaaaaaaa')).toEqual([0]);
    expect(counterparts('aaaaaaaa', 'aaabbbbb')).toEqual([-1, 0]);
  });

  test('halves that are alike: the lower number', () => {
    expect(counterparts('aaaaaaaa', 'aaaabbbb')).toEqual([0, -1]);
    expect(counterparts('bbbbaaaa', 'aaaaaaaa')).toEqual([0]);
  });

  test('not where the overlap is below the threshold', () => {
    expect(counterparts('aaaabbbccc', 'aaaaaaaaaa')).toEqual([-1]);
    expect(counterparts('aaaaabbb', 'aaaaaaaa', 0.7)).toEqual([-1]);
  });

  test('not where two tables only happen to share a few rows', () => {
    const before = labels('a'.repeat(20));
    const now = labels('a'.repeat(30));
    const shared = { before: Uint32Array.of(4, 5), now: Uint32Array.of(8, 9) };
    expect([...matchTopics(before, now, shared).counterpart]).toEqual([-1]);
  });

  test('no topics at all', () => {
    expect(counterparts('...', '...')).toEqual([]);
    expect(counterparts('aaa', '...')).toEqual([]);
    expect(counterparts('...', 'aaa')).toEqual([-1]);
    expect(counterparts('', '')).toEqual([]);
  });
});

describe('for any two answers', () => {
  const answers = fc.nat(40).chain((rows) => {
    const labelling = fc.array(fc.integer({ min: -1, max: 5 }), { minLength: rows, maxLength: rows });
    return fc.record({
      before: labelling,
      now: labelling,
      threshold: fc.double({ min: 0.5, max: 1, noNaN: true }),
    });
  });
  const members = (list: number[], topic: number): Set<number> =>
    new Set([...list.keys()].filter((row) => list[row] === topic));
  const overlapOf = (one: Set<number>, other: Set<number>): number => {
    const both = [...one].filter((row) => other.has(row)).length;
    const either = one.size + other.size - both;
    return either === 0 ? 0 : both / either;
  };

  test('counterparts are one to one, at least the threshold, and none is left that could be one', () => {
    fc.assert(
      fc.property(answers, ({ before, now, threshold }) => {
        const { counterpart, jaccard } = matchTopics(before, now, all(now.length), threshold);
        const matched = [...counterpart].filter((topic) => topic >= 0);
        expect(new Set(matched).size).toBe(matched.length);
        counterpart.forEach((topic, id) => {
          const mine = members(now, id);
          const overlaps = Array.from({ length: 6 }, (_, other) => overlapOf(mine, members(before, other)));
          expect(jaccard[id]).toBeCloseTo(Math.max(...overlaps), 12);
          if (topic >= 0) expect(overlaps[topic]).toBeGreaterThanOrEqual(threshold);
          else {
            overlaps.forEach((overlap, other) => {
              if (overlap >= threshold) expect(matched).toContain(other);
            });
          }
        });
      }),
    );
  });

  test('every row of a topic is accounted for, on both sides', () => {
    fc.assert(
      fc.property(answers, fc.infiniteStream(fc.boolean()), ({ before, now }, both) => {
        const rows = Uint32Array.from(now.keys()).filter(() => both.next().value);
        const { overlap } = matchTopics(before, now, { before: rows, now: rows });
        for (const side of [overlap.before, overlap.now]) {
          side.shared.forEach((cells, topic) => {
            expect(cells.reduce((sum, { rows: count }) => sum + count, 0)).toBe(side.present[topic]);
            expect(side.present[topic]).toBeLessThanOrEqual(side.size[topic]!);
          });
        }
      }),
    );
  });

  test('the order of rows does not matter', () => {
    const shuffled = answers.chain((both) =>
      fc.record({
        both: fc.constant(both),
        order: fc.shuffledSubarray([...both.now.keys()], { minLength: both.now.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ both: { before, now, threshold }, order }) => {
        const moved = order.map((row) => now[row]!);
        const pairs = { before: Uint32Array.from(order), now: Uint32Array.from(order.keys()) };
        const one = matchTopics(before, now, all(now.length), threshold);
        expect(matchTopics(before, moved, pairs, threshold)).toEqual(one);
      }),
    );
  });
});
