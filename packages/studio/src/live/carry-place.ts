import { columnNamed } from '../data/columns.js';
import type { Rows } from '../data/rows.js';
import type { Clause } from '../filter/clause.js';
import { START, type Place } from '../state/place.js';

/**
 * Where the reader is once another answer takes the place of the one they look at: rows are the same where their keys
 * are, places on the map where the layout is; topics are others.
 *
 * @returns only what changes
 */
export function carryPlace(place: Place, before: Rows, after: Rows): Partial<Place> {
  const sameMap = isSameMap(before, after);
  const isThere = (key: number): boolean => after.placeOf(key) >= 0;
  const stays = (clause: Clause): boolean => {
    if (clause.kind === 'topics') return false;
    if (clause.kind === 'region') return sameMap;
    return !('column' in clause) || columnNamed(after.columns, clause.column)?.name === clause.column;
  };
  const { row, pair, topic, at, filter, colour } = place;
  const kept = filter.filter(stays);
  const lostColumn = colour.by === 'column' && !after.columns.some((column) => column.name === colour.name);
  return {
    ...(row !== null && !isThere(row) && { row: null }),
    ...(pair !== null && !pair.every(isThere) && { pair: null }),
    ...(topic !== null && { topic: null }),
    ...(at !== null && !sameMap && { at: null }),
    ...(kept.length < filter.length && { filter: kept }),
    ...(lostColumn && { colour: START.colour }),
  };
}

function isSameMap(a: Rows, b: Rows): boolean {
  if (a.n !== b.n) return false;
  for (let i = 0; i < a.n; i++) {
    if (a.key[i] !== b.key[i] || a.x[i] !== b.x[i] || a.y[i] !== b.y[i]) return false;
  }
  return true;
}
