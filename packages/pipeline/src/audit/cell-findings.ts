import type { Finding, FindingCode } from '@parallax-map/core';
import type { AuditTable } from './audit-table.js';
import { finding } from './finding.js';
import { severityIn, type AuditRoles } from './roles.js';
import { cellsOf, spotsOf, type Value } from './values-of.js';
import { does, part, type Verb } from './words.js';

/** Findings about the cells of one column, as they are told. */
export interface CellFindings {
  readonly findings: Finding[];
  /** Adds a finding about the cells with these values; none where there are no such values. */
  tell(
    code: FindingCode,
    concerned: readonly Value[],
    /** `some` is how many of the filled cells they are, in words, and `does` a verb that follows. */
    words: { message: (some: string, does: (verb: Verb) => string) => string; action: string },
  ): Promise<void>;
}

/** @param filled cells of the column that are not blank */
export function cellFindings(
  table: AuditTable,
  roles: AuditRoles,
  { name, filled }: { name: string; filled: number },
): CellFindings {
  const findings: Finding[] = [];
  return {
    findings,
    async tell(code, concerned, { message, action }) {
      const count = cellsOf(concerned);
      if (count === 0) return;
      findings.push(
        finding({
          code,
          severity: severityIn(roles, name, code),
          column: name,
          message: message(part(count, filled, 'cells'), (verb) => does(count, verb)),
          action,
          count,
          all: filled,
          of: 'cells',
          examples: await table.show(spotsOf(concerned)),
        }),
      );
    },
  };
}
