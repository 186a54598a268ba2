import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTerms } from '../../dist/encode/index.js';
import { terms } from '../../src/encode/tfidf/terms.js';
import { tfIdf } from '../../src/encode/tfidf/weights.js';
import { cosine } from './golden.js';
import { lengthOf, never, rowOf } from './helpers.js';

const encode = (texts: string[], dimensions = 100) => encodeTerms(texts, dimensions, never);

describe('the terms of a text', () => {
  it('are its words and pairs of neighbouring words, without regard to case', () => {
    expect(terms('The Queen, the PRINCE!')).toEqual([
      'the',
      'queen',
      'the',
      'prince',
      'the queen',
      'queen the',
      'the prince',
    ]);
  });

  it('are found in scripts with and without spaces', () => {
    expect(terms('भारत की रानी')).toContain('रानी');
    expect(terms('الملكة والأمير')).toEqual(['الملكة', 'والأمير', 'الملكة والأمير']);
    expect(terms('王女は森へ行く').length).toBeGreaterThan(3);
    expect(terms('เจ้าหญิงไปป่า').length).toBeGreaterThan(2);
    expect(terms('Ｑｕｅｅｎ')).toEqual(terms('queen'));
  });

  it('are graphemes where there is no word', () => {
    expect(terms('👩‍👩‍👧 👍🏽')).toEqual(['👩‍👩‍👧', '👍🏽', '👩‍👩‍👧 👍🏽']);
    expect(terms('  \n')).toEqual([]);
  });
});

describe('TF-IDF', () => {
  it('weighs as worked out by hand', () => {
    const { indptr, values, cols } = tfIdf(['a a b', 'b']);
    // Terms a, b, "a a", "a b"; idf of b is 1, of the rest ln(3/2) + 1.
    const rare = Math.log(1.5) + 1;
    const row = [(1 + Math.LN2) * rare, 1, rare, rare];
    const length = Math.hypot(...row);
    expect(cols).toBe(4);
    expect([...indptr]).toEqual([0, 4, 5]);
    row.forEach((weight, i) => expect(values[i]).toBeCloseTo(weight / length, 6));
    expect(values[4]).toBe(1);
  });

  it('leaves out terms of a single text from 50 texts on', () => {
    const texts = Array.from({ length: 50 }, (_, i) => `shared only${i}`);
    expect(tfIdf(texts).cols).toBe(1);
    expect(tfIdf(texts.slice(1)).cols).toBe(1 + 2 * 49);
  });

  it('keeps rows of unit length with ascending columns, whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 60 }), (texts) => {
        const { indptr, indices, values, rows, cols } = tfIdf(texts);
        expect(rows).toBe(texts.length);
        for (let i = 0; i < rows; i++) {
          const [from, to] = [indptr[i]!, indptr[i + 1]!];
          let square = 0;
          for (let k = from; k < to; k++) {
            square += values[k]! ** 2;
            expect(indices[k]!).toBeLessThan(cols);
            if (k > from) expect(indices[k]!).toBeGreaterThan(indices[k - 1]!);
          }
          if (to > from) expect(square).toBeCloseTo(1, 5);
        }
      }),
    );
  });
});

describe('the tfidf encoder', () => {
  const ships = Array.from({ length: 30 }, (_, i) => `the ship sails through the storm at sea ${i % 7}`);
  const courts = Array.from({ length: 30 }, (_, i) => `the judge hears a lawyer in the court room ${i % 5}`);

  it('puts texts with the same words near one another, as unit vectors', async () => {
    const { vectors, without } = await encode([...ships, ...courts], 10);
    expect([vectors.rows, vectors.cols, without]).toEqual([60, 10, 0]);
    for (let i = 0; i < 60; i++) expect(lengthOf(rowOf(vectors, i))).toBeCloseTo(1, 5);
    const ship = rowOf(vectors, 0);
    expect(cosine(ship, rowOf(vectors, 7))).toBeGreaterThan(0.99);
    expect(cosine(ship, rowOf(vectors, 1))).toBeGreaterThan(cosine(ship, rowOf(vectors, 40)) + 0.3);
  });

  it('gives the same bits twice', async () => {
    const texts = [...ships, ...courts];
    expect(await encode(texts, 12)).toEqual(await encode(texts, 12));
  });

  it('gives texts that share no term the mean direction, and counts them', async () => {
    const { vectors, without } = await encode([...ships, 'zebra', ...courts, 'quokka xylophone'], 10);
    expect(without).toBe(2);
    expect(rowOf(vectors, 30)).toEqual(rowOf(vectors, 61));
    expect(lengthOf(rowOf(vectors, 30))).toBeCloseTo(1, 5);
  });

  it('has no more dimensions than texts or terms', async () => {
    expect((await encode(['red fish', 'blue fish', 'one ship'], 100)).vectors.cols).toBe(3);
    expect((await encode(['fish', 'fish', 'fish'], 100)).vectors.cols).toBe(1);
  });

  it('refuses texts without a single word or sign', async () => {
    await expect(encode(['', ' ', '\n'])).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });

  it('stops when asked', async () => {
    const stop = new AbortController();
    const encoding = encodeTerms([...ships, ...courts], 10, stop.signal);
    stop.abort();
    await expect(encoding).rejects.toMatchObject({ name: 'AbortError' });
  });
});
