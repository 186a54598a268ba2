import type { Padded } from './padded.js';
import type { Rejected } from './rejects.js';
import { faultReason, type Shape } from './shape.js';

/** Where the lines of a file went, once all parts of broken rows are found. */
export interface Account {
  /** First line of each row. */
  rows: Uint32Array;
  rowLines: number;
  rejected: Rejected;
  rejoined: { row: number; line: number; lines: number }[];
}

/** What the scan found, without rows that turned out to be parts of others or none. */
export function accountLines(shape: Shape, { joined, rejected }: Padded): Account {
  const { rejects, columns } = shape;
  const faults = rejects.line.map((line, i) => ({
    line,
    lines: rejects.lines[i]!,
    reason: faultReason(rejects.fault[i]!, columns),
  }));
  if (joined.length === 0 && rejected.length === 0) {
    const { rows, rowLines } = shape;
    return { rows, rowLines, rejected: listed(faults), rejoined: shape.joined.map(pick) };
  }
  const gone = new Uint8Array(shape.rows.length);
  for (const { row } of rejected) gone[row] = 1;
  for (const { row, parts } of joined) gone.fill(1, row + 1, row + parts);
  const place = new Uint32Array(gone.length);
  for (let row = 1; row < gone.length; row++) place[row] = place[row - 1]! + (gone[row - 1] ? 0 : 1);

  const fragments = rejected.map(({ row, reason }) => ({
    line: shape.rows[row]!,
    lines: shape.spans[row]!,
    reason,
  }));
  const padded = joined.map(({ row, parts }) => {
    const lines = shape.spans.subarray(row, row + parts).reduce((sum, span) => sum + span, 0);
    return { row, line: shape.rows[row]!, lines };
  });
  const starts = new Set(padded.map(({ row }) => row));
  const before = shape.joined.map(pick).filter(({ row }) => !gone[row] && !starts.has(row));
  return {
    rows: shape.rows.filter((_, row) => !gone[row]),
    rowLines: shape.rowLines - fragments.reduce((sum, { lines }) => sum + lines, 0),
    rejected: listed([...faults, ...fragments].sort((a, b) => a.line - b.line)),
    rejoined: [...before, ...padded]
      .sort((a, b) => a.row - b.row)
      .map((one) => ({ ...one, row: place[one.row]! })),
  };
}

function listed(rejects: { line: number; lines: number; reason: string }[]): Rejected {
  const lines = rejects.reduce((sum, reject) => sum + reject.lines, 0);
  return { count: rejects.length, lines, at: (index) => rejects[index]! };
}

function pick({ row, line, lines }: { row: number; line: number; lines: number }) {
  return { row, line, lines };
}
