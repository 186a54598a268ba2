import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { densityValidity, hopkins, random, silhouette } from '@parallax-map/kernels';

const golden = JSON.parse(readFileSync(new URL('../fixtures/validity.json', import.meta.url), 'utf8')) as {
  cases: { points: number[][]; labels: number[]; index: number; clusters: number[] }[];
};

describe('density-based validity', () => {
  test.each(golden.cases)(
    'is what the reference says: $index',
    async ({ points, labels, index, clusters }) => {
      const found = await densityValidity(points64(points), labels);
      expect(found.index).toBeCloseTo(index, 6);
      found.clusters.forEach(({ cluster, validity }) => expect(validity).toBeCloseTo(clusters[cluster]!, 6));
    },
  );

  test('sees that two rings fit their shape where a cut through both does not, and that noise costs', async () => {
    const ring = (radius: number, rows: number): number[][] =>
      Array.from({ length: rows }, (_, i) => [
        radius * Math.cos((2 * Math.PI * i) / rows),
        radius * Math.sin((2 * Math.PI * i) / rows),
      ]);
    const rings = points64([...ring(1, 40), ...ring(5, 120)]);
    const by = (label: (i: number) => number): number[] => Array.from({ length: 160 }, (_, i) => label(i));
    const right = await densityValidity(
      rings,
      by((i) => (i < 40 ? 0 : 1)),
    );
    const wrong = await densityValidity(
      rings,
      by((i) => (rings.data[2 * i]! < 0.01 ? 0 : 1)),
    );
    const noisy = await densityValidity(
      rings,
      by((i) => (i % 8 === 0 ? -1 : i < 40 ? 0 : 1)),
    );
    expect(right.index).toBeGreaterThan(0.6);
    expect(wrong.index).toBeLessThan(0);
    expect(noisy.index).toBeLessThan(right.index);
  });

  test('takes rows in many dimensions, copies and rows alone', async () => {
    const { normal } = random(1, 'test.validity');
    const cols = 384;
    const data = Float64Array.from(
      { length: 30 * cols },
      (_, at) => 1e-3 * normal(at) + (at < 15 * cols ? 0 : 1),
    );
    data.copyWithin(cols, 0, cols);
    const labels = Array.from({ length: 30 }, (_, i) => (i === 29 ? 2 : i < 15 ? 0 : 1));
    const found = await densityValidity({ data, rows: 30, cols }, labels);
    expect(found.clusters.map(({ validity }) => validity > 0.9)).toEqual([true, false, false]);
    expect(found.clusters[2]).toEqual({ cluster: 2, rows: 1, validity: 0 });
    await expect(densityValidity(points64([[1], [2]]), [0, 0])).rejects.toThrow('at least 2 clusters');
  });
});

describe('the Hopkins statistic', () => {
  const { uniform, normal } = random(2, 'test.hopkins');
  const made = (value: (at: number) => number) => ({
    data: Float64Array.from({ length: 2000 }, (_, at) => value(at)),
    rows: 1000,
    cols: 2,
  });

  test('is about a half at random, near 1 in crowds, and less on a grid', async () => {
    expect(Math.abs((await hopkins(made(uniform), { seed: 1 })) - 0.5)).toBeLessThan(0.1);
    const crowds = made((at) => 20 * ((at >> 1) % 5 === (at & 1) ? 1 : 0) + 0.1 * normal(at));
    expect(await hopkins(crowds, { seed: 1 })).toBeGreaterThan(0.95);
    const grid = made((at) => (at & 1 ? (at >> 1) % 32 : (at >> 1) >> 5));
    expect(await hopkins(grid, { seed: 1 })).toBeLessThan(0.3);
  });

  test('is a half where all rows are one, and refuses less than two', async () => {
    expect(
      await hopkins(
        made(() => 3),
        { seed: 1 },
      ),
    ).toBe(0.5);
    await expect(hopkins(points64([[1]]), { seed: 1 })).rejects.toThrow('at least 2 rows');
    await expect(hopkins(points64([[1], [2]]), { seed: 1, sample: 3 })).rejects.toThrow(
      'from 1 to the 2 rows',
    );
  });
});

test('a sampled silhouette says how far it may be off, and all rows leave no doubt', async () => {
  const { normal } = random(3, 'test.silhouette');
  const labels = Array.from({ length: 600 }, (_, i) => i % 3);
  const points = { data: Float64Array.from(labels, (label, i) => 3 * label + normal(i)), rows: 600, cols: 1 };
  const all = await silhouette(points, labels);
  expect(all.interval[0]).toBeCloseTo(all.mean, 12);
  expect(all.interval[1]).toBeCloseTo(all.mean, 12);
  let inside = 0;
  for (let seed = 0; seed < 40; seed++) {
    const { mean, interval, values } = await silhouette(points, labels, { sample: 60, seed });
    expect(values.filter((value) => !Number.isNaN(value))).toHaveLength(60);
    expect(mean).toBeGreaterThan(interval[0]);
    if (interval[0] <= all.mean && all.mean <= interval[1]) inside++;
  }
  expect(inside).toBeGreaterThanOrEqual(34);
});

function points64(rows: number[][]) {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, cols: rows[0]!.length };
}
