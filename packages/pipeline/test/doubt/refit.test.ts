import { describe, expect, test } from 'vitest';
import { refitDoubt } from '../../src/doubt/index.js';

describe('the first doubt', () => {
  test('the same answer under other names survives whole', () => {
    const labels = Int32Array.of(0, 0, 0, 1, 1, -1);
    const again = Int32Array.of(1, 1, 1, 0, 0, -1);
    expect(refitDoubt(labels, 2, again, 2, 43)).toEqual({
      seed: 43,
      topics: 2,
      ari: 1,
      ami: 1,
      survived: 2,
      threshold: 0.6,
      jaccard: [1, 1],
    });
  });

  test('a topic of which under 0.6 comes back does not survive', () => {
    const labels = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1);
    const again = Int32Array.of(0, 0, 0, -1, -1, 1, 1, -1);
    const doubt = refitDoubt(labels, 2, again, 2, 1);
    expect(doubt.jaccard).toEqual([0.6, 0.6667]);
    expect(doubt.survived).toBe(2);
    expect(refitDoubt(labels, 2, Int32Array.of(0, 0, -1, -1, -1, 1, 1, -1), 2, 1)).toMatchObject({
      survived: 1,
      jaccard: [0.4, 0.6667],
    });
  });

  test('no topics before, or none after, is no error', () => {
    const none = Int32Array.of(-1, -1, -1);
    expect(refitDoubt(none, 0, none, 0, 1)).toMatchObject({ survived: 0, jaccard: [] });
    expect(refitDoubt(Int32Array.of(0, 0, -1), 1, none, 0, 1)).toMatchObject({ survived: 0, jaccard: [0] });
  });
});
