import { compareAnswers, type Answer, type LevelChanges } from '@parallax-map/core';
import { expect, test } from 'vitest';

/** One level, its rows written as letters by topic; '.' is noise. Rows are told by the number they are given. */
function answer(topics: string, rows: number[], edited: number[] = []): Answer {
  const labels = Int32Array.from([...topics], (letter) => (letter === '.' ? -1 : letter.charCodeAt(0) - 97));
  const count = Math.max(-1, ...labels) + 1;
  const text = rows.map((row) => (edited.includes(row) ? `text ${row}, edited` : `text ${row}`));
  return {
    rows: { ids: rows.map(String), contents: text, texts: text },
    levels: [labels],
    labels: [Array.from({ length: count }, (_, id) => `Topic ${'ABCDEFG'[id]}`)],
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const origins = ({ topics }: LevelChanges) => topics.map(({ origin, earlier }) => [origin, earlier]);

test('rows are counted: unchanged, edited, new and gone', () => {
  const { rows, by } = compareAnswers(
    answer('aaaaaaaaaa', range(0, 10)),
    answer('aaaaaaaaaaaa', range(3, 15), [4, 5]),
  );
  expect(by).toBe('id');
  expect(rows).toEqual({ before: 10, now: 12, unchanged: 5, edited: 2, new: 5, gone: 3 });
});

test('a topic of new rows and of what was noise is new', () => {
  const before = answer('aaaa..', range(0, 6));
  const now = answer('aaaabbbb', range(0, 8));
  const { levels } = compareAnswers(before, now);
  expect(origins(levels[0]!)).toEqual([
    ['same', 0],
    ['new', null],
  ]);
  expect(levels[0]!.topics[1]).toMatchObject({ from: [], fromNoise: 2, newRows: 2, jaccard: 0 });
  expect(levels[0]!).toMatchObject({ gone: [], splits: [], merges: [] });
});

test('a split: the larger part is the topic of before, the other is part of it', () => {
  const [level] = compareAnswers(
    answer('aaaaaaaabbb', range(0, 11)),
    answer('aaaaabbbccc', range(0, 11)),
  ).levels;
  expect(origins(level!)).toEqual([
    ['same', 0],
    ['part', 0],
    ['same', 1],
  ]);
  expect(level!.splits).toEqual([{ earlier: 0, label: 'Topic A', into: [0, 1] }]);
  expect(level!.gone).toEqual([]);
});

test('a merge: the smaller part is gone, and it is said where its rows went', () => {
  const [level] = compareAnswers(
    answer('aaaaabbbccc', range(0, 11)),
    answer('aaaaaaa.bbb', range(0, 11)),
  ).levels;
  expect(origins(level!)).toEqual([
    ['same', 0],
    ['same', 2],
  ]);
  expect(level!.merges).toEqual([
    {
      topic: 0,
      from: [
        { earlier: 0, label: 'Topic A' },
        { earlier: 1, label: 'Topic B' },
      ],
    },
  ]);
  expect(level!.gone).toEqual([
    { earlier: 1, label: 'Topic B', size: 3, went: [{ topic: 0, rows: 2 }], toNoise: 1, goneRows: 0 },
  ]);
});

test('a topic that comes of several and is none of them is mixed', () => {
  const { levels } = compareAnswers(
    answer('aaaabbbbcccc', range(0, 12)),
    answer('a...a...a...', range(0, 12)),
  );
  expect(origins(levels[0]!)).toEqual([['mixed', null]]);
  expect(levels[0]!.topics[0]!.from).toEqual([
    { earlier: 0, rows: 1 },
    { earlier: 1, rows: 1 },
    { earlier: 2, rows: 1 },
  ]);
});

test('a table whose rows are all others has no topic of before', () => {
  const { rows, levels } = compareAnswers(answer('aaaabb', range(0, 6)), answer('aaabbb', range(10, 16)));
  expect(rows).toMatchObject({ unchanged: 0, edited: 0, new: 6, gone: 6 });
  expect(origins(levels[0]!)).toEqual([
    ['new', null],
    ['new', null],
  ]);
  expect(levels[0]!.gone.map(({ goneRows, went }) => [goneRows, went])).toEqual([
    [4, []],
    [2, []],
  ]);
});
