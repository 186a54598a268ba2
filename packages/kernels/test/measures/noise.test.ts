import { describe, expect, test } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  calinskiHarabasz,
  daviesBouldin,
  densityValidity,
  dipTest,
  hopkins,
  matchClusters,
  normalizedMutualInformation,
  purity,
  silhouette,
  vMeasure,
} from '@parallax-map/kernels';

/** Two groups on a line, and three rows between and beyond them that a clustering may call noise. */
const line = [0, 1, 2, 10, 11, 12, 5, 6, 40];
const points = { data: Float64Array.from(line), rows: line.length, cols: 1 };
const noisy = [0, 0, 0, 1, 1, 1, -1, -1, -1];
const named = noisy.map((label) => (label === -1 ? 7 : label));
const allNoise = noisy.map(() => -1);
/** The rows that are not noise, alone. */
const kept = { data: points.data.slice(0, 6), rows: 6, cols: 1 };
const keptLabels = noisy.slice(0, 6);

describe('where noise is one more class', () => {
  const truth = [0, 0, 1, 1, 1, 0, 2, 0, 2];

  test.each([
    ['adjusted Rand index', adjustedRandIndex],
    ['adjusted mutual information', adjustedMutualInformation],
    ['normalised mutual information', normalizedMutualInformation],
  ])('the %s reads -1 as any other name, and all noise as one class', (_, score) => {
    expect(score(truth, noisy)).toBe(score(truth, named));
    expect(score(noisy, truth)).toBe(score(named, truth));
    expect(score(noisy, noisy)).toBeCloseTo(1, 12);
    expect(score(allNoise, allNoise)).toBe(1);
    expect(score(truth, allNoise)).toBe(0);
    expect(score(allNoise, truth)).toBe(0);
  });

  test('homogeneity suffers from mixed noise, completeness from a class in part noise', () => {
    expect(vMeasure(truth, noisy)).toEqual(vMeasure(truth, named));
    const mixed = vMeasure([0, 0, 1, 1, 2, 3], [0, 0, 1, 1, -1, -1]);
    expect(mixed.completeness).toBe(1);
    expect(mixed.homogeneity).toBeLessThan(1);
    const lost = vMeasure([0, 0, 0, 1, 1, 1], [0, 0, -1, 1, 1, 1]);
    expect(lost.homogeneity).toBeCloseTo(1, 12);
    expect(lost.completeness).toBeLessThan(1);
    expect(vMeasure(truth, allNoise)).toEqual({ homogeneity: 0, completeness: 1, vMeasure: 0 });
    expect(vMeasure(allNoise, allNoise)).toEqual({ homogeneity: 1, completeness: 1, vMeasure: 1 });
  });
});

describe('where noise is left out', () => {
  test('the silhouette is that of the other rows alone, unless noise is to be a cluster', async () => {
    const found = await silhouette(points, noisy);
    const alone = await silhouette(kept, keptLabels);
    expect(found.mean).toBe(alone.mean);
    expect([...found.values]).toEqual([...alone.values, NaN, NaN, NaN]);
    const asCluster = await silhouette(points, noisy, { noise: 'cluster' });
    expect(asCluster).toEqual(await silhouette(points, named));
    expect(asCluster.mean).toBeLessThan(found.mean);
    await expect(silhouette(points, allNoise)).rejects.toThrow('got 0 clusters of 0 rows');
    await expect(silhouette(points, allNoise, { noise: 'cluster' })).rejects.toThrow(
      'got 1 clusters of 9 rows',
    );
  });

  test.each([
    ['Calinski-Harabasz', calinskiHarabasz],
    ['Davies-Bouldin', daviesBouldin],
  ])('%s likewise', (_, score) => {
    expect(score(points, noisy)).toBe(score(kept, keptLabels));
    expect(score(points, noisy, { noise: 'cluster' })).toBe(score(points, named));
    expect(score(points, noisy, { noise: 'cluster' })).not.toBe(score(points, noisy));
    expect(() => score(points, allNoise)).toThrow('got 0 clusters of 0 rows');
    expect(() => score(points, allNoise, { noise: 'cluster' })).toThrow('got 1 clusters of 9 rows');
  });

  test('density validity shrinks by the share of noise and no more', async () => {
    const found = await densityValidity(points, noisy);
    const alone = await densityValidity(kept, keptLabels);
    expect(found.clusters).toEqual(alone.clusters);
    expect(found.index).toBeCloseTo((alone.index * 6) / 9, 12);
    await expect(densityValidity(points, allNoise)).rejects.toThrow('got 0 clusters of 0 rows');
  });

  test('purity judges and shuffles the other rows alone', async () => {
    const classes = [0, 0, 1, 1, 1, 1, 2, 2, -1];
    const options = { seed: 3, permutations: 99 };
    expect(await purity(noisy, classes, options)).toEqual(
      await purity(keptLabels, classes.slice(0, 6), options),
    );
    await expect(purity(allNoise, classes, options)).rejects.toThrow('no row has both a cluster and a class');
  });

  test('matching never takes noise for a cluster, and counts it against the overlap', () => {
    const { match, jaccard } = matchClusters([0, 0, 0, 0, 1, 1], [-1, -1, -1, 0, 1, 1]);
    expect([...match]).toEqual([0, 1]);
    expect([...jaccard]).toEqual([1 / 4, 1]);
    expect(matchClusters(noisy, allNoise)).toEqual({
      match: Int32Array.of(-1, -1),
      jaccard: Float64Array.of(0, 0),
    });
    expect(matchClusters(allNoise, noisy)).toEqual({
      match: new Int32Array(0),
      jaccard: new Float64Array(0),
    });
  });
});

describe('where there are no labels', () => {
  test('the dip takes -1 for a number, and all of them for one value', () => {
    const values = [-1, -1, -1, 4, 4, 4];
    const options = { seed: 1, samples: 19 };
    expect(dipTest(values, options)).toEqual(
      dipTest(
        values.map((value) => value + 1),
        options,
      ),
    );
    expect(dipTest(allNoise, options)).toEqual({ dip: 0, p: 1 });
  });

  test('the Hopkins statistic counts every row', async () => {
    const options = { seed: 1, sample: 6 };
    expect(await hopkins(points, options)).not.toBe(await hopkins(kept, options));
  });
});
