import { exactNeighbors, random, singleLinkage, type Matrix } from '@parallax-map/kernels';
import { describe, expect, test } from 'vitest';
import {
  centersStep,
  cutStep,
  densityStep,
  evocStep,
  layersStep,
  levelsStep,
  linkageStep,
  mergesStep,
  type DensitySection,
} from '../../src/cluster/index.js';
import type { Step, StepContext } from '../../src/step.js';

const context = {
  signal: new AbortController().signal,
  threads: 1,
  progress: () => {},
  emit: () => {},
} as unknown as StepContext;

const SECTION: DensitySection = {
  minClusterSize: 10,
  selection: 'eom',
  epsilon: 0,
  maxClusterSize: null,
  allowSingleCluster: false,
  topics: null,
};

/** Round groups of points in the plane: [middle x, middle y, spread, rows]. */
function groups(...list: [number, number, number, number][]): Matrix {
  const draw = random(7, 'test.groups');
  const data: number[] = [];
  for (const [x, y, spread, rows] of list) {
    for (let i = 0; i < rows; i++) {
      const at = data.length;
      data.push(x + spread * draw.normal(at), y + spread * draw.normal(at + 1));
    }
  }
  return { data: Float32Array.from(data), rows: data.length / 2, cols: 2 };
}

/** What comes back from the store is what was made. */
function stored<O>(step: Step<never, never, O>, output: O): O {
  return step.load({ step: step.name, key: 'k', files: step.save(output) });
}

describe('clusters from the density tree', () => {
  test('are numbered by size, with the tree that levels need, and survive the store', async () => {
    const linkage = await singleLinkage(groups([0, 0, 0.3, 30], [9, 0, 0.3, 50], [0, 9, 0.3, 40]), {
      minSamples: 5,
    });
    const made = await densityStep.make(SECTION, linkage, context);
    expect(made.topics).toBe(3);
    const size = (topic: number): number => made.labels.filter((label) => label === topic).length;
    expect(size(0)).toBeGreaterThanOrEqual(size(1));
    expect(size(1)).toBeGreaterThanOrEqual(size(2));
    expect(made.tree?.topicNode).toHaveLength(3);
    expect(made.settled.minClusterSize).toBe(10);
    expect(made.collapse).toBeUndefined();
    expect(stored(densityStep, made)).toEqual(made);
    expect(stored(linkageStep, linkage)).toEqual(linkage);
  });

  test('go by the metric that the recipe names', async () => {
    const points = groups([0, 0, 0.3, 30], [9, 2, 0.3, 50]);
    for (const metric of ['euclidean', 'manhattan', 'chebyshev'] as const) {
      const linkage = await linkageStep.make({ minSamples: 5, metric }, points, context);
      expect(linkage).toEqual(await singleLinkage(points, { minSamples: 5, metric }));
      // The middles are 9 and 2 apart along the axes.
      const far = { euclidean: Math.hypot(9, 2), manhattan: 11, chebyshev: 9 }[metric];
      expect(linkage.distance.at(-1)! / far).toBeGreaterThan(0.7);
      expect(linkage.distance.at(-1)! / far).toBeLessThan(1);
    }
  });

  test('come in about the wanted number, by the minClusterSize that gives it', async () => {
    const linkage = await singleLinkage(
      groups([0, 0, 0.3, 60], [9, 0, 0.3, 50], [0, 9, 0.3, 40], [9, 9, 0.3, 12]),
      { minSamples: 3 },
    );
    const made = await densityStep.make({ ...SECTION, topics: 3 }, linkage, context);
    expect(made.topics).toBe(3);
    expect(made.settled.minClusterSize).toBeGreaterThan(12);
  });

  test('a collapse is noticed: one topic swallows most rows although the leaves tell more', async () => {
    const points = groups([0, 0, 1, 400], [60, 0, 1, 60]);
    const linkage = await singleLinkage(points, { minSamples: 3 });
    const made = await densityStep.make({ ...SECTION, minClusterSize: 8 }, linkage, context);
    expect(made.topics).toBe(2);
    expect(made.collapse!.share).toBeGreaterThan(0.5);
    const leaf = await densityStep.make(
      { ...SECTION, minClusterSize: 8, selection: 'leaf' },
      linkage,
      context,
    );
    expect(leaf.collapse).toBeUndefined();
    expect(made.collapse!.leafTopics).toBe(leaf.topics);
    expect(stored(densityStep, made)).toEqual(made);
  });

  test('no group dense enough: every row is noise, and that survives the store', async () => {
    const linkage = await singleLinkage(groups([0, 0, 1, 8]), { minSamples: 5 });
    const made = await densityStep.make(SECTION, linkage, context);
    expect(made.topics).toBe(0);
    expect([...new Set(made.labels)]).toEqual([-1]);
    expect(stored(densityStep, made)).toEqual(made);
  });
});

describe('clusters around centres', () => {
  test('give every row a topic, and say how near the border it lies', async () => {
    const points = groups([0, 0, 0.3, 30], [9, 0, 0.3, 50]);
    const made = await centersStep.make({ topics: 2, seed: 1 }, points, context);
    expect(made.topics).toBe(2);
    expect(made.labels.every((label) => label >= 0)).toBe(true);
    expect(made.probabilities.every((margin) => margin > 0.8 && margin <= 1)).toBe(true);
    expect(stored(centersStep, made)).toEqual(made);
  });

  test('more topics wanted than rows: one each', async () => {
    const made = await centersStep.make({ topics: 50, seed: 1 }, groups([0, 0, 1, 6]), context);
    expect(made.topics).toBe(6);
  });
});

describe('clusters from merges', () => {
  test.each(['ward', 'average', 'complete'] as const)(
    'by %s are as many as wanted, by size, with the tree that levels need',
    async (linkage) => {
      const points = groups([0, 0, 0.3, 30], [3, 0, 0.3, 50], [0, 30, 0.3, 40]);
      const graph = await exactNeighbors(points, { k: 5, metric: 'euclidean' });
      const merges = await mergesStep.make({ linkage }, { points, graph }, context);
      expect(stored(mergesStep, merges)).toEqual(merges);
      const made = await cutStep.make({ topics: 3 }, { points, linkage: merges }, context);
      const rows = (from: number, count: number): number[] => [...made.labels.slice(from, from + count)];
      expect([rows(0, 30), rows(30, 50), rows(80, 40)].map((own) => [...new Set(own)])).toEqual([
        [2],
        [0],
        [1],
      ]);
      expect(made.probabilities.every((margin) => margin > 0.5 && margin <= 1)).toBe(true);
      expect(stored(cutStep, made)).toEqual(made);
      // The two that are near are one in the coarser levels, the third is by itself.
      const { parents } = await levelsStep.make(
        { method: 'condensed' },
        { clustering: made, vectors: points },
        context,
      );
      const coarser = parents.find((parent) => new Set(parent).size === 2);
      expect(coarser === undefined || coarser[0] === coarser[2]).toBe(true);
    },
  );

  test('more topics wanted than rows: one each', async () => {
    const points = groups([0, 0, 1, 4]);
    const graph = await exactNeighbors(points, { k: 2, metric: 'euclidean' });
    const linkage = await mergesStep.make({ linkage: 'ward' }, { points, graph }, context);
    expect((await cutStep.make({ topics: 9 }, { points, linkage }, context)).topics).toBe(4);
  });
});

describe('clusters from neighbours, by EVoC', () => {
  test('are the finest groups, or about as many as wanted, with the tree that levels need', async () => {
    const points = groups([0, 0, 0.3, 40], [3, 0, 0.3, 60], [0, 30, 0.3, 50]);
    const graph = await exactNeighbors(points, { k: 14, metric: 'euclidean' });
    const linkage = await evocStep.make({ minSamples: 5, seed: 1 }, graph, context);
    expect(stored(evocStep, linkage)).toEqual(linkage);
    const made = await layersStep.make({ minClusterSize: 2, topics: 3 }, linkage, context);
    expect(made.topics).toBe(3);
    expect(made.settled.minClusterSize).toBeGreaterThan(2);
    expect(stored(layersStep, made)).toEqual(made);
    made.labels.forEach((label, row) => {
      expect(made.probabilities[row]! > 0).toBe(label >= 0);
      if (label >= 0) expect(label).toBe(row < 40 ? 2 : row < 100 ? 0 : 1);
    });
    const few = await layersStep.make({ minClusterSize: 151, topics: null }, linkage, context);
    expect(few.topics).toBe(0);
    for (const clustering of [made, few]) {
      const input = { clustering, vectors: points };
      const { levels } = await levelsStep.make({ method: 'condensed' }, input, context);
      expect(levels[4]).toEqual(clustering.labels);
    }
  });
});

describe('levels', () => {
  test.each(['linkage', 'condensed'] as const)(
    'by %s nest, keep noise, and survive the store',
    async (method) => {
      const points = groups(
        [0, 0, 0.2, 30],
        [2, 0, 0.2, 30],
        [20, 0, 0.2, 30],
        [22, 0, 0.2, 30],
        [0, 30, 0.2, 30],
      );
      const linkage = await singleLinkage(points, { minSamples: 5 });
      const clustering = await densityStep.make(SECTION, linkage, context);
      expect(clustering.topics).toBe(5);
      const made = await levelsStep.make({ method }, { clustering, vectors: points }, context);
      expect(made.levels[4]).toEqual(clustering.labels);
      for (let level = 1; level < 5; level++) {
        made.levels[level]!.forEach((topic, row) => {
          expect(made.levels[level - 1]![row]).toBe(topic < 0 ? -1 : made.parents[level]![topic]);
        });
      }
      if (method === 'condensed') {
        // Groups 0 and 1 lie side by side: where three topics are left, they are one.
        const three = made.levels.find((level) => new Set(level.filter((topic) => topic >= 0)).size === 3);
        if (three) expect(three[0]).toBe(three[30]);
      }
      expect(stored(levelsStep, made)).toEqual(made);
    },
  );
});
