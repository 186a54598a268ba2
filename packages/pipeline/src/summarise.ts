import type { RunSummary, Topics } from '@parallax-map/core';
import type { Table } from './store/index.js';

/** Words and titles shown for a topic in the summary. */
const WORDS = 6;
const CENTRAL = 3;

/** The finest topics in short, largest first. */
export function summarise(topics: Topics, table: Table): RunSummary['topics'] {
  return topics.levels.at(-1)!.topics.map(({ id, label, size, share, words, exemplars, stability }) => ({
    id,
    label,
    size,
    share,
    words: words.slice(0, WORDS).map(({ word }) => word),
    central: exemplars.slice(0, CENTRAL).map((row) => rowName(table, row)),
    stability,
  }));
}

/** Title of a row, or the beginning of its text, or its id; where it has none of them, which row it is. */
export function rowName(table: Table, row: number): string {
  return table.title[row] || table.text[row]!.slice(0, 60) || table.id[row] || `row ${row + 1}`;
}
