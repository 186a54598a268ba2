import type { Columns } from '@parallax-map/core';
import type { CellKind, TableColumn } from '../store/index.js';
import { dateForm } from '../values/index.js';
import { isNamed } from './column-names.js';
import type { ColumnProfile, TableProfile } from './profile.js';

/**
 * Columns of the source that go along with the rows: the facets, in the recipe's order, then the others as they come. Of
 * a very large table only as many as memory is sure to hold; those that play a role are always among them.
 */
export function shownColumns(
  { columns, rows }: TableProfile,
  facets: readonly string[],
  reads: ReadonlySet<string>,
): string[] {
  const most = Math.min(MOST_COLUMNS, Math.max(FEWEST_COLUMNS, Math.floor(MOST_CELLS / Math.max(1, rows))));
  const others = columns.map(({ name }) => name).filter((name) => !facets.includes(name));
  const free = others.filter((name) => !reads.has(name)).slice(0, Math.max(0, most - reads.size));
  return [...facets, ...others.filter((name) => reads.has(name) || free.includes(name))];
}

const MOST_COLUMNS = 300;
const FEWEST_COLUMNS = 12;
const MOST_CELLS = 30_000_000;

/**
 * What the cells of a column are read as, and whether rows can be filtered by them: categories that the recipe names,
 * numbers and dates. Ids, running numbers, and digits that are no amounts (with leading zeros, a plus, or more of them
 * than a number holds) are words.
 *
 * @param values cells of the column, trimmed
 */
export function readAs(
  column: ColumnProfile,
  values: readonly string[],
  columns: Columns,
): Pick<TableColumn, 'kind' | 'facet'> {
  const { name, distinct } = column;
  const named = columns.facets.includes(name);
  const isId = name === columns.id || (isNamed(name, 'id') && !named);
  const kind = isId ? 'words' : kindOf(column, values, name === columns.time);
  if (named) return { kind: kind === 'number' && distinct <= FEW ? 'words' : kind, facet: true };
  return { kind, facet: kind !== 'words' && !isRunning(column) && distinct > 1 };
}

/** Numbers of so few different values are categories where the recipe says so. */
const FEW = 12;

function kindOf(column: ColumnProfile, values: readonly string[], isTime: boolean): CellKind {
  const { kind, name, date } = column;
  const mayBeTime = isTime || isNamed(name, 'time');
  const isDated = kind === 'date' || (mayBeTime && date >= MOST);
  if (isDated && (kind !== 'integer' || !values.every(isYear))) return 'date';
  const isNumeric = kind === 'integer' || kind === 'number';
  return isNumeric && !values.some(isCode) ? 'number' : 'words';
}

/** As the profile asks of a kind. */
const MOST = 0.95;

function isYear(cell: string): boolean {
  return cell === '' || dateForm(cell)?.form === 'yyyy' || dateForm(cell) === undefined;
}

/** Digits that would not be the same again once read as a number. */
function isCode(cell: string): boolean {
  return /^(?:\+|-?0\d)/.test(cell) || /\d{16}/.test(cell);
}

/** 0, 1, 2 …: the number of the line under another name. */
function isRunning({ kind, filled, distinct, least, most }: ColumnProfile): boolean {
  return kind === 'integer' && distinct === filled && filled > 2 && most! - least! === filled - 1;
}
