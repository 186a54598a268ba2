import type { Audit, AuditThresholds, DataSection } from '@parallax-map/core';
import type { SourceProfile } from '../data/index.js';
import { withSource } from '../source/index.js';
import type { Step } from '../step.js';
import { decodeJson, encodeJson } from '../store/index.js';
import type { Reach } from './reach.js';
import type { AuditColumns } from './roles.js';

/** The decisions that an audit reads; the table is told by the key of its profile. */
export interface AuditSection {
  /** Version of Parallax, which the audit names. */
  parallax: string;
  columns: AuditColumns;
  by: string | null;
  duplicates: DataSection['duplicates'];
  thresholds: AuditThresholds;
  /** What the encoder can read. */
  reach: Reach;
  /** Columns with places of the rows' own; left out where the map is laid out. */
  places?: { x: string; y: string };
  /** Whether rows need no text; left out where they do. */
  textless?: true;
  /** Version of the Unicode rules that letters and sentences are told by. */
  words: string;
}

/**
 * Looks for what is wrong with a table before anything is made of it. Every column is read. A million rows take
 * bounded memory: what is compared over all rows is compared by hashes in DuckDB, what is read one by one is a sample.
 */
export const auditStep: Step<AuditSection, SourceProfile, Audit> = {
  name: 'audit',
  version: 4,
  about: 'looking for faults',
  make: async (section, profile, { signal, progress }) => {
    const { lookForFaults } = await import('./look.js');
    return withSource(profile.request, async (table) => ({
      version: 1,
      parallax: section.parallax,
      source: profile.name,
      rows: table.rows,
      columns: table.columns.length,
      reading: table.reading,
      ...(await lookForFaults(table, profile, section, {
        signal,
        progress: (done, total) => progress(done, total, 'columns'),
      })),
    }));
  },
  save: (audit) => ({ 'audit.json': encodeJson(audit) }),
  load: ({ files }) => decodeJson(files['audit.json']!) as Audit,
};

/** The section for a recipe's decisions. */
export function auditSection(
  data: Pick<DataSection, 'by' | 'duplicates' | 'audit'> & { columns: AuditColumns },
  reach: Reach,
  parallax: string,
  { places, textless }: Pick<AuditSection, 'places' | 'textless'> = {},
): AuditSection {
  const { columns, by, duplicates, audit } = data;
  const words = `ICU ${process.versions.icu}, Unicode ${process.versions.unicode}`;
  const own = { ...(places && { places }), ...(textless && { textless }) };
  return { parallax, columns, by, duplicates, thresholds: audit, reach, words, ...own };
}
