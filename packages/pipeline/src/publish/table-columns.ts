import type { StudioColumn, ColumnSummary } from '@parallax-map/core';
import type { Column, Table, TableColumn } from '../store/index.js';
import { dateFormats, numberFormats, parseDate, parseNumber } from '../values/index.js';

/** A column of the source on its way into the studio's table. */
export interface ShownColumn {
  name: string;
  /** Its name in the table. */
  field: string;
  /** None where another column holds the same cells. */
  made: Column[];
}

/** Columns of the studio's table that a column of the source may be the same as. */
export type Standing = Record<'title' | 'text' | 'link', readonly string[]>;

/**
 * The columns of the source as they go into the studio's table; see core's contract/studio.ts.
 *
 * @param rows the kept rows
 * @param standing what the table holds already, for those rows
 */
export function shownColumns(table: Table, rows: Uint32Array, standing: Standing): ShownColumn[] {
  return table.columns.map((column) => {
    const cells = Array.from(rows, (row) => column.values[row]!);
    const same = Object.entries(standing).find(([, values]) =>
      values.every((value, i) => value === cells[i]),
    );
    if (same !== undefined) return { name: column.name, field: same[0], made: [] };
    const field = `column:${column.name}`;
    return { name: column.name, field, made: columnsOf(field, column, cells) };
  });
}

/** What the studio is told of each column of the source. */
export function withFields(columns: readonly ColumnSummary[], shown: readonly ShownColumn[]): StudioColumn[] {
  const fields = new Map(shown.map(({ name, field }) => [name, field]));
  return columns.map((column) => ({ ...column, field: fields.get(column.name) ?? null }));
}

/** Numbers and dates are read in the format that the whole column speaks for, dropped rows too. */
function columnsOf(field: string, { name, kind, values }: TableColumn, cells: string[]): Column[] {
  if (kind === 'words') return [wordsColumn(field, cells)];
  if (kind === 'number') {
    const { format } = numberFormats(values);
    const numbers = Float64Array.from(cells, (cell) => parseNumber(cell, format));
    return [
      { name: field, type: 'float64', values: numbers, valid: known(numbers) },
      ...written(name, cells, (i) => Number.isNaN(numbers[i]!)),
    ];
  }
  const { format } = dateFormats(values, true);
  const days = cells.map((cell) => parseDate(cell, format));
  const times = Float64Array.from(days, (day, i) => clock(cells[i]!) ?? (day ? millisecondsOf(day) : NaN));
  return [
    { name: field, type: 'time', values: times },
    ...written(name, cells, (i) => {
      const day = days[i];
      if (clock(cells[i]!) !== null) return false;
      return day?.day === undefined || /\d:\d/.test(cells[i]!);
    }),
  ];
}

function wordsColumn(name: string, cells: readonly string[]): Column {
  const values = cells.map((cell) => cell || null);
  const filled = values.filter((value) => value !== null);
  // Places take bytes too: they pay where a text stands twice on average.
  const repeats = 2 * new Set(filled).size <= filled.length;
  return { name, type: repeats ? 'words' : 'utf8', values };
}

/** Cells that the number or date beside them does not say in full. */
function written(name: string, cells: readonly string[], short: (i: number) => boolean): Column[] {
  const values = cells.map((cell, i) => (cell !== '' && short(i) ? cell : null));
  return values.every((value) => value === null) ? [] : [{ name: `written:${name}`, type: 'words', values }];
}

function known(numbers: Float64Array): Uint8Array {
  return Uint8Array.from(numbers, (value) => (Number.isNaN(value) ? 0 : 1));
}

/** Day and time as ISO 8601 writes them; without a zone, UTC. Null where a cell is written otherwise. */
function clock(cell: string): number | null {
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(?:\d*)(Z|[+-]\d\d:?\d\d)?$/.exec(
    cell,
  );
  if (found === null) return null;
  const zone = found[3]?.replace(/^(.\d\d)(\d\d)$/, '$1:$2') ?? 'Z';
  const time = Date.parse(`${found[1]}T${found[2]}${zone}`);
  return Number.isNaN(time) ? null : time;
}

function millisecondsOf({
  year,
  month = 1,
  day = 1,
}: {
  year: number;
  month?: number | undefined;
  day?: number | undefined;
}): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
