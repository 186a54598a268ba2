import { FINDINGS, SEVERITIES, type Finding, type FindingCode, type Severity } from '@parallax-map/core';

export type Found = Omit<Finding, 'severity' | 'share' | 'column' | 'estimated' | 'code'> & {
  code: FindingCode;
  column?: string | null;
  /** All of `of`, which the share is of. */
  all: number;
  estimated?: boolean;
  /** Only where it is another than the code's own. */
  severity?: Severity;
};

/** A finding with its share, the severity of its code and its parts in the order of the contract. */
export function finding(found: Found): Finding {
  const { code, column = null, message, action, count, all, of, estimated = false, examples } = found;
  return {
    code,
    severity: found.severity ?? FINDINGS[code].severity,
    column,
    message,
    action,
    count,
    share: all === 0 ? 0 : Math.min(1, count / all),
    of,
    estimated,
    examples: examples.slice(0, 3),
  };
}

/** Worst first: by severity, then by the share concerned, then by code and column. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);
  return [...findings].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      b.share - a.share ||
      order(a.code, b.code) ||
      order(a.column ?? '', b.column ?? '') ||
      order(a.message, b.message),
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
