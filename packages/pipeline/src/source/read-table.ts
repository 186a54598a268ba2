import type { SourceRequest } from './request.js';
import { withSource } from './source-table.js';
import type { SourceTable } from './source-table.js';

export interface TableCells {
  rows: number;
  /** All columns of the file, in its order, whether read or not. */
  names: string[];
  /** Cells of the columns asked for, in file order; null where there is nothing. */
  cells: Map<string, (string | null)[]>;
  /** Line of its file that each row begins on, 1-based; 0 where its file has no lines. */
  line: Uint32Array;
  /** Name of the file of each row where the table is several; empty where it is one. */
  file: string[];
}

/**
 * Reads a table as text.
 *
 * @param wanted names of the columns to read, default all; those that the table lacks are left out
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY, DATA_UNREADABLE
 */
export function readTable(request: SourceRequest, wanted?: Iterable<string>): Promise<TableCells> {
  return withSource(request, async (table) => {
    const { rows, reading, lines, files } = table;
    const names = table.columns.map(({ name }) => name);
    const cells = await readCells(table, new Set(wanted ?? names));
    const line = lines ?? new Uint32Array(rows);
    const file = Array.from({ length: rows }, (_, row) => (files ? reading.files[files[row]!]!.name : ''));
    return { rows, names, cells, line, file };
  });
}

async function readCells(table: SourceTable, wanted: Set<string>): Promise<Map<string, (string | null)[]>> {
  const indices = [...table.columns.keys()].filter((i) => wanted.has(table.columns[i]!.name));
  const cells = new Map<string, (string | null)[]>();
  if (indices.length === 0) return cells;
  const sql = `SELECT ${indices.map((i) => `c${i}`).join(', ')} FROM cells ORDER BY r`;
  const values = (await table.connection.runAndReadAll(sql)).getColumns();
  indices.forEach((index, i) => cells.set(table.columns[index]!.name, values[i] as (string | null)[]));
  return cells;
}
