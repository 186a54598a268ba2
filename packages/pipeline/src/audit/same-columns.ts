import type { Finding } from '@parallax-map/core';
import type { ColumnProfile, SourceProfile } from '../data/index.js';
import { trimmedSql } from '../source/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { Most } from './column-shapes.js';
import { count, listed, percent, plural, quoted } from './words.js';

/** Rows whose cells are compared for all columns, before a pair is counted over the whole table. */
const PROBES = 64;
/** A pair that will agree in `alike` of the rows may disagree in so many more of the probes by bad luck. */
const SLACK = 6;
/** Columns that are blank more often are alike by being blank. */
const LEAST_FILLED = 0.5;

/** Pairs that are counted in one query: a query on a wide table takes time by its columns. */
const TOGETHER = 32;

/**
 * Columns that hold the same as an earlier one in all or nearly all rows. Each pair is compared on a few rows; a
 * column is then counted over all rows against the earlier one that agrees with it best there.
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
  const likely: [number, number][] = [];
  const settled = new Set<number>();
  for (const [j, b] of places.entries()) {
    let best = { i: -1, differing: allowed + 1 };
    for (const [i, a] of places.slice(0, j).entries()) {
      if (best.differing === 0) break;
      const differing = settled.has(a) ? Infinity : differences(probes[i]!, probes[j]!, best.differing);
      if (differing < best.differing) best = { i, differing };
    }
    if (best.i < 0) continue;
    likely.push([places[best.i]!, b]);
    settled.add(b);
  }
  const pairs = (await agreements(table, likely)).filter(({ agree, filled }) => agree >= alike * filled);
  if (pairs.length === 0) return [];
  const name = (place: number): string => quoted(columns[place]!.name, 40);
  const say = ({ a, b, agree, filled }: (typeof pairs)[number]): string =>
    `${name(b)} is ${name(a)} in ${agree === filled ? 'all' : percent(agree / filled)} of ${count(filled)} rows`;
  return [
    finding({
      code: 'COLUMN_SAME',
      column: pairs.length === 1 ? columns[pairs[0]!.b]!.name : null,
      columns: pairs.map(({ b }) => columns[b]!.name),
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

/** Per column the trimmed cells of some evenly spread rows. */
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
  // Trimmed here, since so many expressions would take the square of their number to plan.
  const sql = `SELECT ${places.map((i) => `c${i}`).join(', ')} FROM probes ORDER BY r`;
  const cells = (await table.source.connection.runAndReadAll(sql)).getColumns() as (string | null)[][];
  return cells.map((own) => own.map((cell) => cell?.trim() || null));
}

/** Places in which two differ, counted up to `most`. */
function differences(a: readonly unknown[], b: readonly unknown[], most: number): number {
  let differing = 0;
  for (let i = 0; i < a.length && differing < most; i++) if (a[i] !== b[i]) differing++;
  return differing;
}

interface Pair {
  a: number;
  b: number;
  /** Rows in which both hold the same, of those in which either holds something. */
  agree: number;
  filled: number;
}

async function agreements(table: AuditTable, likely: readonly [number, number][]): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let from = 0; from < likely.length; from += TOGETHER) {
    const some = likely.slice(from, from + TOGETHER);
    const counts = some.map(([a, b]) => {
      const [one, other] = [trimmedSql(`c${a}`), trimmedSql(`c${b}`)];
      return `count(*) FILTER (${one} = ${other})::DOUBLE, count(*) FILTER (${one} IS NOT NULL OR ${other} IS NOT NULL)::DOUBLE`;
    });
    const columns = [...new Set(some.flat())].map((i) => `c${i}`).join(', ');
    const sql = `SELECT ${counts.join(', ')} FROM (SELECT ${columns} FROM cells)`;
    const found = (await table.source.connection.runAndReadAll(sql)).getRows()[0] as number[];
    some.forEach(([a, b], i) => pairs.push({ a, b, agree: found[2 * i]!, filled: found[2 * i + 1]! }));
  }
  return pairs;
}
