import type { Finding } from '@parallax-map/core';
import { trimmedSql } from '../source/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles } from './roles.js';
import { does, part } from './words.js';

/** Columns whose cells tell a repeated header; more would say no more. */
const HEADER_COLUMNS = 20;
const YEAR = "regexp_extract(coalesce(year, ''), '[12][0-9]{3}')";

/** Rows that repeat another: whole, by title and year, or the header. */
export async function repeatedRows(table: AuditTable, roles: AuditRoles): Promise<Finding[]> {
  return [...(await wholeRows(table)), ...(await titles(table, roles)), ...(await headers(table))];
}

async function wholeRows(table: AuditTable): Promise<Finding[]> {
  const { rows, names } = table;
  // Cells apart by what stands in no text, blanks told from what is missing.
  const cells = names.map((_, i) => `coalesce(c${i}, chr(30))`).join(', ');
  await table.run(`CREATE OR REPLACE TEMP TABLE whole AS SELECT r, row_number() OVER (PARTITION BY h ORDER BY r) > 1 AS again
    FROM (SELECT r, md5_number_lower(concat_ws(chr(31), ${cells})) AS h FROM cells)`);
  const [found] = await table.ask<{ n: number }>('SELECT count(*) FILTER (again)::DOUBLE AS n FROM whole');
  if (found!.n === 0) return [];
  const value = `left(concat_ws(' · ', ${names
    .slice(0, 6)
    .map((_, i) => trimmedSql(`c${i}`))
    .join(', ')}), 200)`;
  const again = `(SELECT cells.r, ${value} AS cell FROM cells JOIN whole ON whole.r = cells.r WHERE again)`;
  return [
    finding({
      code: 'ROW_REPEATED',
      message: `${part(found!.n, rows, 'rows')} ${does(found!.n, 'are')} the same as an earlier row in every column.`,
      action:
        'Dropped as duplicates, unless they have no text or --duplicates keep keeps them. They would count twice.',
      count: found!.n,
      all: rows,
      of: 'rows',
      examples: await table.examples(again, 'true'),
    }),
  ];
}

async function titles(table: AuditTable, { columns }: AuditRoles): Promise<Finding[]> {
  if (columns.title === null || columns.time === null) return [];
  const year = `c${table.names.indexOf(columns.time)}`;
  await table.run(`CREATE OR REPLACE TEMP TABLE titled AS SELECT r, title, row_number() OVER (PARTITION BY lower(title), ${YEAR} ORDER BY r) > 1 AS again,
    row_number() OVER (PARTITION BY title, t ORDER BY r) > 1 AS whole
    FROM (SELECT texts.r, title, t, ${year} AS year FROM texts JOIN cells ON cells.r = texts.r)
    WHERE title IS NOT NULL AND t IS NOT NULL AND ${YEAR} <> ''`);
  const [found] = await table.ask<{ n: number; all: number }>(
    'SELECT count(*) FILTER (again AND NOT whole)::DOUBLE AS n, count(*)::DOUBLE AS "all" FROM titled',
  );
  const { n, all } = found!;
  if (n === 0) return [];
  return [
    finding({
      code: 'TITLE_REPEATED',
      column: columns.title,
      message: `${part(n, all, 'rows with title and year')} ${does(n, 'have')} the title and the year of an earlier row, but another text.`,
      action: 'All are kept, since only equal texts are duplicates. They may be one thing told twice.',
      count: n,
      all,
      of: 'rows',
      examples: await table.examples('titled', 'again AND NOT whole', 'title'),
    }),
  ];
}

async function headers(table: AuditTable): Promise<Finding[]> {
  const names = table.names.slice(0, HEADER_COLUMNS);
  if (names.length < 2) return [];
  const same = names.map(
    (name, i) => `coalesce(${trimmedSql(`c${i}`)} = '${name.replaceAll("'", "''")}', false)`,
  );
  // Columns without a name are blank in the header that is repeated.
  const named = names.flatMap((name, i) => (name === `column_${i + 1}` ? [] : [same[i]!]));
  if (named.length < 2) return [];
  const condition = named.join(' AND ');
  const [found] = await table.ask<{ n: number }>(
    `SELECT count(*)::DOUBLE AS n FROM cells WHERE ${condition}`,
  );
  if (found!.n === 0) return [];
  const relation = `(SELECT * FROM cells WHERE ${condition})`;
  return [
    finding({
      code: 'HEADER_REPEATED',
      message: `${part(found!.n, table.rows, 'rows')} ${does(found!.n, 'hold')} the names of the columns again: files may have been joined with their headers.`,
      action: 'Taken for rows like any other. Take them out of the table.',
      count: found!.n,
      all: table.rows,
      of: 'rows',
      examples: await table.examples(
        relation,
        'true',
        `concat_ws(' · ', ${names.map((_, i) => `c${i}`).join(', ')})`,
      ),
    }),
  ];
}
