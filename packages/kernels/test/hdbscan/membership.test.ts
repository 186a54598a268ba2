import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adjustedRandIndex,
  clusterPredictor,
  hdbscan,
  KernelInputError,
  membershipVectors,
  type Matrix,
} from '@parallax-map/kernels';

interface Golden {
  points: number[][];
  new: number[][];
  cases: {
    selection: 'eom' | 'leaf';
    labels: number[];
    exemplars: number[][][];
    memberships: number[][];
    predicted: number[];
    probabilities: number[];
  }[];
  options: { options: Record<string, number | string | boolean>; labels: number[] }[];
}
const golden = JSON.parse(
  readFileSync(new URL('../fixtures/membership.json', import.meta.url), 'utf8'),
) as Golden;
const points = matrix(golden.points);

describe.each(golden.cases)('the reference with selection $selection', (reference) => {
  const fit = hdbscan(points, { minClusterSize: 10, minSamples: 1, selection: reference.selection });

  test('has the same clusters with the same exemplars', async () => {
    const { labels, exemplars, count } = await fit;
    expect(adjustedRandIndex(labels, Int32Array.from(reference.labels))).toBe(1);
    const found = exemplars.map((rows) => Array.from(rows, (row) => golden.points[row]!.join()).sort());
    const theirs = reference.exemplars.map((list) => list.map((point) => point.join()).sort());
    expect(found.toSorted()).toEqual(theirs.toSorted());
    expect(count).toBe(theirs.length);
  });

  test('has the same soft memberships', async () => {
    const clusters = await fit;
    const ours = membershipVectors(points, clusters);
    const theirs = theirLabels(clusters.labels, reference.labels, clusters.count);
    reference.memberships.forEach((line, row) => {
      const own = ours.subarray(row * clusters.count, (row + 1) * clusters.count);
      const [sum, theirSum] = [own, line].map((each) => Array.from(each).reduce((all, one) => all + one, 0));
      theirs.forEach((their, label) => expect(own[label]! / sum!).toBeCloseTo(line[their]! / theirSum!, 4));
      // How far noise is from several clusters alike, the reference says of the first of them.
      if (clusters.labels[row]! >= 0) expect(sum).toBeCloseTo(theirSum!, 5);
    });
  });

  test('puts new rows where it puts them, but for its other core distances', async () => {
    const clusters = await fit;
    const predicted = clusterPredictor(points, clusters, { minSamples: 1 })(matrix(golden.new));
    const theirs = theirLabels(clusters.labels, reference.labels, clusters.count);
    const same = golden.new.filter((_, i) => {
      const label = predicted.labels[i]!;
      return (label < 0 ? -1 : theirs[label]) === reference.predicted[i];
    });
    expect(same.length).toBeGreaterThanOrEqual(0.93 * golden.new.length);
    const both = golden.new.flatMap((_, i) =>
      predicted.labels[i]! >= 0 && reference.predicted[i]! >= 0
        ? [Math.abs(predicted.probabilities[i]! - reference.probabilities[i]!)]
        : [],
    );
    expect(both.reduce((sum, each) => sum + each, 0) / both.length).toBeLessThan(0.1);
  });
});

test.each(golden.options)(
  'the reference has the same clusters with $options',
  async ({ options, labels }) => {
    const clusters = await hdbscan(points, {
      minClusterSize: 8,
      minSamples: 1,
      selection: (options['cluster_selection_method'] as 'leaf' | undefined) ?? 'eom',
      epsilon: (options['cluster_selection_epsilon'] as number | undefined) ?? 0,
      maxClusterSize: options['max_cluster_size'] as number | undefined,
      allowSingleCluster: (options['allow_single_cluster'] as boolean | undefined) ?? false,
    });
    expect(clusters.labels.filter((label) => label < 0).length).toBe(labels.filter((l) => l < 0).length);
    expect(adjustedRandIndex(clusters.labels, Int32Array.from(labels))).toBe(1);
  },
);

describe('new rows', () => {
  test('get the same answer alone as in company', async () => {
    const clusters = await hdbscan(points, { minClusterSize: 10, minSamples: 5 });
    const predict = clusterPredictor(points, clusters, { minSamples: 5 });
    const together = predict(matrix(golden.new));
    golden.new.forEach((point, i) => {
      const alone = predict(matrix([point]));
      expect(alone.labels[0]).toBe(together.labels[i]);
      expect(alone.probabilities[0]).toBe(together.probabilities[i]);
      const line = together.memberships.subarray(i * clusters.count, (i + 1) * clusters.count);
      expect(alone.memberships).toEqual(line.slice());
    });
  });

  test('on a cluster’s heart are in it, and far away from all are noise with the least membership', async () => {
    const clusters = await hdbscan(points, { minClusterSize: 10, minSamples: 5 });
    const predict = clusterPredictor(points, clusters, { minSamples: 5 });
    const hearts = clusters.exemplars.map((rows) => golden.points[rows[0]!]!);
    expect([...predict(matrix(hearts)).labels]).toEqual([...hearts.keys()]);
    const far = predict(matrix([[1e6, 1e6]]));
    expect(far.labels[0]).toBe(-1);
    expect(far.outlierScores[0]).toBeGreaterThan(0.99);
    expect(far.memberships.reduce((sum, share) => sum + share, 0)).toBeLessThan(0.01);
  });

  test('with other columns or values that are no numbers are refused', async () => {
    const predict = clusterPredictor(points, await hdbscan(points, { minClusterSize: 10 }));
    expect(() => predict(matrix([[1, 2, 3]]))).toThrow('rows must have 2 columns');
    expect(() => predict(matrix([[1, NaN]]))).toThrow(KernelInputError);
  });

  test('have memberships from 0 to 1 that add up to at most 1, whatever the points', async () => {
    const cell = fc.integer({ min: 0, max: 5 });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 6, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(table, table, async (rows, asked) => {
        const clusters = await hdbscan(matrix(rows), { minClusterSize: 3, minSamples: 2 });
        const fitted = membershipVectors(matrix(rows), clusters);
        const predict = clusterPredictor(matrix(rows), clusters, { minSamples: 2 });
        for (const all of [fitted, predict(matrix(asked)).memberships]) {
          for (let at = 0; at < all.length; at += clusters.count) {
            const line = all.subarray(at, at + clusters.count);
            const sum = line.reduce((total, share) => total + share, 0);
            expect(line.every((share) => share >= 0 && share <= 1 + 1e-12)).toBe(true);
            expect(sum).toBeLessThanOrEqual(1 + 1e-9);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Of each of our labels, what the reference calls it. */
function theirLabels(ours: Int32Array, theirs: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, label) => theirs[ours.indexOf(label)]!);
}

function matrix(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  return { data: Float64Array.from(rows.flat()) as never, rows: rows.length, cols };
}
