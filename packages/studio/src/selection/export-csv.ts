import { isoDate } from '../data/dates.js';
import { formatCell } from './csv-cell.js';
import type { ExportedColumn } from './exported.js';

/**
 * Rows as CSV (RFC 4180, UTF-8 with a mark that spreadsheets know it by). Dates are ISO 8601; what a number or date does
 * not say in full stands as the table has it.
 *
 * @param places rows to write, in this order
 */
export function selectionCsv(columns: readonly ExportedColumn[], places: Uint32Array): Blob {
  const lines = [columns.map(({ name }) => formatCell(name)).join(',')];
  for (const i of places) lines.push(columns.map((column) => formatCell(cellOf(column, i))).join(','));
  return new Blob(['\uFEFF', lines.join('\r\n'), '\r\n'], { type: 'text/csv;charset=utf-8' });
}

function cellOf({ kind, value, written }: ExportedColumn, i: number): string | number {
  const cell = written(i) ?? value(i) ?? '';
  return kind === 'date' && typeof cell === 'number' ? isoDate(cell) : cell;
}

/** Hands a file to the reader. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
