import type { Rows } from '../data/rows.js';
import { clauseKey, type Clause, type Filter } from './clause.js';
import { keeps } from './keeps.js';
import { countKept, keptByAll } from './mask.js';

/** Which rows a filter keeps, whole and clause by clause. Masks are read, never written. */
export interface Sift {
  /** Rows kept by all clauses. */
  count: number;
  /** 1 where a row is kept by all clauses; null where there is no clause and every row is. */
  mask: Uint8Array | null;
  /**
   * 1 where a row is kept by all clauses but the one under this key: what a panel counts, so that its own choice
   * does not hide the alternatives. Null where every row is. The same mask whenever it is asked for.
   */
  without(key: string): Uint8Array | null;
}

/** Applies every clause once: O(rows × clauses). Clauses are kept by identity, so one that stays costs nothing. */
export function sift(rows: Rows, filter: Filter): Sift {
  if (filter.length === 0) return { count: rows.n, mask: null, without: () => null };
  const kept = filter.map((clause) => ({ key: clauseKey(clause), mask: maskOf(rows, clause) }));
  const mask = keptByAll(kept.map((each) => each.mask))!;
  const others = new Map<string, Uint8Array | null>();
  return {
    count: countKept(mask),
    mask,
    without(key) {
      if (!kept.some((each) => each.key === key)) return mask;
      if (!others.has(key)) {
        const masks = kept.filter((each) => each.key !== key).map((each) => each.mask);
        others.set(key, keptByAll(masks));
      }
      return others.get(key)!;
    },
  };
}

const known = new WeakMap<Clause, { rows: Rows; mask: Uint8Array }>();

function maskOf(rows: Rows, clause: Clause): Uint8Array {
  const before = known.get(clause);
  if (before?.rows === rows) return before.mask;
  const mask = keeps(rows, clause);
  known.set(clause, { rows, mask });
  return mask;
}
