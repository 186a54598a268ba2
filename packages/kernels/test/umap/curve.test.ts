import { fitAB } from '@parallax-map/kernels';
import { describe, expect, it } from 'vitest';
import { fixture } from './support.js';

describe('the curve of similarity', () => {
  const reference = fixture<{ rows: { spread: number; min_dist: number; a: number; b: number }[] }>(
    'umap_ab.json',
  );

  it.each(reference.rows)('for minDist $min_dist and spread $spread is the reference one', (row) => {
    const { a, b } = fitAB(row.min_dist, row.spread);
    expect(Math.abs(a / row.a - 1)).toBeLessThan(1e-5);
    expect(Math.abs(b / row.b - 1)).toBeLessThan(1e-5);
  });

  it('refuses a minDist above the spread and a spread of nothing', () => {
    expect(() => fitAB(1.5, 1)).toThrow(/minDist must lie between 0 and spread/);
    expect(() => fitAB(0, 0)).toThrow(/spread must be a positive number/);
    expect(() => fitAB(NaN, 1)).toThrow(/minDist/);
  });
});
