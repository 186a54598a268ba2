import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dipTest, random } from '@parallax-map/kernels';

const golden = JSON.parse(readFileSync(new URL('../fixtures/dip.json', import.meta.url), 'utf8')) as {
  cases: { values: number[]; dip: number }[];
};

describe('the dip', () => {
  test('of small samples is the least distance there is, by its definition', () => {
    for (const { values, dip } of golden.cases) {
      expect(dipTest(values, { seed: 1, samples: 1 }).dip).toBeCloseTo(dip, 6);
    }
  });

  test('of two equal heaps is a quarter, and of even steps as small as can be', () => {
    expect(dipTest([0, 1, 0, 1], { seed: 1, samples: 1 }).dip).toBe(0.25);
    const steps = Array.from({ length: 50 }, (_, i) => i);
    expect(dipTest(steps, { seed: 1, samples: 1 }).dip).toBeCloseTo(1 / 100, 12);
  });

  test('finds two peaks, and does not find them in one', () => {
    const { normal } = random(7, 'test.dip');
    for (const rows of [200, 5000]) {
      const one = Array.from({ length: rows }, (_, i) => normal(i));
      const two = one.map((value, i) => value + (i % 2) * 5);
      expect(dipTest(two, { seed: 1, samples: 199 }).p).toBe(1 / 200);
      expect(dipTest(one, { seed: 1, samples: 199 }).p).toBeGreaterThan(0.2);
    }
    expect(dipTest([3, 3, 3], { seed: 1 })).toEqual({ dip: 0, p: 1 });
  });

  test('refuses what it cannot work with', () => {
    expect(() => dipTest([], { seed: 1 })).toThrow('at least one');
    expect(() => dipTest([1, NaN], { seed: 1 })).toThrow('got NaN at place 1');
    expect(() => dipTest([1], { seed: 1, samples: 0 })).toThrow('got 0');
  });
});
