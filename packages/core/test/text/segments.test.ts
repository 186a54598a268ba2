import fc from 'fast-check';
import { segments } from '@parallax-map/core';
import { describe, expect, test } from 'vitest';

const WORDS = new Intl.Segmenter('und', { granularity: 'word' });

function words(pieces: Iterable<Intl.SegmentData>): string[] {
  return Array.from(pieces).flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

describe('the words of a text', () => {
  test('are the same whether it is read whole or in pieces', () => {
    const word = fc.stringMatching(/^[a-zäéß’]{1,12}$/u);
    const gap = fc.constantFrom(' ', ', ', '. ', '\n', '  ');
    const text = fc
      .array(fc.tuple(word, gap), { maxLength: 400 })
      .map((pairs) => pairs.map(([one, after]) => one + after).join(''));
    fc.assert(
      fc.property(text, (whole) => {
        expect(words(segments(WORDS, whole))).toEqual(words(WORDS.segment(whole)));
      }),
      { numRuns: 60 },
    );
  });

  test.each(['東京で映画を見る。', 'नमस्ते दुनिया। ', 'مرحبا بالعالم، ', 'สวัสดีชาวโลก '])(
    'in %s come out alike, however long the text',
    (sentence) => {
      const whole = sentence.repeat(200);
      expect(words(segments(WORDS, whole))).toEqual(
        Array(200)
          .fill(words(WORDS.segment(sentence)))
          .flat(),
      );
    },
  );

  test('nothing is lost or torn: the pieces make up the text, pairs of surrogates whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 0, maxLength: 3000 }), (text) => {
        const parts = Array.from(segments(WORDS, text), ({ segment }) => segment);
        expect(parts.join('')).toBe(text);
      }),
      { numRuns: 40 },
    );
    const faces = '🎬'.repeat(2000);
    for (const { segment } of segments(WORDS, faces)) expect(segment).not.toMatch(/^[\udc00-\udfff]/);
  });

  test('a text of a million characters is read', () => {
    expect(words(segments(WORDS, 'a heist in the harbour '.repeat(44_000)))).toHaveLength(220_000);
  });
});
