import { fold } from '@parallax-map/core';
import MiniSearch from 'minisearch';
import type { Rows } from '../data/rows.js';
import { tokens } from './tokens.js';

export interface TitleIndex {
  /** Places of the rows whose title fits, best first. Empty for a blank query. */
  find(query: string): number[];
}

/**
 * Index over all titles: accents folded, typos forgiven (an edit for every four letters), the last word may be
 * unfinished, heavier rows first among equals.
 */
export function titleIndex(rows: Rows): TitleIndex {
  const lift = weightLift(rows);
  const folded = Array.from({ length: rows.n }, (_, i) => fold(rows.title(i)));
  const index = new MiniSearch<{ id: number; title: string }>({
    fields: ['title'],
    tokenize: tokens,
    processTerm: (term) => term,
  });
  index.addAll(folded.map((title, id) => ({ id, title })));

  const find = (query: string, combineWith: 'AND' | 'OR') =>
    index.search(query, {
      combineWith,
      prefix: (term, i, terms) => i === terms.length - 1 && term.length > 0,
      fuzzy: (term) => (term.length > 3 && /\p{L}/u.test(term) ? 0.25 : false),
      weights: { fuzzy: 0.3, prefix: 0.6 },
    });

  return {
    find(query) {
      const wanted = fold(query).trim();
      if (tokens(wanted).length === 0) return [];
      let found = find(wanted, 'AND');
      if (found.length === 0) found = find(wanted, 'OR');
      return found
        .map(({ id, score }) => {
          const place = id as number;
          return { place, score: score * lift[place]! * likeness(folded[place]!, wanted) };
        })
        .sort((a, b) => b.score - a.score || a.place - b.place)
        .map(({ place }) => place);
    },
  };
}

/** A title that is the query, or begins with it, is what was meant. */
function likeness(title: string, wanted: string): number {
  if (title === wanted) return 8;
  return title.startsWith(wanted) ? 2 : 1;
}

/** 1 to 1.5 by weight on a log scale; 1 where there is none. */
function weightLift(rows: Rows): Float64Array {
  const logs = Float64Array.from({ length: rows.n }, (_, i) => Math.log1p(Math.max(0, rows.weight(i) ?? 0)));
  const most = logs.reduce((a, b) => Math.max(a, b), 0);
  return logs.map((value) => 1 + (most > 0 ? (0.5 * value) / most : 0));
}
