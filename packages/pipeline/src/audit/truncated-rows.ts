import type { Finding } from '@parallax-map/core';
import type { SourceProfile } from '../data/index.js';
import { trimmedSql } from '../source/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import { does, listed, part, quoted } from './words.js';

/** Share of rows in which a column must be filled for its blanks to be odd. */
const NEARLY_ALWAYS = 0.95;
/** A last column alone may be blank for reasons of its own. */
const LEAST_COLUMNS = 2;

/** Rows whose last columns are blank though nearly always filled; columns that are blank nearly everywhere are no end. */
export async function truncatedRows(table: AuditTable, { columns, rows }: SourceProfile): Promise<Finding[]> {
  const last = columns.findLastIndex(({ filled }) => filled >= NEARLY_ALWAYS * rows);
  let from = last + 1;
  while (from > 0 && columns[from - 1]!.filled >= NEARLY_ALWAYS * rows) from--;
  if (last + 1 - from < LEAST_COLUMNS) return [];
  const places = [last - 1, last];
  // A row that is blank throughout has no end to lose.
  const filled = columns.map((_, i) => `c${i}`).slice(0, Math.min(20, last - 1));
  if (filled.length === 0) return [];
  const condition = [
    ...places.map((i) => `${trimmedSql(`c${i}`)} IS NULL`),
    `coalesce(${filled.map(trimmedSql).join(', ')}) IS NOT NULL`,
  ].join(' AND ');
  const [found] = await table.ask<{ n: number }>(
    `SELECT count(*)::DOUBLE AS n FROM cells WHERE ${condition}`,
  );
  const { n } = found!;
  if (n === 0) return [];
  const names = places.map((i) => quoted(columns[i]!.name, 40));
  const begin = Array.from({ length: Math.min(4, last + 1) }, (_, i) => trimmedSql(`c${i}`)).join(', ');
  return [
    finding({
      code: 'ROW_TRUNCATED',
      message: `${part(n, rows, 'rows')} ${does(n, 'are')} blank in ${listed(names)}, the last columns, which are nearly always filled: they may have been cut off.`,
      action: 'Taken as they stand. Compare them with the source of the table.',
      count: n,
      all: rows,
      of: 'rows',
      examples: await table.examples(
        `(SELECT * FROM cells WHERE ${condition})`,
        'true',
        `concat_ws(' · ', ${begin})`,
      ),
    }),
  ];
}
