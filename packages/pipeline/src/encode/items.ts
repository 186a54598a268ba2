import type { Table } from '../store/index.js';
import type { Items } from './encoder.js';

/** Some rows of a table, ascending, as they are encoded. */
export function itemsOf(table: Pick<Table, 'rows' | 'text'>, rows: Uint32Array): Items {
  return { rows, tableRows: table.rows, texts: Array.from(rows, (row) => table.text[row]!) };
}

/** Some of the items, by their places, ascending. */
export function pickItems({ rows, tableRows, texts }: Items, places: Uint32Array): Items {
  return {
    rows: Uint32Array.from(places, (place) => rows[place]!),
    tableRows,
    texts: Array.from(places, (place) => texts[place]!),
  };
}

/** How many different texts there are. */
export function distinctTexts({ texts }: Items): number {
  return new Set(texts).size;
}
