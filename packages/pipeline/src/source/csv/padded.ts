import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../sql.js';
import { columnKinds, filledColumns, fitsSql, type ColumnKindOf } from './column-kinds.js';
import { fitFragment, lastCell } from './fit-fragment.js';

/** Places of rows, 0-based among those read. */
export interface Padded {
  /** Rows to which the following ones were joined. */
  joined: { row: number; parts: number }[];
  rejected: { row: number; reason: string }[];
}

/**
 * Some programs, met with a line break inside a value, end the row there and pad both halves to the full number
 * of delimiters: each looks like a row. They are told by kind: a row whose first column of dates, numbers,
 * addresses or codes holds something else, after a row that lacks its last columns, continues that row if its
 * last cells fit those columns. What fits in no way is taken out, as a reject. A row whose first such column
 * holds what it should is never touched.
 *
 * @param view rows as `loadFile` makes them, over the table `<view>_raw`, which is changed
 */
export async function rejoinPadded(
  connection: DuckDBConnection,
  view: string,
  { columns, rows, delimiter }: { columns: string[]; rows: number; delimiter: string },
): Promise<Padded> {
  const found: Padded = { joined: [], rejected: [] };
  const filled = await filledColumns(connection, view, columns.length, rows);
  const lastFilled = filled.at(-1);
  if (filled.length < 2 || rows < LEAST_ROWS || !(await hasBlank(connection, view, lastFilled!)))
    return found;
  const kinds = await columnKinds(connection, view, filled, rows);
  if (kinds.length < 2) return found;
  const first = kinds[0]!;
  const misfit = `is part of no row: it has not ${first.name} in "${columns[first.column]}"`;
  for (const run of await fragmentRuns(connection, view, first, kinds.at(-1)!)) {
    const [row, ...fragments] = await readCells(connection, view, run, columns.length);
    const last = lastCell(row!);
    const texts = [row![last]!];
    let ended = last < first.column ? -1 : 0;
    for (const [i, fragment] of fragments.entries()) {
      if (ended !== 0) break;
      const fit = fitFragment(fragment, last, kinds);
      const cells = fit.is === 'end' ? fit.cells : lastCell(fragment) + 1;
      texts.push(
        fragment
          .slice(0, cells)
          .map((cell) => cell ?? '')
          .join(delimiter),
      );
      if (fit.is === 'end') {
        const tail = fragment.slice(cells, lastCell(fragment) + 1);
        await replaceCells(connection, view, run[0]!, last, [texts.join('\n'), ...tail]);
        await remove(connection, view, run.slice(1, i + 2));
        found.joined.push({ row: run[0]! - 1, parts: i + 2 });
        ended = 1;
      } else if (fit.is === 'row') {
        reject(run.slice(1, i + 1));
        ended = -1;
      } else if (fit.is === 'none') {
        // What follows may be more of the same broken row.
        const rest = fragments.slice(i + 1).findIndex((next) => fitFragment(next, last, kinds).is === 'row');
        reject(rest < 0 ? run.slice(1) : run.slice(1, i + 2 + rest));
        ended = -1;
      }
    }
    if (ended === 0) reject(run.slice(1));
  }
  await remove(
    connection,
    view,
    found.rejected.map(({ row }) => row + 1),
  );
  return found;

  function reject(numbers: number[]): void {
    const reason = `${misfit}, and its values are not those that the row before lacks`;
    for (const number of numbers) found.rejected.push({ row: number - 1, reason });
  }
}

const LEAST_ROWS = 20;

async function hasBlank(connection: DuckDBConnection, view: string, column: number): Promise<boolean> {
  const sql = `SELECT count(*) FROM ${view} WHERE coalesce(trim(c${column}), '') = ''`;
  return Number((await connection.runAndReadAll(sql)).value(0, 0)) > 0;
}

/** Numbers of a row that lacks its last columns, and of the rows that follow and do not begin as a row does. */
async function fragmentRuns(
  connection: DuckDBConnection,
  view: string,
  first: ColumnKindOf,
  last: ColumnKindOf,
): Promise<number[][]> {
  const lacks = `coalesce(trim(c${last.column}), '') = ''`;
  const sql = `SELECT r, ok FROM (SELECT r, ${fitsSql(first)} AS ok, ${lacks} AS lacks FROM ${view}) WHERE NOT ok OR lacks ORDER BY r`;
  const [numbers, whole] = (await connection.runAndReadAll(sql)).getColumns() as [bigint[], boolean[]];
  const runs: number[][] = [];
  let run: number[] | undefined;
  for (const [i, big] of (numbers ?? []).entries()) {
    const number = Number(big);
    if (whole[i]) runs.push((run = [number]));
    else if (run !== undefined && number === run[0]! + run.length) run.push(number);
    else run = undefined;
  }
  return runs.filter(({ length }) => length > 1 && length <= MOST_PARTS);
}

/** Lines that one row may be broken over; more are a table of another kind. */
const MOST_PARTS = 1000;

async function readCells(
  connection: DuckDBConnection,
  view: string,
  numbers: number[],
  columns: number,
): Promise<(string | null)[][]> {
  const cells = Array.from({ length: columns }, (_, i) => `c${i}`).join(', ');
  const sql = `SELECT ${cells} FROM ${view} WHERE r BETWEEN ${numbers[0]} AND ${numbers.at(-1)} ORDER BY r`;
  return (await connection.runAndReadAll(sql)).getRows() as (string | null)[][];
}

async function replaceCells(
  connection: DuckDBConnection,
  view: string,
  number: number,
  from: number,
  cells: (string | null)[],
): Promise<void> {
  const sets = cells.map((cell, i) => `c${from + i} = ${cell === null ? 'NULL' : sqlText(cell)}`);
  await connection.run(`UPDATE ${view}_raw SET ${sets.join(', ')} WHERE rowid = ${number}`);
}

async function remove(connection: DuckDBConnection, view: string, numbers: number[]): Promise<void> {
  if (numbers.length === 0) return;
  await connection.run(`DELETE FROM ${view}_raw WHERE rowid IN (${numbers.join(', ')})`);
}
