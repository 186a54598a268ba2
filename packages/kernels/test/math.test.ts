import { cos, exp, log, pow, random, sin } from '@parallax-map/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const words = new DataView(new ArrayBuffer(8));
/** Place of a number among all floats. */
const place = (x: number): bigint => {
  words.setFloat64(0, x);
  const bits = words.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits;
};
/** Floats between the two; the platform's own functions may be off by one too. */
const apart = (a: number, b: number): bigint => {
  if (Object.is(a, b) || a === b) return 0n;
  const d = place(a) - place(b);
  return d < 0n ? -d : d;
};
const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('elementary functions of our own', () => {
  it.each([
    ['exp', exp, Math.exp, range(-745, 709)],
    ['log', log, Math.log, range(Number.MIN_VALUE, Number.MAX_VALUE)],
    ['log near 1', log, Math.log, range(0.5, 2)],
    ['sin', sin, Math.sin, range(-1e6, 1e6)],
    ['cos', cos, Math.cos, range(-7, 7)],
  ] as const)('%s is within a few units in the last place of the platform', (_, ours, theirs, inputs) => {
    fc.assert(
      fc.property(inputs, (x) => apart(ours(x), theirs(x)) <= 2n),
      { numRuns: 2000 },
    );
  });

  it('pow is within a few units in the last place of the platform', () => {
    fc.assert(
      fc.property(range(1e-9, 1e9), range(-30, 30), (x, y) => apart(pow(x, y), Math.pow(x, y)) <= 2n),
      { numRuns: 2000 },
    );
  });

  it('follow the platform at the edges', () => {
    const edges = [0, 1, -1, 0.5, 2, Infinity, -Infinity, NaN, 1e308, Number.MIN_VALUE, -745.2, 709.9];
    for (const x of edges) {
      if (!Number.isNaN(x)) expect(exp(x) / Math.exp(x) || 1).toBeCloseTo(1, 12);
      expect(log(x)).toBe(Math.log(x));
      for (const y of edges) if (!(x < 0)) expect(pow(x, y) / Math.pow(x, y) || 1).toBeCloseTo(1, 12);
    }
    expect(sin(0)).toBe(0);
    expect(cos(0)).toBe(1);
    expect(sin(Infinity)).toBeNaN();
    expect(sin(1e7)).toBeNaN();
  });

  it('make normal numbers with mean 0 and variance 1', () => {
    const draws = random(5, 'test.normal');
    const values = Array.from({ length: 20_000 }, (_, i) => draws.normal(i));
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  });
});
