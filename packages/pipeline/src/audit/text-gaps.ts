import type { Finding } from '@parallax-map/core';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import { placeholdersSql } from './placeholders.js';
import type { AuditRoles } from './roles.js';
import { count, does, part, plural, quoted } from './words.js';

/** Rows a short text must stand in to be taken for a placeholder, and characters it has at most. */
const OFTEN = 5;
const SHORT_SAYING = 60;

/** Texts that are missing, too short, or say that there is none. */
export async function textGaps(
  table: AuditTable,
  roles: AuditRoles,
  { shortText, rows }: { shortText: number; rows: number },
): Promise<Finding[]> {
  if (roles.text.columns.length === 0) return [unclear(table)];
  const texts = '(SELECT t AS cell, title FROM texts WHERE t IS NOT NULL)';
  await table.run(`CREATE OR REPLACE TEMP TABLE text_placeholders AS SELECT cell AS t FROM ${placeholdersSql(texts)}
    UNION SELECT cell FROM ${texts} WHERE length(cell) <= ${SHORT_SAYING} GROUP BY cell
    HAVING count(*) >= ${OFTEN} AND count(DISTINCT title) > 1`);
  const IS_PLACEHOLDER = 't IN (SELECT t FROM text_placeholders)';
  const IS_SHORT = `length(t) < ${shortText} AND NOT (${IS_PLACEHOLDER})`;
  const [counts] = await table.ask<{ missing: number; short: number; placeholder: number }>(
    `SELECT count(*) FILTER (t IS NULL)::DOUBLE AS missing, count(*) FILTER (${IS_SHORT})::DOUBLE AS short,
      count(*) FILTER (${IS_PLACEHOLDER})::DOUBLE AS placeholder FROM texts`,
  );
  const { missing, short, placeholder } = counts!;
  const where = roles.text.columns.length === 1 ? roles.text.columns[0]! : null;
  const base = { column: where, all: rows, of: 'rows' as const };
  const findings: Finding[] = [];
  if (missing > 0) {
    findings.push(
      finding({
        ...base,
        code: 'TEXT_MISSING',
        message: `${part(missing, rows, 'rows')} ${does(missing, 'have')} no text.`,
        action:
          'They are left out of the map; rows.parquet says of them "no text". A template such as --text "{title}. {overview}" can draw on a second column.',
        count: missing,
        examples: await table.examples('texts', 't IS NULL', 'title'),
      }),
    );
  }
  if (short > 0) {
    findings.push(
      finding({
        ...base,
        code: 'TEXT_SHORT',
        message: `${part(short, rows, 'rows')} ${does(short, 'have')} a text of fewer than ${shortText} characters, which hardly says what the row is about.`,
        action:
          'Encoded as they stand. --text with a template adds other columns; --audit-short-text moves the bound.',
        count: short,
        examples: await table.examples('texts', IS_SHORT, 't'),
      }),
    );
  }
  if (placeholder > 0) findings.push(await placeholders(table, base, placeholder, rows, IS_PLACEHOLDER));
  return findings;
}

function unclear({ rows, names }: AuditTable): Finding {
  return finding({
    code: 'TEXT_UNCLEAR',
    message: `No column reads like a text: ${plural(names.length, 'column')} hold numbers, dates, codes, addresses or short values.`,
    action: 'A run stops here. Say which column to take with --text.',
    count: rows,
    all: rows,
    of: 'rows',
    examples: [],
  });
}

async function placeholders(
  table: AuditTable,
  base: Pick<Finding, 'column' | 'of'> & { all: number },
  concerned: number,
  rows: number,
  condition: string,
): Promise<Finding> {
  const [most] = await table.ask<{ t: string; n: number; kinds: number }>(
    `SELECT t, count(*)::DOUBLE AS n, (SELECT count(*) FROM text_placeholders)::DOUBLE AS kinds FROM texts
      WHERE ${condition} GROUP BY t ORDER BY n DESC, t LIMIT 1`,
  );
  const { t, n, kinds } = most!;
  const often = kinds > 1 ? `; the most frequent of ${count(kinds)}, ${quoted(t)}, ${count(n)} times` : '';
  return finding({
    ...base,
    code: 'TEXT_PLACEHOLDER',
    message: `${part(concerned, rows, 'rows')} ${does(concerned, 'have')} a text that says nothing of the row${often || `: ${quoted(t)}`}.`,
    action:
      'Encoded as they stand, so they lie together as if they had a topic in common. Blank these cells, and the rows are left out as "no text".',
    count: concerned,
    examples: await table.examples('texts', condition, 't'),
  });
}
