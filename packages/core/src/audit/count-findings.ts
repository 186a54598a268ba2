import type { Audit } from '../contract/audit.js';
import type { AuditCounts } from '../contract/summary.js';

/** An audit in figures. */
export function countFindings({ findings, reading }: Pick<Audit, 'findings' | 'reading'>): AuditCounts {
  const of = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  return {
    errors: of('error'),
    warnings: of('warning'),
    notes: of('note'),
    rejectedLines: reading.files.reduce((sum, file) => sum + file.rejectedLines, 0),
    rejoinedRows: reading.rejoined.length,
  };
}
