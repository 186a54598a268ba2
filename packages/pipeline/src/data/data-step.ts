import { type ColumnSummary, type DataSection, ParallaxError, pictureAddress } from '@parallax-map/core';
import type { Step } from '../step.js';
import { readTable, type TableCells } from '../source/index.js';
import type { Table } from '../store/index.js';
import { readAs, shownColumns } from './cell-kinds.js';
import { checkKept, keepRows } from './keep-rows.js';
import { readPlaces } from './own-places.js';
import type { SourceProfile } from './profile.js';
import type { ReadingSection } from './profile-step.js';
import { readable } from './readable.js';
import { readRoles } from './roles.js';
import { loadData, saveData } from './save-data.js';
import { summarizeColumns } from './summarize-columns.js';
import { fillAddress, fillText, type Template } from './template.js';
import { dateFormats, numberFormats, parseNumber, parseYear } from '../values/index.js';

/** The decisions about which rows are kept and what their columns are. */
export type KeepSection = Pick<DataSection, 'columns' | 'top' | 'by' | 'duplicates'> & {
  reading: Omit<ReadingSection, 'name'>;
  /** Columns with places of the rows' own; left out where the map is laid out. */
  places?: { x: string; y: string };
  /** Column with topics of one's own; left out where topics are found. */
  topics?: string;
  /** Whether rows need no text; left out where they do. */
  textless?: true;
  /** Whether pictures are encoded: rows are then told apart by them too. Left out where they are not. */
  pictures?: true;
};

export interface DataOutput {
  table: Table;
  /** What the Data view shows of each column of the source. */
  columns: ColumnSummary[];
}

/**
 * Reads the table and decides which rows are kept. The section is `data` without the path of the source: the
 * bytes count, not where they lie, so the key of the input is their SHA-256.
 */
export const dataStep: Step<KeepSection, SourceProfile, DataOutput> = {
  name: 'data',
  version: 6,
  about: 'reading the table',
  async make(section, profile, { signal }) {
    const { columns } = section;
    const names = profile.columns.map(({ name }) => name);
    const roles = readRoles(columns, section.by, names, profile.name, [
      ['reduce.mapX', section.places?.x ?? null],
      ['reduce.mapY', section.places?.y ?? null],
      ['cluster.topicColumn', section.topics ?? null],
    ]);
    const shown = shownColumns(profile, columns.facets, roles.reads);
    const source = await readTable(profile.request, new Set([...roles.reads, ...shown]));
    signal.throwIfAborted();
    const text = fillColumn(source, roles.text, fillText);
    const title = cellsOf(source, columns.title);
    const weight = numbersOf(source, columns.weight);
    const image = picturesOf(source, roles.image);
    const picture = section.pictures ? image : null;
    const rank = rankOf(section, source, weight, profile.name);
    const places = section.places === undefined ? null : readPlaces(source, section.places, profile.name);
    const textMayBeBlank = section.textless === true;
    const kept = keepRows(text, title, picture, { ...section, rank, places, textMayBeBlank });
    checkKept(text, picture, places, kept, profile.name);
    const time =
      columns.time === null ? blank(source.rows, null) : source.cells.get(columns.time)!.map(filled);
    const table: Table = {
      rows: source.rows,
      id: cellsOf(source, columns.id),
      title,
      text: text.map(readable),
      ...kept,
      time,
      year: yearsOf(time),
      weight,
      image,
      link: linksOf(source, roles.link, roles.linkFallback),
      columns: shown.map((name) => {
        const column = profile.columns.find((one) => one.name === name)!;
        const values = cellsOf(source, name);
        return { name, ...readAs(column, values, columns), values };
      }),
      line: source.line,
      file: source.file,
      ...(places !== null && { places }),
      ...(section.topics !== undefined && { topics: cellsOf(source, section.topics) }),
    };
    return { table, columns: summarizeColumns(profile, columns) };
  },
  save: saveData,
  load: loadData,
};

/** Cells of a column, trimmed, blanks as ''; all blank without a column. */
function cellsOf({ rows, cells }: TableCells, column: string | null): string[] {
  if (column === null) return blank(rows, '');
  return cells.get(column)!.map((cell) => cell?.trim() ?? '');
}

function filled(cell: string | null): string | null {
  return cell?.trim() || null;
}

function blank<T>(rows: number, value: T): T[] {
  return new Array<T>(rows).fill(value);
}

function numbersOf({ rows, cells }: TableCells, column: string | null): Float64Array {
  if (column === null) return new Float64Array(rows).fill(NaN);
  const { format } = numberFormats(cells.get(column)!);
  return Float64Array.from(cells.get(column)!, (cell) => parseNumber(cell, format));
}

/** The column is told to be time, so numbers in it may be Unix time or Excel's days. */
function yearsOf(time: (string | null)[]): Float64Array {
  const { format } = dateFormats(time, true);
  return Float64Array.from(time, (cell) => parseYear(cell, format));
}

function rankOf(
  { top, by, columns }: KeepSection,
  source: TableCells,
  weight: Float64Array,
  table: string,
): { name: string; values: Float64Array } | null {
  const name = by ?? columns.weight;
  if (top === null || name === null) return null;
  const values = by === null ? weight : numbersOf(source, by);
  const numbers = values.filter((value) => !Number.isNaN(value)).length;
  const filled = source.cells.get(name)!.filter((cell) => cell !== null && cell.trim() !== '').length;
  if (2 * numbers < filled || numbers === 0) {
    throw new ParallaxError(
      'RECIPE_INVALID',
      `data.by must name a column of numbers; ${numbers} of ${filled} values in "${name}" of ${table} are numbers`,
    );
  }
  return { name, values };
}

function fillColumn<T>(
  source: TableCells,
  template: Template,
  fill: (template: Template, cells: readonly string[]) => T,
): T[] {
  const columns = template.columns.map((column) => cellsOf(source, column));
  return Array.from({ length: source.rows }, (_, row) =>
    fill(
      template,
      columns.map((cells) => cells[row]!),
    ),
  );
}

function picturesOf(source: TableCells, image: Template | null): string[] {
  if (image === null) return blank(source.rows, '');
  const [before, after] = image.literals as [string, string];
  return cellsOf(source, image.columns[0]!).map((cell) => pictureAddress({ before, after }, cell));
}

function linksOf(source: TableCells, link: Template | null, fallback: Template | null): string[] {
  const first = link ? fillColumn(source, link, fillAddress) : [];
  const second = fallback ? fillColumn(source, fallback, fillAddress) : [];
  return Array.from({ length: source.rows }, (_, row) => first[row] ?? second[row] ?? '');
}
