import type { Guess } from './infer-columns.js';
import { isNamed } from './column-names.js';
import type { ColumnProfile } from './profile.js';

/** Columns to compare topics with: few different values, or lists of few different values. */
export function inferFacets(columns: ColumnProfile[]): { names: string[]; guess: Guess } {
  const fitting = columns.flatMap((column) => {
    const reason = facetReason(column);
    return reason === undefined ? [] : [{ name: column.name, reason: `${column.name}: ${reason}` }];
  });
  const facets = fitting.slice(0, MOST_FACETS);
  const left = fitting.length - facets.length;
  const more = left > 0 ? [`${left} more such columns are left to --facets`] : [];
  const names = facets.map(({ name }) => name);
  const reason =
    facets.length > 0
      ? [...facets.map((facet) => facet.reason), ...more].join('; ')
      : 'no column holds few different values';
  return { names, guess: { role: 'facets', value: names, reason } };
}

/** More are not compared by anyone, and each goes into the map's file. */
const MOST_FACETS = 20;
const MOST_VALUES = 100;

function facetReason(column: ColumnProfile): string | undefined {
  const { name, kind, filled, distinct, parts, meanLength, listed } = column;
  const sort = kind === 'text' || kind === 'boolean' || (kind === 'integer' && distinct <= 12);
  if (!sort || filled === 0 || meanLength > 100 || isNamed(name, 'id')) return undefined;
  // Lists first: their combinations are many where their entries are few.
  if (listed > 0.05 && parts >= 2 && parts <= Math.min(MOST_VALUES, filled / 4)) {
    return `lists of ${parts} different values`;
  }
  if (distinct >= 2 && distinct <= Math.min(MOST_VALUES, Math.max(filled / 4, 2)) && distinct < filled) {
    return `${distinct} different values`;
  }
  return undefined;
}
