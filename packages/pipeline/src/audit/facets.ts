import type { Finding } from '@parallax-map/core';
import type { SourceProfile } from '../data/index.js';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import type { AuditRoles } from './roles.js';
import { does, listed, part, quoted } from './words.js';

const FOLDED = "regexp_replace(lower(strip_accents(part)), '[\\s\\p{P}]+', '', 'g')";

/** Values of facets that are one but for case, accents, punctuation or white space. */
export async function facetVariants(
  table: AuditTable,
  { columns: profiles }: SourceProfile,
  { columns }: AuditRoles,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of columns.facets) {
    const place = table.names.indexOf(name);
    const { parts, filled } = profiles[place]!;
    const relation = await table.column(place);
    // Blanks around a cell are taken off by the run; within a list they stand behind commas.
    const values =
      parts > 0
        ? `SELECT r, trim(unnest(string_split_regex(cell, '[,;|]'))) AS part FROM ${relation} WHERE cell IS NOT NULL`
        : `SELECT r, cell AS part FROM ${relation} WHERE cell IS NOT NULL`;
    const groups = await table.ask<{ usual: string; others: string[]; rows: number }>(
      `SELECT arg_max(part, n) AS usual, list(part ORDER BY n DESC, part)[2:6] AS others, sum(n)::DOUBLE - max(n)::DOUBLE AS rows
        FROM (SELECT part, ${FOLDED} AS folded, count(*) AS n FROM (${values}) WHERE part <> '' GROUP BY part)
        WHERE folded <> '' GROUP BY folded HAVING count(*) > 1 ORDER BY rows DESC, usual`,
    );
    if (groups.length === 0) continue;
    const concerned = groups.reduce((sum, { rows }) => sum + rows, 0);
    const odd = groups.flatMap(({ others }) => others).map((value) => `'${value.replaceAll("'", "''")}'`);
    findings.push(
      finding({
        code: 'FACET_VARIANTS',
        column: name,
        message: `${part(concerned, filled, 'cells')} in ${quoted(name, 40)} ${does(concerned, 'spell')} a value in another way than most: ${listed(
          groups.map(({ usual, others }) => `${quoted(others[0]!, 40)} for ${quoted(usual, 40)}`),
        )}.`,
        action: 'Each spelling counts as a value of its own in comparisons. Settle on one in the table.',
        count: concerned,
        all: filled,
        of: 'cells',
        examples: await table.examples(`(${values})`, `part IN (${odd.join(', ')})`, 'part'),
      }),
    );
  }
  return findings;
}
