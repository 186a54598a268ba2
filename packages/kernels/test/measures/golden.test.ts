import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  calinskiHarabasz,
  daviesBouldin,
  faithfulness,
  normalizedMutualInformation,
  silhouette,
  vMeasure,
  type Points,
} from '@parallax-map/kernels';

type Score = number | string;
const golden = JSON.parse(readFileSync(new URL('../fixtures/metrics.json', import.meta.url), 'utf8')) as {
  pairs: ({ name: string; true: number[]; pred: number[] } & Record<
    'ari' | 'ami_arithmetic' | 'nmi_arithmetic' | 'homogeneity' | 'completeness' | 'v_measure',
    number
  >)[];
  sets: {
    name: string;
    points: number[][];
    labels: number[];
    silhouette_euclidean: Score;
    silhouette_cosine: Score;
    silhouette_samples_euclidean?: number[] | string;
    calinski_harabasz: Score;
    davies_bouldin: Score;
  }[];
  trust_points: number[][];
  trust_embeddings: Record<string, number[][] | string>;
  trust: { embedding: string; k: number; euclidean: Score; cosine: Score; continuity_euclidean: Score }[];
};

describe.each(golden.pairs)('agreement of $name', (pair) => {
  test('is what the reference says, both ways round', () => {
    const [a, b] = [pair.true, pair.pred];
    expect(adjustedRandIndex(a, b)).toBeCloseTo(pair.ari, 6);
    expect(adjustedMutualInformation(a, b)).toBeCloseTo(pair.ami_arithmetic, 6);
    expect(vMeasure(a, b).homogeneity).toBeCloseTo(pair.homogeneity, 6);
    expect(vMeasure(a, b).completeness).toBeCloseTo(pair.completeness, 6);
    expect(vMeasure(a, b).vMeasure).toBeCloseTo(pair.v_measure, 6);
    expect(normalizedMutualInformation(a, b)).toBeCloseTo(pair.nmi_arithmetic, 6);
    expect(adjustedRandIndex(b, a)).toBeCloseTo(pair.ari, 6);
    expect(adjustedMutualInformation(b, a)).toBeCloseTo(pair.ami_arithmetic, 6);
  });
});

describe.each(golden.sets)('separation of $name', (set) => {
  const points = pointsOf(set.points);
  const noise = 'cluster' as const; // the reference takes −1 as one more label

  test('is what the reference says, or refused where it refuses', async () => {
    if (typeof set.calinski_harabasz === 'string') {
      const what = /at least 2 clusters and fewer than rows/;
      expect(() => calinskiHarabasz(points, set.labels, { noise })).toThrow(what);
      expect(() => daviesBouldin(points, set.labels, { noise })).toThrow(what);
      await expect(silhouette(points, set.labels, { noise })).rejects.toThrow(what);
      return;
    }
    expect(calinskiHarabasz(points, set.labels, { noise })).toBeCloseTo(set.calinski_harabasz, 4);
    expect(daviesBouldin(points, set.labels, { noise })).toBeCloseTo(Number(set.davies_bouldin), 5);
    const euclidean = await silhouette(points, set.labels, { noise });
    expect(euclidean.mean).toBeCloseTo(Number(set.silhouette_euclidean), 6);
    if (Array.isArray(set.silhouette_samples_euclidean)) {
      set.silhouette_samples_euclidean.forEach((v, i) => expect(euclidean.values[i]).toBeCloseTo(v, 6));
    }
    const cosine = await silhouette(points, set.labels, { noise, metric: 'cosine' });
    expect(cosine.mean).toBeCloseTo(Number(set.silhouette_cosine), 6);
  });
});

describe.each(golden.trust)('faithfulness of $embedding at $k neighbours', (t) => {
  const points = pointsOf(golden.trust_points);
  const rows = golden.trust_embeddings[t.embedding]!;
  const layout = typeof rows === 'string' ? points : pointsOf(rows);

  test('is what the reference says, or refused where it refuses', async () => {
    if (typeof t.euclidean === 'string') {
      await expect(faithfulness(points, layout, { k: t.k })).rejects.toThrow(/below half the rows/);
      return;
    }
    const euclidean = await faithfulness(points, layout, { k: t.k });
    const cosine = await faithfulness(points, layout, { k: t.k, metric: 'cosine' });
    expect(euclidean.trustworthiness).toBeCloseTo(t.euclidean, 6);
    expect(euclidean.continuity).toBeCloseTo(Number(t.continuity_euclidean), 6);
    expect(cosine.trustworthiness).toBeCloseTo(Number(t.cosine), 6);
  });
});

function pointsOf(rows: number[][]): Points {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}
