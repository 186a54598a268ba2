import { fold } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import { titleFinder, type TitleIndex } from './find-titles.js';
import { inverted } from './inverted.js';
import { tokens } from './tokens.js';

/** An index while it is made, a slice of time at a time. */
export interface TitleIndexer {
  /** Works for about this long. @returns the index once it is whole */
  advance(milliseconds: number): TitleIndex | null;
  /** Of the titles, what has been read: 0 to 1. */
  readonly share: number;
}

/** Titles between two looks at the clock. */
const BATCH = 500;

/**
 * Makes an index over all titles: accents folded, typos forgiven (an edit for every four letters, neighbours swapped
 * count as one), the last word may be unfinished, heavier rows first among equals. Every word has the rows it stands in
 * (Zobel & Moffat 2006, "Inverted files"), words in alphabetical order, so that those that begin alike lie together.
 */
export function titleIndexer(rows: Pick<Rows, 'n' | 'title' | 'weight'>): TitleIndexer {
  let share = 0;
  const work = make(rows, (read) => (share = read));
  return {
    advance(milliseconds) {
      const end = performance.now() + milliseconds;
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        if (performance.now() >= end) return null;
      }
    },
    get share() {
      return share;
    },
  };
}

function* make(
  { n, title, weight }: Pick<Rows, 'n' | 'title' | 'weight'>,
  tell: (share: number) => void,
): Generator<undefined, TitleIndex> {
  const ids = new Map<string, number>();
  const starts = new Uint32Array(n + 1);
  let stream = new Uint32Array(Math.max(16, 4 * n));
  const lifts = new Float32Array(n);
  let length = 0;
  for (let row = 0; row < n; row++) {
    for (const word of tokens(fold(title(row)))) {
      let id = ids.get(word);
      if (id === undefined) ids.set(word, (id = ids.size));
      if (length === stream.length) {
        const longer = new Uint32Array(2 * length);
        longer.set(stream);
        stream = longer;
      }
      stream[length++] = id;
    }
    lifts[row] = Math.log1p(Math.max(0, weight(row) ?? 0));
    starts[row + 1] = length;
    if (row % BATCH === BATCH - 1) {
      tell((row + 1) / n);
      yield;
    }
  }
  const words = [...ids.keys()];
  return titleFinder(yield* inverted({ words, starts, stream: stream.subarray(0, length), lifts }));
}
