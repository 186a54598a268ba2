import type { Table } from '../store/index.js';
import type { Items } from './encoder.js';
import type { Picture } from './picture/picture.js';

/**
 * Some rows of a table, ascending, as they are encoded.
 *
 * @param pictures of these rows; null where nobody looks at them
 */
export function itemsOf(
  table: Pick<Table, 'rows' | 'text'>,
  rows: Uint32Array,
  pictures: readonly Picture[] | null,
): Items {
  return { rows, tableRows: table.rows, texts: Array.from(rows, (row) => table.text[row]!), pictures };
}

/** Some of the items, by their places, ascending. */
export function pickItems({ rows, tableRows, texts, pictures }: Items, places: Uint32Array): Items {
  return {
    rows: Uint32Array.from(places, (place) => rows[place]!),
    tableRows,
    texts: Array.from(places, (place) => texts[place]!),
    pictures: pictures && Array.from(places, (place) => pictures[place]!),
  };
}

/** How many different texts there are. */
export function distinctTexts({ texts }: Items): number {
  return new Set(texts).size;
}
