import { fold } from '@parallax-map/core';
import type { CategoryColumn, NumberColumn } from '../data/columns.js';
import type { Rows } from '../data/rows.js';
import { clauseKey, type Clause, type Filter, type RangeClause } from './clause.js';
import { inDates } from './in-dates.js';
import { insidePolygon } from './polygon.js';

/** Which rows a filter keeps, whole and clause by clause. */
export interface Sift {
  /** Rows kept by all clauses. */
  count: number;
  /** 1 where a row is kept by all clauses; null where there is no clause and every row is. */
  mask: Uint8Array | null;
  /**
   * 1 where a row is kept by all clauses but the one under this key: what a panel counts, so that its own choice
   * does not hide the alternatives. Null where every row is.
   */
  without(key: string): Uint8Array | null;
}

/** Applies every clause once: O(rows × clauses). Clauses are kept by identity, so one that stays costs nothing. */
export function sift(rows: Rows, filter: Filter): Sift {
  if (filter.length === 0) return { count: rows.n, mask: null, without: () => null };
  const kept = filter.map((clause) => ({ key: clauseKey(clause), mask: maskOf(rows, clause) }));
  const mask = all(
    rows.n,
    kept.map((each) => each.mask),
  )!;
  return {
    count: mask.reduce((sum, each) => sum + each, 0),
    mask,
    without: (key) =>
      kept.some((each) => each.key === key)
        ? all(
            rows.n,
            kept.filter((each) => each.key !== key).map((each) => each.mask),
          )
        : mask,
  };
}

function all(n: number, masks: readonly Uint8Array[]): Uint8Array | null {
  if (masks.length === 0) return null;
  const both = masks[0]!.slice();
  for (const mask of masks.slice(1)) for (let i = 0; i < n; i++) both[i]! &= mask[i]!;
  return both;
}

const known = new WeakMap<Clause, { rows: Rows; mask: Uint8Array }>();

function maskOf(rows: Rows, clause: Clause): Uint8Array {
  const before = known.get(clause);
  if (before?.rows === rows) return before.mask;
  const mask = new Uint8Array(rows.n);
  const keeps = test(rows, clause);
  for (let i = 0; i < rows.n; i++) mask[i] = keeps(i) ? 1 : 0;
  known.set(clause, { rows, mask });
  return mask;
}

/** A clause about a column that is not there, or is of another kind, keeps nothing. */
function test(rows: Rows, clause: Clause): (i: number) => boolean {
  switch (clause.kind) {
    case 'values': {
      const column = rows.columns.find(({ name }) => name === clause.column);
      if (column?.kind !== 'category') return () => false;
      return hasValue(column, clause.values, clause.not);
    }
    case 'range': {
      const column = rows.columns.find(({ name }) => name === clause.column);
      if (column === undefined || column.kind === 'category') return () => false;
      const { from, to } = endsFor(column, clause);
      return (i) => column.values[i]! >= from && column.values[i]! <= to;
    }
    case 'topics':
      return (i) => clause.topics.some(({ level, id }) => rows.levels[level - 1]?.[i] === id);
    case 'words': {
      const words = fold(clause.words).split(/\s+/u).filter(Boolean);
      return (i) => {
        const text = fold(`${rows.title(i)} ${rows.text(i)}`);
        return words.every((word) => text.includes(word));
      };
    }
    case 'region':
      return (i) => insidePolygon(clause.polygon, rows.x[i]!, rows.y[i]!);
  }
}

/** Numbers that are asked of dates are years. */
function endsFor({ kind }: NumberColumn, clause: RangeClause): { from: number; to: number } {
  const { from, to } = kind === 'date' ? inDates(clause) : clause;
  return { from: from ?? -Infinity, to: to ?? Infinity };
}

function hasValue(column: CategoryColumn, values: readonly string[], not: boolean): (i: number) => boolean {
  const wanted = new Uint8Array(column.values.length);
  column.values.forEach((value, code) => (wanted[code] = values.includes(value) ? 1 : 0));
  const blank = values.includes('');
  return (i) => {
    const [start, end] = [column.starts[i]!, column.starts[i + 1]!];
    if (start === end) return blank !== not;
    for (let k = start; k < end; k++) if (wanted[column.codes[k]!] === 1) return !not;
    return not;
  };
}
