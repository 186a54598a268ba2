import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kmeans, type Matrix } from '@parallax-map/kernels';

interface Case {
  rows: number;
  cols: number;
  count: number;
  spread: number;
  /** Inertia of scikit-learn's single starts. */
  starts: number[];
  /** Of its best of 100. */
  best: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/kmeans-blobs.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe.each(cases)('k-means on $count blobs of $rows × $cols', (given) => {
  const points = blobs(given);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('from a single start is as good as scikit-learn over twenty seeds, within 1 %', async () => {
    const ours: number[] = [];
    for (let seed = 0; seed < 20; seed++) {
      ours.push((await kmeans(points, { k: given.count, seed, starts: 1 })).inertia);
    }
    expect(mean(ours)).toBeLessThan(1.01 * mean(given.starts));
  });

  test('from ten starts comes within 3 % of its best of a hundred', async () => {
    expect((await kmeans(points, { k: given.count, seed: 1 })).inertia).toBeLessThan(1.03 * given.best);
  });
});

/** As test/fixtures/make-kmeans.py makes them. */
function blobs({ rows, cols, count, spread }: Case): Matrix {
  let state = 12345;
  const draw = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const centers = Float64Array.from({ length: count * cols }, () => 10 * draw());
  const data = Float32Array.from({ length: rows * cols }, (_, at) => {
    const blob = Math.floor(at / cols) % count;
    return centers[blob * cols + (at % cols)]! + spread * (draw() + draw() + draw() - 1.5);
  });
  return { data, rows, cols };
}
