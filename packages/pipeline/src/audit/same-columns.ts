import type { Finding } from '@parallax-map/core';
import type { ColumnProfile, SourceProfile } from '../data/index.js';
import { trimmedSql, type AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { Most } from './column-shapes.js';
import { count, listed, percent, plural, quoted } from './words.js';

/** Rows whose cells are compared for all columns, before a pair is counted over the whole table. */
const PROBES = 64;
/** A pair that will agree in `alike` of the rows may disagree in so many more of the probes by bad luck. */
const SLACK = 6;
/** Columns that are blank more often are alike by being blank. */
const LEAST_FILLED = 0.5;

/**
 * Columns that hold the same as an earlier one in all or nearly all rows. Each pair is compared on a few rows; only
 * those that agree there are counted, each column against one earlier at most.
 */
export async function sameColumns(
  table: AuditTable,
  { columns, rows }: SourceProfile,
  most: readonly (Most | undefined)[],
  alike: number,
): Promise<Finding[]> {
  const places = [...columns.keys()].filter((i) => tells(columns[i]!, most[i], rows, alike));
  if (places.length < 2) return [];
  const probes = await probe(table, places, rows);
  const allowed = Math.ceil(PROBES * (1 - alike)) + SLACK;
  const pairs: { a: number; b: number; agree: number; filled: number }[] = [];
  const settled = new Set<number>();
  for (const [j, b] of places.entries()) {
    for (const [i, a] of places.slice(0, j).entries()) {
      if (settled.has(a) || differ(probes[i]!, probes[j]!, allowed)) continue;
      const { agree, filled } = await agreement(table, a, b);
      if (agree < alike * filled) continue;
      pairs.push({ a, b, agree, filled });
      settled.add(b);
      break;
    }
  }
  if (pairs.length === 0) return [];
  const name = (place: number): string => quoted(columns[place]!.name, 40);
  const say = ({ a, b, agree, filled }: (typeof pairs)[number]): string =>
    `${name(b)} is ${name(a)} in ${agree === filled ? 'all' : percent(agree / filled)} of ${count(filled)} rows`;
  return [
    finding({
      code: 'COLUMN_SAME',
      column: pairs.length === 1 ? columns[pairs[0]!.b]!.name : null,
      message: `${plural(pairs.length, 'column')} ${pairs.length === 1 ? 'holds' : 'hold'} the same as an earlier one: ${listed(pairs.map(say))}.`,
      action: 'Both are kept. One is enough in --facets and in a --text template.',
      count: pairs.length,
      all: columns.length,
      of: 'columns',
      examples: pairs.map(({ b }) => ({ row: null, line: null, file: null, value: columns[b]!.name })),
    }),
  ];
}

/** A column that is mostly blank, or nearly constant, agrees with its like without being the same. */
function tells(
  { filled, distinct }: ColumnProfile,
  most: Most | undefined,
  rows: number,
  alike: number,
): boolean {
  return filled >= LEAST_FILLED * rows && distinct > 1 && (most === undefined || most.cells < alike * filled);
}

/** Per column the cells of some evenly spread rows. */
async function probe(
  table: AuditTable,
  places: readonly number[],
  rows: number,
): Promise<(string | null)[][]> {
  const step = Math.max(1, Math.floor(rows / PROBES));
  await table.run(
    `CREATE OR REPLACE TEMP TABLE probes AS SELECT * FROM cells WHERE r IN
      (SELECT r FROM (SELECT r, row_number() OVER (ORDER BY r) - 1 AS k FROM cells) WHERE k % ${step} = 0 ORDER BY r LIMIT ${PROBES})`,
  );
  const result = await table.source.connection.runAndReadAll(
    `SELECT ${places.map((i) => `hash(${trimmedSql(`c${i}`)})::VARCHAR`).join(', ')} FROM probes ORDER BY r`,
  );
  return result.getColumns() as (string | null)[][];
}

function differ(a: readonly unknown[], b: readonly unknown[], allowed: number): boolean {
  let left = allowed;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i] && --left < 0) return true;
  return false;
}

async function agreement(
  table: AuditTable,
  a: number,
  b: number,
): Promise<{ agree: number; filled: number }> {
  const [one, other] = [trimmedSql(`c${a}`), trimmedSql(`c${b}`)];
  const [found] = await table.ask<{ agree: number; filled: number }>(
    `SELECT count(*) FILTER (${one} = ${other})::DOUBLE AS agree,
      count(*) FILTER (${one} IS NOT NULL OR ${other} IS NOT NULL)::DOUBLE AS filled FROM cells`,
  );
  return found!;
}
