import fc from 'fast-check';
import { expect, test } from 'vitest';
import { portion } from '../src/portion.js';

const share = fc.double({ min: 0, max: 1, noNaN: true });

test('parts told one after the other, and jobs within them, never fall and never pass what they are parts of', () => {
  fc.assert(
    fc.property(fc.uniqueArray(share, { maxLength: 6 }), (cuts) => {
      const bounds = [0, ...cuts.sort((a, b) => a - b), 1];
      const told: number[] = [];
      const whole = portion({ onProgress: (done) => told.push(done) }, 0.3, 0.9);
      for (let i = 1; i < bounds.length; i++) {
        const part = portion(whole, bounds[i - 1]!, bounds[i]!);
        for (const done of [0, 1 / 3, 1, 0, 1]) part.onProgress!(done);
      }
      expect(told.every((done, i) => i === 0 || done >= told[i - 1]!)).toBe(true);
      expect(told[0]).toBe(0.3);
      expect(told.at(-1)).toBe(0.9);
    }),
  );
});
