import { fold } from '@parallax-map/core';
import type { CategoryColumn, NumberColumn } from '../data/columns.js';
import type { Rows } from '../data/rows.js';
import type { Clause, RangeClause, TopicsClause } from './clause.js';
import { inDates } from './in-dates.js';
import { insidePolygon } from './polygon.js';

/**
 * Which rows a clause keeps, 1 for each of them: one pass over the column it is about. A clause about a column that is
 * not there, or is of another kind, keeps nothing.
 */
export function keeps(rows: Rows, clause: Clause): Uint8Array {
  switch (clause.kind) {
    case 'values': {
      const column = rows.columns.find(({ name }) => name === clause.column);
      if (column?.kind !== 'category') return new Uint8Array(rows.n);
      return withValues(column, clause.values, clause.not);
    }
    case 'range': {
      const column = rows.columns.find(({ name }) => name === clause.column);
      if (column === undefined || column.kind === 'category') return new Uint8Array(rows.n);
      return between(column, clause);
    }
    case 'topics':
      return inTopics(rows, clause);
    case 'words': {
      const words = fold(clause.words).split(/\s+/u).filter(Boolean);
      return each(rows.n, (i) => {
        const text = fold(`${rows.title(i)} ${rows.text(i)}`);
        return words.every((word) => text.includes(word));
      });
    }
    case 'region':
      return each(rows.n, (i) => insidePolygon(clause.polygon, rows.x[i]!, rows.y[i]!));
  }
}

function each(n: number, keep: (i: number) => boolean): Uint8Array {
  const mask = new Uint8Array(n);
  for (let i = 0; i < n; i++) mask[i] = keep(i) ? 1 : 0;
  return mask;
}

/** Numbers that are asked of dates are years. */
function between({ kind, values }: NumberColumn, clause: RangeClause): Uint8Array {
  const ends = kind === 'date' ? inDates(clause) : clause;
  const [from, to] = [ends.from ?? -Infinity, ends.to ?? Infinity];
  const mask = new Uint8Array(values.length);
  for (let i = 0; i < mask.length; i++) mask[i] = values[i]! >= from && values[i]! <= to ? 1 : 0;
  return mask;
}

function inTopics({ n, levels }: Rows, { topics }: TopicsClause): Uint8Array {
  const mask = new Uint8Array(n);
  levels.forEach((topicOf, k) => {
    const ids = topics.flatMap(({ level, id }) => (level === k + 1 ? [id] : []));
    if (ids.length === 0) return;
    const wanted = new Set(ids);
    for (let i = 0; i < n; i++) if (wanted.has(topicOf[i]!)) mask[i] = 1;
  });
  return mask;
}

function withValues(
  { values, starts, codes }: CategoryColumn,
  asked: readonly string[],
  not: boolean,
): Uint8Array {
  const wanted = Uint8Array.from(values, (value) => (asked.includes(value) ? 1 : 0));
  const blank = asked.includes('') ? 1 : 0;
  const turn = not ? 1 : 0;
  const mask = new Uint8Array(starts.length - 1);
  for (let i = 0; i < mask.length; i++) {
    const [start, end] = [starts[i]!, starts[i + 1]!];
    let has = start === end ? blank : 0;
    for (let k = start; k < end; k++) has |= wanted[codes[k]!]!;
    mask[i] = has ^ turn;
  }
  return mask;
}
