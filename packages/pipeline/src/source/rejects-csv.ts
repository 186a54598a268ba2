import type { Reject } from '@parallax-map/core';

/**
 * `rejects.csv`: every line that became no row, in file order, by RFC 4180 with LF and a header. `line` is the
 * first line, 1-based, of `lines` consecutive ones; `text` is their text, cut at 1,000 characters.
 */
export function rejectsCsv(rejects: readonly Reject[]): string {
  const rows = rejects.map(({ file, line, lines, reason, text }) =>
    [file, String(line), String(lines), reason, text].map(quoted).join(','),
  );
  return `${['file,line,lines,reason,text', ...rows].join('\n')}\n`;
}

function quoted(value: string): string {
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
