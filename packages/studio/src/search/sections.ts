import type { Meaning } from '../live/use-meaning.js';
import type { Completion } from './complete.js';
import type { Found } from './find-titles.js';

/** Hits in the list, fewer where others by meaning follow; all are marked on the map. */
export const LISTED = { alone: 10, live: 5 };
export const LISTED_BY_MEANING = 5;

/** One line of the list: how the line may go on, what all hits have in common, or a row. */
export type Option =
  | { kind: 'line'; key: string; text: string; about: string; line: string }
  | { kind: 'keep'; key: string; words: string }
  | { kind: 'row'; key: string; row: number }
  | { kind: 'meaning'; key: string; row: number; similarity: number };

/** Lines of the list that belong together, under a heading or none. */
export interface Section {
  title: string | null;
  options: Option[];
}

interface Answers {
  lines: readonly Completion[];
  /** What is searched. */
  words: string;
  hits: Found;
  meaning: Meaning;
  /** Titles that are listed, at most. */
  listed: number;
}

/**
 * What stands in the list under the search, in its order: titles with all the words, then rows near in meaning. Under a
 * question, titles that share a word or two with it come last, and not before what is near in meaning is known.
 */
export function sectionsOf({ lines, words, hits, meaning, listed }: Answers): Section[] {
  const last = hits.partly && (meaning.asking || meaning.hits.length > 0);
  const titles = last && meaning.hits.length === 0 ? [] : hits.best.slice(0, listed);
  const near = meaning.hits.filter(({ row }) => last || !titles.includes(row)).slice(0, LISTED_BY_MEANING);
  const others = last ? titles.filter((row) => near.every((each) => each.row !== row)) : titles;
  const first: Section = {
    title: null,
    options: lines.map((each): Option => ({ kind: 'line', key: `line ${each.line}`, ...each })),
  };
  const byTitle: Section = {
    title: last && others.length > 0 ? 'Some of the words' : null,
    options: [
      ...others.map((row): Option => ({ kind: 'row', key: `row ${row}`, row })),
      ...(words.trim().length > 1 ? [{ kind: 'keep' as const, key: 'keep', words }] : []),
    ],
  };
  const byMeaning: Section = {
    title: 'By meaning',
    options: near.map((each): Option => ({ kind: 'meaning', key: `meaning ${each.row}`, ...each })),
  };
  const order = last ? [first, byMeaning, byTitle] : [first, byTitle, byMeaning];
  return order.filter(({ options }) => options.length > 0);
}
