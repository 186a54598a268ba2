import { readFileSync } from 'node:fs';
import { expect, test, describe } from 'vitest';
import {
  adjustedRandIndex,
  clusterCondensed,
  condensedTree,
  hdbscan,
  mutualReachabilityTree,
  type Clusters,
  type Points,
  type SelectionOptions,
} from '@parallax-map/kernels';

interface Tree {
  core: number[];
  mst_weights: number[];
  condensed: { parent: number[]; child: number[]; lam: (number | string)[]; size: number[] };
}
interface Case {
  input: string;
  params: {
    min_cluster_size: number;
    min_samples: number;
    cluster_selection_method: 'eom' | 'leaf';
    cluster_selection_epsilon: number;
    allow_single_cluster: boolean;
  };
  tree: string;
  k: number;
  noise: number;
  labels: number[];
  probabilities: number[];
  outlier_scores: (number | null)[];
  persistence: number[];
  shuffled: { ari_min: number; k: [number, number]; noise: [number, number] };
  unambiguous: boolean;
}
const golden = JSON.parse(readFileSync(new URL('../fixtures/hdbscan.json', import.meta.url), 'utf8')) as {
  inputs: Record<string, number[][]>;
  trees: Record<string, Tree>;
  cases: Case[];
};

/** The fixture holds 7 significant digits, so what is computed from them has an error of this order. */
const DIGITS = 1e-6;

describe.each(golden.cases.map((c, i) => ({ ...c, name: `${i} ${c.tree} ${JSON.stringify(c.params)}` })))(
  'the reference, case $name',
  (c) => {
    const points = pointsOf(golden.inputs[c.input]!);
    const tree = golden.trees[c.tree]!;
    const options: SelectionOptions = {
      selection: c.params.cluster_selection_method,
      epsilon: c.params.cluster_selection_epsilon,
      allowSingleCluster: c.params.allow_single_cluster,
    };

    test('core distances and spanning tree weights are the same', async () => {
      const spanning = await mutualReachabilityTree(points, { minSamples: c.params.min_samples });
      expectClose(spanning.core, tree.core);
      expectClose(spanning.reach, tree.mst_weights);
    });

    test('from its condensed tree on, everything is the same', () => {
      const { parent, child, lam, size } = tree.condensed;
      const condensed = condensedTree({
        rows: points.rows,
        minClusterSize: c.params.min_cluster_size,
        parent: Uint32Array.from(parent),
        child: Uint32Array.from(child),
        lambda: Float64Array.from(lam, Number),
        size: Uint32Array.from(size),
      });
      expectSame(clusterCondensed(condensed, options), c);
    });

    test('from the points on, the answer is the same, or as near as its own to itself', async () => {
      const ours = await hdbscan(points, {
        minClusterSize: c.params.min_cluster_size,
        minSamples: c.params.min_samples,
        ...options,
      });
      if (c.unambiguous) {
        // Only the clusters are unambiguous: with minSamples above 1, ties may still move a few GLOSH scores.
        return expectSame(ours, c, c.params.min_samples === 1 ? 0 : 0.05);
      }
      // The ranges are those of 15 runs of the reference, so another answer may lie one beyond.
      const noise = ours.labels.filter((label) => label < 0).length;
      expect(adjustedRandIndex(ours.labels, c.labels)).toBeGreaterThanOrEqual(c.shuffled.ari_min - DIGITS);
      expect(ours.count).toBeGreaterThanOrEqual(c.shuffled.k[0] - 1);
      expect(ours.count).toBeLessThanOrEqual(c.shuffled.k[1] + 1);
      expect(noise).toBeGreaterThanOrEqual(c.shuffled.noise[0] - 1);
      expect(noise).toBeLessThanOrEqual(c.shuffled.noise[1] + 1);
    });
  },
);

function pointsOf(rows: number[][]): Points {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}

function expectSame(ours: Clusters, theirs: Case, otherScores = 0): void {
  expect(ours.count).toBe(theirs.k);
  const names = new Map<number, number>([[-1, -1]]);
  ours.labels.forEach((label, row) => {
    if (!names.has(label)) names.set(label, theirs.labels[row]!);
    expect(names.get(label)).toBe(theirs.labels[row]);
  });
  expect(new Set(names.values()).size).toBe(names.size);
  expectClose(ours.probabilities, theirs.probabilities);
  // The reference says NaN where the highest lambda is infinite; ours is the limit.
  const scores = theirs.outlier_scores.map((score) => score ?? 1);
  const others = scores.filter((score, row) => Math.abs(ours.outlierScores[row]! - score) > DIGITS);
  expect(others.length).toBeLessThanOrEqual(otherScores * scores.length);
  const persistence = Array.from<number>({ length: theirs.k });
  ours.persistence.forEach((value, label) => (persistence[names.get(label)!] = value));
  expectClose(persistence, theirs.persistence);
}

function expectClose(ours: ArrayLike<number>, theirs: number[]): void {
  expect(ours.length).toBe(theirs.length);
  theirs.forEach((value, i) => {
    const miss = Math.abs(ours[i]! - value);
    if (!(miss <= DIGITS * Math.max(Math.abs(value), 1))) expect(ours[i], `at ${i}`).toBe(value);
  });
}
