import { columnNamed } from '../data/columns.js';
import type { Rows } from '../data/rows.js';
import type { Clause } from '../filter/clause.js';
import { START, type Place } from '../state/place.js';

/**
 * Where the reader is once another answer takes the place of the one they look at. Rows are the same where their keys
 * are; topics are others. On the same rows the map carries the camera over by itself.
 *
 * @param after shares with `before` what is the same in both
 * @returns only what changes
 */
export function carryPlace(place: Place, before: Rows, after: Rows): Partial<Place> {
  const sameRows = after.key === before.key;
  const sameMap = after.x === before.x && after.y === before.y;
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
    ...(at !== null && !sameRows && { at: null }),
    ...(kept.length < filter.length && { filter: kept }),
    ...(lostColumn && { colour: START.colour }),
  };
}
