import { ParallaxError } from '@parallax-map/core';
import type { TableCells } from '../source/index.js';
import { numberFormats, parseNumber } from '../values/index.js';

/** Places of rows on a map of one's own, map units; NaN where a row has none. */
export interface Places {
  x: Float32Array;
  y: Float32Array;
}

/**
 * Reads the places of rows from two columns of numbers. A coordinate that is blank, no number or not finite is NaN.
 *
 * @param columns known to be in the table
 * @throws ParallaxError RECIPE_INVALID where most filled cells of a column are no numbers, naming the first
 */
export function readPlaces(
  source: Pick<TableCells, 'cells'>,
  columns: { x: string; y: string },
  table: string,
): Places {
  const axis = (role: 'X' | 'Y', column: string): Float32Array => {
    const cells = source.cells.get(column)!;
    const values = coordinates(cells);
    const filled = cells.filter((cell) => cell !== null && cell.trim() !== '').length;
    const read = values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    if (2 * read < filled || read === 0) {
      const row = cells.findIndex(
        (cell, i) => cell !== null && cell.trim() !== '' && Number.isNaN(values[i]),
      );
      const first = row < 0 ? '' : `; row ${row + 1} has ${JSON.stringify(cells[row]!.trim().slice(0, 60))}`;
      throw new ParallaxError(
        'RECIPE_INVALID',
        `reduce.map${role} must name a column of numbers; ${read} of ${filled} values in "${column}" of ${table} are numbers${first}`,
      );
    }
    return values;
  };
  return { x: axis('X', columns.x), y: axis('Y', columns.y) };
}

export function hasPlace({ x, y }: Places, row: number): boolean {
  return Number.isFinite(x[row]) && Number.isFinite(y[row]);
}

/**
 * The numbers of a column of coordinates, NaN for what is none or not finite: as programs write them (-1.5e-3), or else
 * as the column does (8,3).
 */
export function coordinates(cells: readonly (string | null)[]): Float32Array {
  const { format } = numberFormats(cells);
  const plain = format.point === 'decimal' && format.comma === 'thousands';
  return Float32Array.from(cells, (cell) => {
    const text = cell?.trim() ?? '';
    if (text === '') return NaN;
    const value = Math.fround(plain && PROGRAM.test(text) ? Number(text) : parseNumber(text, format));
    return Number.isFinite(value) ? value : NaN;
  });
}

/** A number as programs write it. */
const PROGRAM = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;
