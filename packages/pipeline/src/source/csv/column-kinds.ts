import type { DuckDBConnection } from '@duckdb/node-api';
import { sqlText } from '../sql.js';

/** What nearly every cell of a column is, written as nothing else is. */
export interface ColumnKindOf {
  column: number;
  /** In words, with its article. */
  name: string;
  pattern: string;
  /** Whether a word of prose may look like it. */
  weak: boolean;
}

/** Whether a cell is of the column's kind. */
export function fits({ pattern }: ColumnKindOf, cell: string | null): boolean {
  return cell !== null && new RegExp(`^(${pattern})$`, 'i').test(cell.trim());
}

/** SQL for the same. */
export function fitsSql({ column, pattern }: Pick<ColumnKindOf, 'column' | 'pattern'>): string {
  return `coalesce(regexp_full_match(trim(c${column}), ${sqlText(`(?i)(${pattern})`)}), false)`;
}

/** The columns that are nearly always filled, by place. */
export async function filledColumns(
  connection: DuckDBConnection,
  view: string,
  columns: number,
  rows: number,
): Promise<number[]> {
  const counts = await perColumn(
    connection,
    view,
    // Most cells do not begin with a blank, and need not be trimmed.
    Array.from(
      { length: columns },
      (_, i) => `count(CASE WHEN ascii(c${i}) > 32 THEN 1 WHEN trim(c${i}) <> '' THEN 1 END)`,
    ),
  );
  return [...counts.keys()].filter((i) => counts[i]! >= FILLED * rows);
}

/** Which of some columns hold one kind of value, by a sample of the rows at equal distances. */
export async function columnKinds(
  connection: DuckDBConnection,
  view: string,
  columns: number[],
  rows: number,
): Promise<ColumnKindOf[]> {
  const every = Math.ceil(rows / SAMPLE);
  const sample = `(SELECT * FROM ${view} WHERE r % ${every} = 0)`;
  const tests = columns.flatMap((column) => KINDS.map(({ pattern }) => ({ column, pattern })));
  const shares = await perColumn(
    connection,
    sample,
    tests.map(
      (test) =>
        `coalesce(avg(CASE WHEN ${fitsSql(test)} THEN 1 ELSE 0 END) FILTER (trim(c${test.column}) <> ''), 0)`,
    ),
  );
  return columns.flatMap((column, i) => {
    const kind = KINDS.find((_, k) => shares[i * KINDS.length + k]! >= ALIKE);
    return kind ? [{ column, ...kind }] : [];
  });
}

const FILLED = 0.9;
const ALIKE = 0.95;
const SAMPLE = 10_000;
const KINDS = [
  { name: 'a date', pattern: '[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ][0-9:.+Z -]*)?', weak: false },
  {
    name: 'a number',
    pattern: "[+-]?([0-9]{1,3}([.,' ][0-9]{3})+|[0-9]+)([.,][0-9]+)?([eE][+-]?[0-9]+)?",
    weak: false,
  },
  { name: 'an address', pattern: 'https?://[^\\s]+', weak: false },
  { name: 'a short code', pattern: '[A-Za-z0-9_-]{1,8}', weak: true },
];

/** One number for each expression; some at a time, since a query over all takes the square of their number to plan. */
async function perColumn(
  connection: DuckDBConnection,
  from: string,
  expressions: string[],
): Promise<number[]> {
  const numbers: number[] = [];
  for (let i = 0; i < expressions.length; i += AT_ONCE) {
    const some = expressions.slice(i, i + AT_ONCE).join(', ');
    const result = await connection.runAndReadAll(`SELECT ${some} FROM ${from}`);
    numbers.push(...result.getRows()[0]!.map(Number));
  }
  return numbers;
}

const AT_ONCE = 256;
