import { useContext, useEffect, useMemo, useState } from 'react';
import { askMeaning } from '../data/live.js';
import { asProblem } from '../data/problem.js';
import type { Rows } from '../data/rows.js';
import { LiveContext } from './context.js';

/** Rows near in meaning to what is typed. */
export interface Meaning {
  /** Most similar first; of the words before while newer ones are asked. */
  hits: readonly { row: number; similarity: number }[];
  /** Why rows cannot be searched so here; null where they can. */
  because: string | null;
  /** Whether these words are still asked. */
  asking: boolean;
}

const NOTHING = { words: '', hits: [], because: null } as const;
/** What came of words. */
interface Heard extends Omit<Meaning, 'asking'> {
  words: string;
}
/** Letters from which words are asked for, how long they must rest, in milliseconds, and how many rows are wanted. */
const LEAST = 3;
const REST = 250;
const WANTED = 12;

/** Asks the local server as words come to rest; an offline page finds nothing, and says nothing. */
export function useMeaning(typed: string, rows: Rows): Meaning {
  const live = useContext(LiveContext);
  // What a run is still making cannot be searched yet.
  const perspective = live?.isWhole === true ? live.perspective : null;
  const [found, setFound] = useState<Heard>(NOTHING);
  /** A reason that holds for the whole answer: nobody asks again. */
  const [because, setBecause] = useState<{ rows: Rows; text: string } | null>(null);
  const reason = because?.rows === rows ? because.text : null;
  const words = typed.trim();
  const isAsked = perspective !== null && reason === null && words.length >= LEAST;

  useEffect(() => {
    if (!isAsked) return setFound(NOTHING);
    const stop = new AbortController();
    const asked = window.setTimeout(() => {
      askMeaning(perspective, words, WANTED, stop.signal).then(
        ({ hits, because: never }) => {
          if (stop.signal.aborted) return;
          if (never !== null) setBecause({ rows, text: never });
          const places = hits.map(({ row, similarity }) => ({ row: rows.placeOf(row), similarity }));
          setFound({ words, hits: places.filter(({ row }) => row >= 0), because: null });
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setFound({ words, hits: [], because: asProblem(error).message });
        },
      );
    }, REST);
    return () => {
      stop.abort();
      clearTimeout(asked);
    };
  }, [isAsked, perspective, words, rows]);

  const { hits, because: failed } = found;
  const asking = isAsked && found.words !== words;
  return useMemo(
    () =>
      words.length < LEAST || reason === null
        ? { hits, because: failed, asking }
        : { hits: NOTHING.hits, because: reason, asking },
    [words.length < LEAST, reason, hits, failed, asking],
  );
}
