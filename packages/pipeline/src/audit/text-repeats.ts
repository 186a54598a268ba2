import type { Finding } from '@parallax-map/core';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles } from './roles.js';
import { does, part, plural } from './words.js';

/** Without case, accents that are marks of their own, punctuation and white space. */
const FOLDED = "regexp_replace(lower(nfc_normalize(t)), '[^\\p{L}\\p{N}\\p{M}]+', '', 'g')";

/**
 * Texts that stand in several rows: with their title, under other titles, or nearly. Texts are compared by 64 bits of
 * their MD5, so that a million of them need no more memory than their number; DuckDB's own hash meets itself sooner.
 */
export async function textRepeats(
  table: AuditTable,
  roles: AuditRoles,
  { duplicates, rows }: { duplicates: 'drop' | 'keep'; rows: number },
): Promise<Finding[]> {
  await table.run(`CREATE OR REPLACE TEMP TABLE repeats AS SELECT r, md5_number_lower(t) AS text, md5_number_lower(coalesce(title, '')) AS title,
    CASE WHEN ${FOLDED} <> '' THEN md5_number_lower(${FOLDED}) END AS folded,
    t NOT IN (SELECT t FROM text_placeholders) AS says FROM texts WHERE t IS NOT NULL`);
  await table.run(`CREATE OR REPLACE TEMP TABLE repeated AS SELECT r,
    row_number() OVER (PARTITION BY text, title ORDER BY r) > 1 AS whole,
    says AND count(*) OVER (PARTITION BY text) > 1 AND min(title) OVER (PARTITION BY text) <> max(title) OVER (PARTITION BY text) AS shared,
    says AND folded IS NOT NULL AND min(text) OVER (PARTITION BY folded) <> max(text) OVER (PARTITION BY folded) AS nearly
    FROM repeats`);
  const [counts] = await table.ask<{ whole: number; shared: number; nearly: number; kinds: number }>(
    `SELECT count(*) FILTER (whole)::DOUBLE AS whole, count(*) FILTER (shared)::DOUBLE AS shared,
      count(*) FILTER (nearly)::DOUBLE AS nearly,
      (SELECT count(DISTINCT text)::DOUBLE FROM repeats SEMI JOIN (SELECT r FROM repeated WHERE shared) USING (r)) AS kinds
      FROM repeated`,
  );
  const { whole, shared, nearly, kinds } = counts!;
  const column = roles.text.columns.length === 1 ? roles.text.columns[0]! : null;
  const titled = roles.columns.title !== null;
  const base = { column, all: rows, of: 'rows' as const };
  const examples = (condition: string) =>
    table.examples(`(SELECT * FROM repeated JOIN texts USING (r))`, condition, 't');
  const findings: Finding[] = [];
  if (whole > 0) {
    const dropped = duplicates === 'drop';
    findings.push(
      finding({
        ...base,
        code: 'TEXT_REPEATED',
        ...(dropped ? {} : { severity: 'warning' }),
        message: `${part(whole, rows, 'rows')} ${does(whole, 'repeat')} the ${titled ? 'title and text' : 'text'} of an earlier row.`,
        action: dropped
          ? 'Dropped as duplicates, since each would count twice; --duplicates keep keeps them.'
          : 'Kept, as --duplicates says: they weld together what says the same. --duplicates drop leaves them out.',
        count: whole,
        examples: await examples('whole'),
      }),
    );
  }
  if (shared > 0) {
    findings.push(
      finding({
        ...base,
        code: 'TEXT_SHARED',
        message: `${part(shared, rows, 'rows')} ${does(shared, 'have')} a text that also stands under another title: ${plural(kinds, 'text')} in all.`,
        action:
          'All are encoded; rows with one text lie on one point of the map. See in the table which row it belongs to.',
        count: shared,
        examples: await examples('shared'),
      }),
    );
  }
  if (nearly > 0) {
    findings.push(
      finding({
        ...base,
        code: 'TEXT_NEARLY_SHARED',
        message: `${part(nearly, rows, 'rows')} ${does(nearly, 'have')} a text that differs from another in nothing but case, punctuation or white space.`,
        action:
          'All are encoded, since only equal texts are duplicates. Settle on one spelling in the table.',
        count: nearly,
        examples: await examples('nearly'),
      }),
    );
  }
  return findings;
}
