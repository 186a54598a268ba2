import { createContext, useCallback, useContext, useMemo, type RefObject } from 'react';
import type { Rows } from '../data/rows.js';
import { withoutClause, type Filter } from '../filter/clause.js';
import type { Atlas } from '../map/atlas.js';
import { SHEET, isNarrow } from './narrow.js';
import type { TopicRef } from './place.js';
import type { Go } from './use-address.js';

/** What can be done from every part of the page; the same functions while the answer is the same. */
export interface Acts {
  go: Go;
  /** Goes to another answer, leaving behind what was chosen in the one shown. */
  turnTo: Go;
  filterBy(filter: Filter, how?: 'step' | 'correction'): void;
  /** Flies to a row and opens its card. */
  showRow(i: number): void;
  /** Flies to a topic and dims what is not of it. */
  showTopic(topic: TopicRef): void;
  /** Flies to where two rows are seen together, and marks both. */
  showPair(i: number, j: number): void;
  /** Lets go of the row, the topic or the two rows that are chosen. */
  clear(): void;
}

export const ActsContext = createContext<Acts | null>(null);

export function useActs(): Acts {
  return useContext(ActsContext)!;
}

/** The acts over an answer's rows. */
export function useActsOn(rows: Rows, go: Go, turnTo: Go, atlas: RefObject<Atlas | null>): Acts {
  return useMemo<Acts>(() => {
    // On a phone a panel covers the map: what was chosen must be seen.
    const seen = () => (isNarrow() ? { view: 'map' as const } : {});
    return {
      go,
      turnTo,
      filterBy: (filter, how) => go({ filter }, how),
      showRow(i) {
        go({ row: rows.key[i]!, pair: null, ...seen() });
        atlas.current?.flyToRow(i, isNarrow() ? SHEET : 0);
      },
      showTopic(topic) {
        go({ topic, row: null, pair: null, ...seen() });
        atlas.current?.flyToTopic(topic.level, topic.id);
      },
      showPair(i, j) {
        go({ pair: [rows.key[i]!, rows.key[j]!], row: null, topic: null, ...seen() });
        atlas.current?.flyToPair([i, j]);
      },
      clear: () => go({ row: null, topic: null, pair: null }),
    };
  }, [rows, go, turnTo, atlas]);
}

/** Goes to another answer: its topics are others, so what was chosen or kept by topic is left behind. */
export function useTurn(go: Go): Go {
  return useCallback<Go>(
    (change, how) =>
      go(
        (now) => ({
          topic: null,
          filter: withoutClause(now.filter, 'topics'),
          ...(typeof change === 'function' ? change(now) : change),
        }),
        how,
      ),
    [go],
  );
}
