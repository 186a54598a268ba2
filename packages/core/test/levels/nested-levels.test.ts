import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageLinkage,
  condensedMergeTree,
  densityPeaks,
  mergeTree,
  nestedLevels,
  topicCentroids,
} from '@parallax-map/core';
import type { NestedLevels } from '@parallax-map/core';
import type { Matrix } from '@parallax-map/kernels';

/** Labels of rows with topics numbered by size, and a direction per topic. */
const table = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 0, maxLength: 40 }),
    noise: fc.integer({ min: 0, max: 20 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ sizes, noise, seed }) => {
    const next = generator(seed);
    const ordered = [...sizes].sort((a, b) => b - a);
    const rows = ordered.flatMap((size, topic) => Array<number>(size).fill(topic));
    rows.push(...Array<number>(noise).fill(-1));
    shuffle(rows, next);
    const centroids: Matrix = {
      data: Float32Array.from({ length: sizes.length * 4 }, () => next() - 0.5),
      rows: sizes.length,
      cols: 4,
    };
    return { labels: Int32Array.from(rows), sizes: ordered, centroids, next };
  });

describe('five levels', () => {
  it('nest: each coarser topic is a union of whole finer ones, and noise stays noise', () => {
    fc.assert(
      fc.property(table, ({ labels, sizes, centroids }) => {
        const { levels, parents } = nestedLevels(labels, averageLinkage(centroids, sizes));
        expect(levels).toHaveLength(5);
        expect(levels[4]).toEqual(labels);
        labels.forEach((topic, row) => {
          for (let level = 4; level >= 0; level--) {
            const at = levels[level]![row]!;
            if (topic < 0) expect(at).toBe(-1);
            else expect(parents[level]![at]).toBe(level === 0 ? -1 : levels[level - 1]![row]);
          }
        });
      }),
    );
  });

  it('leave no topic over half of the clustered rows, unless one finest topic is', () => {
    fc.assert(
      fc.property(table, ({ labels, sizes, centroids }) => {
        const { levels } = nestedLevels(labels, averageLinkage(centroids, sizes));
        const clustered = sizes.reduce((sum, size) => sum + size, 0);
        for (const level of levels) {
          for (const size of sizesOf(level)) {
            if (size * 2 > clustered) expect(size).toBe(sizes[0]);
          }
        }
      }),
    );
  });

  it('number topics by size, ties by the earliest row', () => {
    fc.assert(
      fc.property(table, ({ labels, sizes, centroids }) => {
        const { levels } = nestedLevels(labels, averageLinkage(centroids, sizes));
        for (const level of levels.slice(0, 4)) {
          const counted = sizesOf(level);
          for (let id = 1; id < counted.length; id++) {
            const inOrder =
              counted[id - 1]! > counted[id]! ||
              (counted[id - 1] === counted[id] && level.indexOf(id - 1) < level.indexOf(id));
            expect(inOrder).toBe(true);
          }
        }
      }),
    );
  });

  it('are the same groups whatever the order of the rows', () => {
    fc.assert(
      fc.property(table, ({ labels, sizes, centroids, next }) => {
        const tree = averageLinkage(centroids, sizes);
        const order = shuffle([...labels.keys()], next);
        const before = nestedLevels(labels, tree);
        const after = nestedLevels(
          Int32Array.from(order, (row) => labels[row]!),
          tree,
        );
        before.levels.forEach((level, at) => {
          expect(pairs(Int32Array.from(order, (row) => level[row]!))).toEqual(pairs(after.levels[at]!));
        });
      }),
    );
  });

  it('thin out geometrically to a handful', () => {
    const next = generator(7);
    const sizes = Array.from({ length: 45 }, (_, topic) => 60 - topic);
    const centroids = { data: Float32Array.from({ length: 45 * 8 }, () => next() - 0.5), rows: 45, cols: 8 };
    const labels = Int32Array.from(sizes.flatMap((size, topic) => Array<number>(size).fill(topic)));
    const counts = countsOf(nestedLevels(labels, averageLinkage(centroids, sizes)));
    expect(counts[0]).toBeGreaterThanOrEqual(5);
    expect(counts[0]).toBeLessThanOrEqual(9);
    expect(counts[4]).toBe(45);
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
  });

  it('part a giant first where a cut straight across would leave it', () => {
    // A chain: every topic joins one ever larger group.
    const sizes = [10, 10, 10, 10, 10, 10, 10, 10];
    const joins = sizes.slice(1).map((_, i) => ({ a: 0, b: i + 1, height: i + 1 }));
    const labels = Int32Array.from(sizes.flatMap((size, topic) => Array<number>(size).fill(topic)));
    const { levels } = nestedLevels(labels, mergeTree(8, joins));
    expect(Math.max(...sizesOf(levels[0]!))).toBe(40);
  });

  it('work with no topic, and with one', () => {
    const none = nestedLevels(Int32Array.of(-1, -1), mergeTree(0, []));
    expect(none.levels).toEqual(Array(5).fill(Int32Array.of(-1, -1)));
    expect(countsOf(none)).toEqual([0, 0, 0, 0, 0]);
    const one = nestedLevels(Int32Array.of(0, -1, 0), mergeTree(1, []));
    expect(one.levels).toEqual(Array(5).fill(Int32Array.of(0, -1, 0)));
    expect(one.parents.map((parents) => [...parents])).toEqual([[-1], [0], [0], [0], [0]]);
  });
});

describe('average linkage', () => {
  it('solves a case done by hand, sizes counted', () => {
    // Directions at 0°, 10° and 60°; the first weighs three times the second.
    const angles = [0, 10, 60].map((degrees) => (degrees * Math.PI) / 180);
    const centroids = {
      data: Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
      rows: 3,
      cols: 2,
    };
    const tree = averageLinkage(centroids, [3, 1, 5]);
    const cosine = (degrees: number) => 1 - Math.cos((degrees * Math.PI) / 180);
    expect([...tree.left, ...tree.right]).toEqual([0, 2, 1, 3]);
    expect(tree.height[0]).toBeCloseTo(cosine(10), 6);
    expect(tree.height[1]).toBeCloseTo((3 * cosine(60) + cosine(50)) / 4, 6);
  });

  it('agrees with joining the nearest two over and over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 1e6 }), (count, seed) => {
        const next = generator(seed);
        const data = Float32Array.from({ length: count * 3 }, () => next() - 0.5);
        const sizes = Array.from({ length: count }, () => 1 + Math.floor(next() * 9));
        const heights = averageLinkage({ data, rows: count, cols: 3 }, sizes).height;
        const plain = joinNearest(data, sizes);
        heights.forEach((height, m) => expect(height).toBeCloseTo(plain[m]!, 9));
      }),
    );
  });
});

describe("HDBSCAN's condensed tree", () => {
  it('becomes merges of the chosen clusters at the distance where they part', () => {
    // Root 10 parts into 11 and 12 at λ = 0.5; 12 into 13 and 14 at λ = 2; rows fall out on the way.
    const edges = {
      parent: [10, 10, 10, 12, 12, 11, 11, 13, 14],
      child: [0, 11, 12, 13, 14, 1, 2, 3, 4],
      lambda: [0.1, 0.5, 0.5, 2, 2, 3, 3, 3, 3],
    };
    const tree = condensedMergeTree(edges, [14, 11, 13]);
    expect([...tree.left]).toEqual([0, 1]);
    expect([...tree.right]).toEqual([2, 3]);
    expect([...tree.height]).toEqual([0.5, 2]);
  });
});

describe('the place of a name', () => {
  it('is on a row of the larger of two pieces, not between them', () => {
    const next = generator(3);
    const points: number[] = [];
    for (let i = 0; i < 30; i++) points.push(next() * 0.2, next() * 0.2);
    for (let i = 0; i < 20; i++) points.push(10 + next() * 0.2, next() * 0.2);
    const layout = { data: Float32Array.from(points), rows: 50, cols: 2 };
    const [row] = densityPeaks(layout, new Int32Array(50), 1);
    expect(row).toBeLessThan(30);
  });

  it('is on the larger piece also where the smaller is far denser', () => {
    const next = generator(5);
    const points: number[] = [];
    // 60 rows over a wide meadow, 40 on one spot beyond it.
    for (let i = 0; i < 60; i++) points.push(2 * next(), 2 * next());
    for (let i = 0; i < 40; i++) points.push(10 + next() * 0.01, next() * 0.01);
    const layout = { data: Float32Array.from(points), rows: 100, cols: 2 };
    const [row] = densityPeaks(layout, new Int32Array(100), 1);
    expect(row).toBeLessThan(60);
  });

  it('is where the larger piece is densest', () => {
    const points: number[] = [];
    // Cells are 0.2 wide: a line of 30 rows with 20 more towards its end, and 45 rows on a spot apart.
    for (let i = 0; i < 30; i++) points.push(i * 0.2, 5);
    for (let i = 0; i < 20; i++) points.push(5 + 0.001 * i, 5);
    for (let i = 0; i < 45; i++) points.push(10, 0);
    const layout = { data: Float32Array.from(points), rows: 95, cols: 2 };
    const [row] = densityPeaks(layout, new Int32Array(95), 1);
    expect(layout.data[2 * row!]).toBeCloseTo(5, 1);
    expect(layout.data[2 * row! + 1]).toBe(5);
  });

  it('is on the larger of two pieces wherever they lie and whatever other topics there are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        (seed, smaller, more, shift) => {
          const next = generator(seed);
          const dense = 0.001 + 0.1 * next();
          const places: { x: number; y: number; topic: number; large: boolean }[] = [];
          // Three cells wide: one piece however few its rows are.
          for (let i = 0; i < smaller + more; i++)
            places.push({ x: 0.6 * next(), y: 0.6 * next(), topic: 1, large: true });
          for (let i = 0; i < smaller; i++)
            places.push({ x: 6 + dense * next(), y: 3 + dense * next(), topic: 1, large: false });
          for (let i = 0; i < 50; i++)
            places.push({ x: 10 * next(), y: 10 * next(), topic: next() < 0.5 ? 0 : -1, large: false });
          places.push({ x: 0, y: 0, topic: 0, large: false }, { x: 10, y: 10, topic: 0, large: false });
          const mixed = shuffle(places, next);
          const data = Float32Array.from(mixed.flatMap(({ x, y }) => [x + shift, y - shift]));
          const labels = Int32Array.from(mixed, ({ topic }) => topic);
          const peaks = densityPeaks({ data, rows: mixed.length, cols: 2 }, labels, 2);
          expect(mixed[peaks[1]!]!.large).toBe(true);
          expect(mixed[peaks[0]!]!.topic).toBe(0);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('exists where all rows share one point', () => {
    expect([
      ...densityPeaks({ data: new Float32Array(6), rows: 3, cols: 2 }, Int32Array.of(-1, 0, 0), 1),
    ]).toEqual([1]);
  });
});

it('takes the mean of each topic, noise left out', () => {
  const vectors = { data: Float32Array.of(1, 0, 3, 0, 9, 9, 0, 5), rows: 4, cols: 2 };
  expect([...topicCentroids(vectors, Int32Array.of(0, 0, -1, 1), 2).data]).toEqual([2, 0, 0, 5]);
});

function countsOf({ parents }: NestedLevels): number[] {
  return parents.map((ids) => ids.length);
}

function sizesOf(level: Int32Array): number[] {
  const sizes: number[] = [];
  for (const topic of level) if (topic >= 0) sizes[topic] = (sizes[topic] ?? 0) + 1;
  return sizes;
}

/** Labels renumbered in order of appearance: equal for equal groups. */
function pairs(labels: Int32Array): number[] {
  const ids = new Map<number, number>([[-1, -1]]);
  return Array.from(labels, (label) => {
    if (!ids.has(label)) ids.set(label, ids.size);
    return ids.get(label)!;
  });
}

function joinNearest(data: Float32Array, sizes: number[]): number[] {
  const vectors = sizes.map((_, i) => [...data.slice(i * 3, i * 3 + 3)]);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c]!, 0);
  const distance = (i: number, j: number) =>
    1 -
    dot(vectors[i]!, vectors[j]!) / Math.sqrt(dot(vectors[i]!, vectors[i]!) * dot(vectors[j]!, vectors[j]!));
  let groups = sizes.map((_, i) => [i]);
  const between = (a: number[], b: number[]) => {
    let sum = 0;
    let weight = 0;
    for (const i of a) {
      for (const j of b) {
        sum += sizes[i]! * sizes[j]! * distance(i, j);
        weight += sizes[i]! * sizes[j]!;
      }
    }
    return sum / weight;
  };
  const heights: number[] = [];
  while (groups.length > 1) {
    let best = { height: Infinity, a: groups[0]!, b: groups[0]! };
    for (const a of groups) {
      for (const b of groups) {
        if (a !== b && between(a, b) < best.height) best = { height: between(a, b), a, b };
      }
    }
    heights.push(best.height);
    groups = [...groups.filter((group) => group !== best.a && group !== best.b), [...best.a, ...best.b]];
  }
  return heights;
}

function generator(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function shuffle<T>(items: T[], next: () => number): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
