import { FINDINGS, SEVERITIES, type Finding, type FindingCode, type Severity } from '@parallax-map/core';
import { count, listed, quoted } from './words.js';

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
    ...(column === null && found.columns !== undefined && { columns: found.columns }),
    message,
    action,
    count,
    share: all === 0 ? 0 : Math.min(1, count / all),
    of,
    estimated,
    examples,
  };
}

/** Columns that findings of one code are told for one by one. */
const MOST_COLUMNS = 5;

/** In wide tables a fault may be in hundreds of columns: what is found in many is told once. */
export function gather(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key =
      one.of === 'cells' && one.column !== null ? `${one.code} ${one.severity}` : `alone ${groups.size}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => (group.length > MOST_COLUMNS ? [together(group)] : group));
}

function together(group: readonly Finding[]): Finding {
  const total = group.reduce((sum, one) => sum + one.count, 0);
  const all = group.reduce((sum, one) => sum + (one.share === 0 ? 0 : one.count / one.share), 0);
  const worst = [...group].sort((a, b) => b.share - a.share || order(a.column!, b.column!))[0]!;
  return {
    ...worst,
    column: null,
    columns: group.map((one) => one.column!),
    message: `${count(group.length)} columns, with ${count(total)} such cells together: ${listed(
      group.map(({ column }) => quoted(column!, 40)),
    )}. The worst: ${worst.message}`,
    count: total,
    share: all === 0 ? 0 : Math.min(1, total / all),
    estimated: group.some(({ estimated }) => estimated),
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
