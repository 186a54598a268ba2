import fc from 'fast-check';
import type { Estimate } from '@parallax-map/core';
import { describe, expect, test } from 'vitest';
import { checkDisk, isLarge } from '../../src/estimate/index.js';
import { diskMiB, memoryMiB, type Sizes } from '../../src/estimate/needs.js';
import { someOf } from '../../src/encode/transformer/some-of.js';
import { timeEncoder } from '../../src/estimate/probe-encoder.js';
import { timeKernels } from '../../src/estimate/probe-kernels.js';

const films: Sizes = {
  rows: 5000,
  dimensions: 384,
  neighbors: 15,
  refits: 1,
  characters: 1_500_000,
  threads: 2,
  modelBytes: 90_984_153,
};

describe('memory and disk', () => {
  test('5,000 films with MiniLM on two threads take some 800 MiB and leave some 30 behind, as measured', () => {
    expect(memoryMiB(films)).toBeGreaterThan(700);
    expect(memoryMiB(films)).toBeLessThan(900);
    expect(diskMiB(films)).toBeGreaterThan(20);
    expect(diskMiB(films)).toBeLessThan(60);
  });

  test('more of anything never takes less', () => {
    const sizes = fc.record({
      rows: fc.nat(1e7),
      dimensions: fc.integer({ min: 1, max: 4096 }),
      neighbors: fc.integer({ min: 2, max: 200 }),
      refits: fc.nat(50),
      characters: fc.nat(1e10),
      threads: fc.integer({ min: 1, max: 64 }),
      modelBytes: fc.nat(2e9),
    });
    const field = fc.constantFrom(...(Object.keys(films) as (keyof Sizes)[]));
    fc.assert(
      fc.property(sizes, field, fc.nat(1000), (small, key, more) => {
        const large = { ...small, [key]: small[key] + more };
        expect(memoryMiB(large)).toBeGreaterThanOrEqual(memoryMiB(small));
        expect(diskMiB(large)).toBeGreaterThanOrEqual(diskMiB(small));
      }),
    );
  });

  test('a disk with less than half of what is needed is refused, with both figures', () => {
    const estimate = { rows: 40_000, diskMiB: 300, free: { diskMiB: 149, memoryMiB: 1 } } as Estimate;
    expect(() => checkDisk(estimate, 'films.parallax')).toThrow(
      /films\.parallax needs about 300 MiB for 40,000 rows; 149 MiB are free/,
    );
    expect(() =>
      checkDisk({ ...estimate, free: { diskMiB: 150, memoryMiB: 1 } }, 'films.parallax'),
    ).not.toThrow();
  });

  test('only tables of thousands of rows are estimated unasked', () => {
    expect([isLarge(2000), isLarge(2001)]).toEqual([false, true]);
  });
});

describe('texts that are encoded to see how fast it goes', () => {
  test('are spread over all, in their order, each once, and about as many characters as asked for', () => {
    const texts = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 2000 }), (all, characters) => {
        const places = all.map((_, i) => 2 * i);
        const texts = all.flatMap((text) => [text, 'never looked at']);
        const some = [...someOf(places, texts, characters)];
        expect(some.length).toBeGreaterThan(0);
        expect(new Set(some).size).toBe(some.length);
        expect(some).toEqual(some.toSorted((a, b) => a - b));
        expect(some.every((place) => place % 2 === 0)).toBe(true);
        if (all.join('').length <= characters) expect(some.length).toBe(all.length);
      }),
    );
  });

  test('are timed from the first that is done, so that starting costs nothing', async () => {
    const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
    const perSecond = await timeEncoder(async (progress) => {
      await wait(300);
      for (let done = 0; done <= 30; done += 10) {
        progress(done);
        await wait(20);
      }
    });
    // Twenty texts in two waits; with the start it would be fewer than 100.
    expect(perSecond!).toBeGreaterThan(60);
  });

  test('are too few to tell anything where all were done at once', async () => {
    expect(await timeEncoder(async (progress) => progress(2))).toBeNull();
  });
});

test('the kernels are timed on rows that mean nothing', async () => {
  const { neighbors, layout } = await timeKernels(32, 2);
  expect(neighbors).toBeGreaterThan(0);
  expect(layout).toBeGreaterThan(0);
});
