import { describe, expect, it } from 'vitest';
import { contentWords, haveWordInCommon, sameInSomeForm } from '@parallax-map/core';

const GRAMMAR = new Set(['the', 'a', 'of', 'is', 'and', 'in']);

describe('the content words of texts', () => {
  it('are all but grammar, once each, without regard to case and accents; numbers count', () => {
    const { words, ofText, length, grammar } = contentWords(
      ['The Café of Zürich in 1945', 'a CAFE and the cafe'],
      GRAMMAR,
    );
    const spelled = ofText.map((list) => Array.from(list, (word) => words[word]));
    expect(spelled).toEqual([['cafe', 'zurich', '1945'], ['cafe']]);
    expect([...length]).toEqual([6, 5]);
    expect([...grammar]).toEqual([3, 3]);
  });

  it.each([
    ['murder', 'murdered'],
    ['assassin', 'assassins'],
    ['assassin', 'assassination'],
    ['mother', 'grandmother'],
    ['woman', 'women'],
    ['detective', 'detection'],
  ])('%s and %s are forms of one', (a, b) => {
    expect(sameInSomeForm(a, b)).toBe(true);
    expect(sameInSomeForm(b, a)).toBe(true);
  });

  it.each([
    ['hitman', 'assassin'],
    ['sea', 'ocean'],
    ['cop', 'police'],
    ['son', 'person'],
  ])('%s and %s are not', (a, b) => expect(sameInSomeForm(a, b)).toBe(false));

  it('are in common where one stands in the other list in any form', () => {
    expect(haveWordInCommon(['hired', 'killer'], ['kills', 'time'])).toBe(true);
    expect(haveWordInCommon(['hitman', 'job'], ['assassin', 'mission'])).toBe(false);
    expect(haveWordInCommon([], ['assassin'])).toBe(false);
  });
});
