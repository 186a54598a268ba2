import { useEffect, useRef, useState } from 'react';
import type { Rows } from '../data/rows.js';
import { whenAtRest } from '../state/hand.js';
import type { TitleIndex } from './find-titles.js';
import { titleIndexer, type TitleIndexer } from './titles.js';

/** Titles of so few rows are read at once, with the first letter typed. */
const FEW = 20_000;
/** Milliseconds that are worked at a time: while nobody waits, and while somebody does. */
const SLICE = { idle: 6, wanted: 14 };

/**
 * The index over the titles, null until it is whole. Of many rows it is made in idle time, a slice between frames, and
 * faster once it is wanted. Another answer on the same rows keeps it.
 */
export function useTitleIndex(rows: Rows, wanted: boolean): { index: TitleIndex | null; share: number } {
  const made = useRef<{ title: Rows['title']; indexer: TitleIndexer; index: TitleIndex | null }>(null);
  if (made.current?.title !== rows.title) {
    made.current = { title: rows.title, indexer: titleIndexer(rows), index: null };
  }
  const now = made.current;
  if (wanted && rows.n <= FEW) now.index ??= now.indexer.advance(Infinity);
  const [, tell] = useState(0);
  useEffect(() => {
    if (now.index !== null || rows.n <= FEW) return;
    let going = true;
    const soon = wanted ? setTimeout : whenAtRest;
    const work = (): void => {
      if (!going) return;
      const share = now.indexer.share;
      now.index = now.indexer.advance(SLICE[wanted ? 'wanted' : 'idle']);
      if (now.index !== null) return tell((times) => times + 1);
      // Who waits is told each hundredth.
      if (wanted && Math.floor(100 * share) !== Math.floor(100 * now.indexer.share))
        tell((times) => times + 1);
      soon(work);
    };
    soon(work);
    return () => {
      going = false;
    };
  }, [now, rows.n, wanted]);
  return { index: now.index, share: now.index === null ? now.indexer.share : 1 };
}
