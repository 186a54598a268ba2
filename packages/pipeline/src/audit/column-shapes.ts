import type { Finding, FindingCode } from '@parallax-map/core';
import type { ColumnProfile, SourceProfile } from '../data/index.js';
import type { ColumnBlock } from '../source/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles, Role } from './roles.js';
import { count, listed, percent, plural, quoted } from './words.js';

/** The value that most cells hold, and how many do. */
export interface Most {
  value: string;
  cells: number;
}

/** Values of numbers are often unique without being ids. */
const TELLS_ROWS_APART: readonly Role[] = ['id', 'title', 'text', 'image', 'link', 'time', 'weight', 'rank'];

/**
 * The most frequent value of each column of a block where it might be nearly constant, by place; not of those that
 * hold too many different ones for that.
 */
export async function mostFrequent(
  table: AuditTable,
  { places, relation }: ColumnBlock,
  columns: readonly Pick<ColumnProfile, 'filled' | 'distinct'>[],
  alike: number,
): Promise<Map<number, Most>> {
  const some = places.filter((place) => {
    const { filled, distinct } = columns[place]!;
    return distinct > 1 && filled - distinct + 1 >= alike * filled;
  });
  if (some.length === 0) return new Map();
  const found = await table.ask<Most & { place: number }>(
    `SELECT place, cell AS value, count(*)::DOUBLE AS cells FROM ${relation} WHERE place IN (${some.join(', ')}) AND cell IS NOT NULL
      GROUP BY place, cell QUALIFY row_number() OVER (PARTITION BY place ORDER BY cells DESC, cell) = 1`,
  );
  return new Map(found.map(({ place, ...most }) => [place, most]));
}

/** Columns that say nothing, or nothing of groups: one finding for each way, whatever the number of columns. */
export function columnShapes(
  { columns, rows }: SourceProfile,
  roles: AuditRoles,
  most: readonly (Most | undefined)[],
  alike: number,
): Finding[] {
  const empty = columns.filter(({ filled }) => filled === 0);
  const unnamed = columns.filter(({ name, filled }, i) => filled > 0 && name === `column_${i + 1}`);
  const constant = columns.filter(({ filled, distinct }) => distinct === 1 && filled > (1 - alike) * rows);
  const nearly = columns.filter(
    ({ filled }, i) => filled > (1 - alike) * rows && (most[i]?.cells ?? 0) >= alike * filled,
  );
  const sparse = columns.filter(({ filled }) => filled > 0 && filled <= (1 - alike) * rows);
  const unique = columns.filter((column) => isUnique(column, alike) && !tellsApart(roles, column.name));
  const blank = (column: ColumnProfile): string =>
    `${quoted(column.name, 40)} (${plural(column.filled, 'cell')})`;
  const value = (column: ColumnProfile): string => {
    const { value: held, cells } = most[columns.indexOf(column)]!;
    return `${quoted(column.name, 40)} is ${quoted(held, 40)} in ${percent(cells / column.filled)}`;
  };
  const left = 'Left alone. A role in the recipe that names one of them says little.';
  return [
    ...ofColumns('COLUMN_EMPTY', empty, columns.length, {
      message: `${verb(empty, 'holds', 'hold')} nothing in any row: ${names(empty)}.`,
      action: 'Left alone; no role is given to a column without values.',
    }),
    ...ofColumns('COLUMN_UNNAMED', unnamed, columns.length, {
      message: `${verb(unnamed, 'has', 'have')} values but no name in the header.`,
      action: `Called by place: ${names(unnamed)}. A name in the header would stay when columns move.`,
    }),
    ...ofColumns('COLUMN_CONSTANT', constant, columns.length, {
      message: `${verb(constant, 'holds', 'hold')} one value wherever filled: ${listed(
        constant.map((column) => `${quoted(column.name, 40)} is ${quoted(column.examples[0] ?? '', 40)}`),
      )}.`,
      action: left,
    }),
    ...ofColumns('COLUMN_NEARLY_CONSTANT', nearly, columns.length, {
      message: `${verb(nearly, 'holds', 'hold')} one value nearly everywhere: ${listed(nearly.map(value))}.`,
      action: left,
    }),
    ...ofColumns('COLUMN_SPARSE', sparse, columns.length, {
      message: `${verb(sparse, 'is', 'are')} blank in ${percent(alike)} of the ${count(rows)} rows or more: ${listed(sparse.map(blank))}.`,
      action: left,
    }),
    ...ofColumns('COLUMN_UNIQUE', unique, columns.length, {
      message: `${verb(unique, 'holds', 'hold')} another value in nearly every row and ${unique.length === 1 ? 'has' : 'have'} no role that tells rows apart: ${names(unique)}.`,
      action:
        'Left alone: groups cannot be compared by what differs in every row. --id or --title gives it a use.',
    }),
  ].map((one) => warnOfFacets(one, roles));
}

/** One finding for all columns that a code concerns; none where there are none. */
function ofColumns(
  code: FindingCode,
  concerned: readonly ColumnProfile[],
  all: number,
  words: { message: string; action: string },
): Finding[] {
  if (concerned.length === 0) return [];
  const examples = concerned.map(({ name }) => ({ row: null, line: null, file: null, value: name }));
  const column = concerned.length === 1 ? concerned[0]!.name : null;
  const columns = concerned.map(({ name }) => name);
  return [
    finding({ code, column, columns, ...words, count: concerned.length, all, of: 'columns', examples }),
  ];
}

/** A facet that all rows have alike, or no two, is a decision worth another look. */
function warnOfFacets(found: Finding, roles: AuditRoles): Finding {
  const isFacet = found.column !== null && roles.columns.facets.includes(found.column);
  return isFacet ? { ...found, severity: 'warning' } : found;
}

function isUnique({ kind, filled, distinct, meanLength }: ColumnProfile, alike: number): boolean {
  const sort = kind === 'text' || kind === 'integer' || kind === 'url';
  return sort && filled >= 20 && distinct >= alike * filled && meanLength <= 120;
}

function tellsApart(roles: AuditRoles, column: string): boolean {
  return TELLS_ROWS_APART.some((role) => roles.of.get(column)?.has(role) === true);
}

function verb(columns: readonly unknown[], one: string, many: string): string {
  return `${plural(columns.length, 'column')} ${columns.length === 1 ? one : many}`;
}

function names(columns: readonly ColumnProfile[]): string {
  return listed(columns.map(({ name }) => quoted(name, 40)));
}
