import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mended } from '../../src/audit/mojibake.js';
import { decodeWindows1252 } from '../../src/source/index.js';

/** What a program shows that reads UTF-8 as windows-1252. */
const garble = (text: string): string => decodeWindows1252(new TextEncoder().encode(text));

describe('garbled text', () => {
  test('is mended to what it was', () => {
    for (const text of [
      'café',
      'it’s “here” — now',
      'Москва и Киев',
      'naïve Ångström',
      '日本の港',
      'a 🙂 b',
    ]) {
      expect(mended(garble(text))).toBe(text);
    }
  });

  test('any words with accents come back', () => {
    const letters = fc.constantFrom(...'abcdefgh éèêàùçñöüßåøæœ’“”—…€ōłżžřА Бвгд');
    fc.assert(
      fc.property(fc.array(letters, { minLength: 1 }), (parts) => {
        const text = parts.join('');
        fc.pre(/[^\u0000-\u007f]/.test(text)); // eslint-disable-line no-control-regex -- ASCII garbles to itself
        expect(mended(garble(text))).toBe(text);
      }),
    );
  });

  test('what was never garbled is left alone', () => {
    for (const text of [
      'plain words',
      'café, naïve, Straße',
      '„Groß“, sagte er. Spaß… „dahin“',
      'A MAÇÃ… NÃO É “AQUI”',
      '« Été », dit-elle',
      'ÄÖÜ ÉÈ À Â',
      'Москва',
      '東京の港',
      'L’été à Âme…',
    ]) {
      expect(mended(text)).toBeUndefined();
    }
  });
});
