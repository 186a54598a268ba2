import type { Severity } from './audit.js';

/** What a code of the audit means: the reference page, `--fail-on` and every finding are read from here. */
export interface FindingKind {
  /** A warning about a column that plays no role in the recipe is told as a note. */
  severity: Severity;
  /** What is wrong, or worth knowing. */
  about: string;
  /** What the run does about it, and which decision changes that. */
  done: string;
}

/** Every finding of the audit. Codes are stable: scripts may match them. */
export const FINDINGS = {
  COLUMN_EMPTY: {
    severity: 'note',
    about: 'A column holds nothing in any row.',
    done: 'The column is left alone; a role that names it stays empty.',
  },
  COLUMN_UNNAMED: {
    severity: 'note',
    about: 'A column with values has no name in the header.',
    done: 'It is called by its place, such as column_3.',
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDINGS;
