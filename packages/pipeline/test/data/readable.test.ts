import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MOST_CHARACTERS, readable } from '../../src/data/readable.js';

test('texts of up to a million characters are read whole, longer ones for their beginning', () => {
  const text = 'a'.repeat(MOST_CHARACTERS);
  expect(readable(text)).toBe(text);
  expect(readable(`${text}b`)).toBe(text);
});

test('no character is cut in half', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), (before) => {
      const read = readable('a'.repeat(before) + '😀'.repeat(MOST_CHARACTERS / 2));
      expect(Buffer.from(read).toString()).toBe(read);
      expect(read.length).toBeGreaterThanOrEqual(MOST_CHARACTERS - 1);
    }),
  );
});
