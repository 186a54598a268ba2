import type { Finding } from '@parallax-map/core';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles } from './roles.js';
import { count, does, part, percent, quoted } from './words.js';

/** Digits, letters and all else stand for themselves, each run as one: "tt0111161" is "a9". */
const SHAPE =
  "regexp_replace(regexp_replace(regexp_replace(cell, '\\p{L}+', 'a', 'g'), '[0-9]+', '9', 'g'), '\\s+', ' ', 'g')";

/** Ids that are blank, taken, or of another shape than the rest. */
export async function idFindings(
  table: AuditTable,
  { columns }: AuditRoles,
  kindShare: number,
): Promise<Finding[]> {
  if (columns.id === null) return [];
  const relation = await table.column(table.names.indexOf(columns.id));
  const [counts] = await table.ask<{ filled: number; repeated: number }>(
    `SELECT count(cell)::DOUBLE AS filled, (count(cell) - count(DISTINCT cell))::DOUBLE AS repeated FROM ${relation}`,
  );
  const { filled, repeated } = counts!;
  const rows = table.rows;
  const column = columns.id;
  const findings: Finding[] = [];
  if (filled < rows) {
    const fallback =
      columns.link === null
        ? ''
        : columns.linkFallback === null
          ? ' A link that needs the id is left empty; --link-fallback says what to open instead.'
          : ' A link that needs the id falls back on --link-fallback.';
    findings.push(
      finding({
        code: 'ID_BLANK',
        column,
        message: `${part(rows - filled, rows, 'rows')} ${does(rows - filled, 'have')} no id in ${quoted(column, 40)}.`,
        action: `Kept: rows are told apart by their number.${fallback}`,
        count: rows - filled,
        all: rows,
        of: 'rows',
        examples: await table.examples(relation, 'cell IS NULL'),
      }),
    );
  }
  if (repeated > 0) {
    const twice = `(SELECT r, cell, row_number() OVER (PARTITION BY cell ORDER BY r) AS n FROM ${relation} WHERE cell IS NOT NULL)`;
    findings.push(
      finding({
        code: 'ID_REPEATED',
        column,
        message: `${part(repeated, filled, 'rows with an id')} ${does(repeated, 'have')} one in ${quoted(column, 40)} that an earlier row has.`,
        action:
          'All are kept: rows are told apart by their number. If the column is no id, choose another with --id, or --id none.',
        count: repeated,
        all: filled,
        of: 'rows',
        examples: await table.examples(twice, 'n > 1'),
      }),
    );
  }
  return [...findings, ...(await oddShapes(table, { relation, column, filled, kindShare }))];
}

async function oddShapes(
  table: AuditTable,
  {
    relation,
    column,
    filled,
    kindShare,
  }: { relation: string; column: string; filled: number; kindShare: number },
): Promise<Finding[]> {
  const [usual] = await table.ask<{ shape: string; n: number; example: string }>(
    `SELECT ${SHAPE} AS shape, count(*)::DOUBLE AS n, left(arg_min(cell, r), 60) AS example FROM ${relation}
      WHERE cell IS NOT NULL GROUP BY shape ORDER BY n DESC, shape LIMIT 1`,
  );
  if (usual === undefined || usual.n < kindShare * filled || usual.n === filled) return [];
  const odd = filled - usual.n;
  return [
    finding({
      code: 'ID_SHAPE',
      column,
      message: `${part(odd, filled, 'ids')} in ${quoted(column, 40)} ${does(odd, 'have')} another shape than the ${percent(usual.n / filled)} that look like ${quoted(usual.example)}.`,
      action: `Taken as they stand. Look at these ${count(odd)} rows: a wrong id often marks a row that is broken.`,
      count: odd,
      all: filled,
      of: 'cells',
      examples: await table.examples(
        relation,
        `cell IS NOT NULL AND ${SHAPE} <> '${usual.shape.replaceAll("'", "''")}'`,
      ),
    }),
  ];
}
