import { describe, expect, test } from 'vitest';
import { refitDoubt } from '../../src/doubt/index.js';

const answer = (labels: number[], topics = Math.max(...labels) + 1) => ({
  labels: Int32Array.from(labels),
  topics,
});
const refit = (seed: number, labels: number[]) => ({ seed, ...answer(labels) });

describe('the first doubt', () => {
  test('the same answer under other names survives whole', () => {
    const doubt = refitDoubt(answer([0, 0, 0, 1, 1, -1]), [refit(43, [1, 1, 1, 0, 0, -1])]);
    expect(doubt).toEqual({
      seed: 43,
      topics: 2,
      ari: 1,
      ami: 1,
      survived: 2,
      threshold: 0.6,
      jaccard: [1, 1],
      each: [{ seed: 43, topics: 2, ari: 1, ami: 1 }],
      range: { ari: [1, 1], ami: [1, 1] },
    });
  });

  test('a topic of which under 0.6 comes back does not survive', () => {
    const labels = answer([0, 0, 0, 0, 0, 1, 1, 1]);
    const doubt = refitDoubt(labels, [refit(1, [0, 0, 0, -1, -1, 1, 1, -1])]);
    expect(doubt.jaccard).toEqual([0.6, 0.6667]);
    expect(doubt.survived).toBe(2);
    expect(refitDoubt(labels, [refit(1, [0, 0, -1, -1, -1, 1, 1, -1])])).toMatchObject({
      survived: 1,
      jaccard: [0.4, 0.6667],
    });
  });

  test('of several refits a topic has the mean of its overlaps, and agreement its mean, least and most', () => {
    const labels = answer([0, 0, 0, 0, 1, 1, 1, 1]);
    const doubt = refitDoubt(labels, [
      refit(5, [0, 0, 0, 0, 1, 1, 1, 1]),
      refit(6, [1, 1, -1, -1, 0, 0, 0, 0]),
      refit(7, [0, 0, 0, 0, 0, 0, 0, 0]),
    ]);
    // (1 + 2/4 + 4/8) / 3 and (1 + 1 + 4/8) / 3
    expect(doubt.jaccard).toEqual([0.6667, 0.8333]);
    expect(doubt).toMatchObject({ seed: 5, topics: 2, survived: 2 });
    expect(doubt.each!.map(({ seed, topics }) => [seed, topics])).toEqual([
      [5, 2],
      [6, 2],
      [7, 1],
    ]);
    const aris = doubt.each!.map(({ ari }) => ari);
    expect(aris[0]).toBe(1);
    expect(aris[2]).toBe(0);
    expect(doubt.range!.ari).toEqual([0, 1]);
    expect(doubt.ari).toBeCloseTo((1 + aris[1]!) / 3, 4);
    expect(doubt.range!.ami).toEqual([0, 1]);
  });

  test('no topics before, or none after, is no error', () => {
    const none = [-1, -1, -1];
    expect(refitDoubt(answer(none, 0), [refit(1, none)])).toMatchObject({ survived: 0, jaccard: [] });
    expect(refitDoubt(answer([0, 0, -1]), [refit(1, none)])).toMatchObject({ survived: 0, jaccard: [0] });
  });
});
