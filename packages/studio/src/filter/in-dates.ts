import { timeSpan } from '../data/dates.js';
import type { RangeClause } from './clause.js';

/** A stretch as dates: numbers in it are years. `1960..1969` is from the first day of 1960 to the last of 1969. */
export function inDates(clause: RangeClause): RangeClause {
  if (clause.dates) return clause;
  const { from, to } = clause;
  return {
    ...clause,
    from: from === null ? null : (yearSpan(Math.ceil(from))?.from ?? from),
    to: to === null ? null : (yearSpan(Math.floor(to))?.to ?? to),
    dates: true,
  };
}

function yearSpan(year: number): { from: number; to: number } | null {
  if (year >= 0 && year <= 9999) return timeSpan(String(year).padStart(4, '0'));
  const sign = year < 0 ? '-' : '+';
  return Math.abs(year) < 1e6 ? timeSpan(sign + String(Math.abs(year)).padStart(6, '0')) : null;
}
