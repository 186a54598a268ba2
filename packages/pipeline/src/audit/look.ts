import type { Audit, Finding } from '@parallax-map/core';
import type { SourceProfile } from '../data/index.js';
import type { SourceTable } from '../source/index.js';
import type { AuditSection } from './audit-step.js';
import { AuditTable } from './audit-table.js';
import { boilerplate } from './boilerplate.js';
import { columnFindings } from './columns.js';
import { columnShapes, type Most } from './column-shapes.js';
import { facetVariants } from './facets.js';
import { gather, worstFirst } from './finding.js';
import { idFindings } from './ids.js';
import { languagesOf } from './languages.js';
import { placeGaps } from './place-gaps.js';
import { readingFindings } from './reading.js';
import { repeatedRows } from './repeated-rows.js';
import { auditRoles } from './roles.js';
import { sameColumns } from './same-columns.js';
import { shiftedRows } from './shifted-rows.js';
import { textGaps } from './text-gaps.js';
import { hugeTexts } from './text-huge.js';
import { textLength } from './text-length.js';
import { textRepeats } from './text-repeats.js';
import { makeTexts, sampleTexts } from './texts.js';
import { truncatedRows } from './truncated-rows.js';

export interface LookOptions {
  signal: AbortSignal;
  /** Columns looked at, of all. */
  progress(done: number, total: number): void;
  /** Most examples that a finding names; 3 unless said. */
  examples?: number;
}

/** Everything the audit looks for, family by family. */
export async function lookForFaults(
  source: SourceTable,
  profile: SourceProfile,
  section: AuditSection,
  options: LookOptions,
): Promise<Pick<Audit, 'languages' | 'findings'>> {
  const { thresholds, columns, by, duplicates, reach } = section;
  const table = await AuditTable.open(source, options.examples);
  const roles = auditRoles(columns, by, table.names, profile.name, section.places);
  const { rows } = table;
  await makeTexts(table, roles);

  const findings: Finding[] = readingFindings(source.reading);
  const add = (found: readonly Finding[]): void => {
    options.signal.throwIfAborted();
    findings.push(...found);
  };
  const textless = section.textless === true;
  if (!textless || roles.text.columns.length > 0) {
    const gaps = await textGaps(table, roles, { shortText: thresholds.shortText, rows });
    // Where no text is needed, none is missing.
    add(gaps.filter(({ code }) => !textless || code !== 'TEXT_MISSING'));
  }
  if (section.places !== undefined) add(await placeGaps(table, section.places));
  let languages: Audit['languages'] = [];
  if (roles.text.columns.length > 0) {
    add(await textRepeats(table, roles, { duplicates, rows }));
    add(await hugeTexts(table, roles));
    add(await textLength(table, roles, reach));
    const sample = await sampleTexts(table);
    const spoken = await languagesOf(table, roles, sample, reach, thresholds.language);
    languages = spoken.languages;
    add(spoken.findings);
    add(await boilerplate(table, roles, sample, thresholds.boilerplate));
  }
  const most: (Most | undefined)[] = [];
  for await (const found of columnFindings(table, profile.columns, roles, thresholds)) {
    add(found.findings);
    most.push(found.most);
    options.progress(most.length, profile.columns.length);
  }
  add(columnShapes(profile, roles, most, thresholds.alike));
  add(await sameColumns(table, profile, most, thresholds.alike));
  add(await facetVariants(table, profile, roles));
  add(await idFindings(table, roles, thresholds.kindShare));
  add(await repeatedRows(table, roles));
  add(await shiftedRows(table, profile, thresholds.kindShare));
  add(await truncatedRows(table, profile));
  const told = worstFirst(gather(findings)).map((one) => ({
    ...one,
    examples: one.examples.slice(0, table.most),
  }));
  return { languages, findings: told };
}
