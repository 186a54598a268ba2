/** What reading the bytes of a table brought, before any value was looked at. */
export interface Reading {
  files: FileReading[];
  /** Lines that became no row. They stand in rejects.csv too. */
  rejects: Reject[];
  /** Rows that were put together again from lines that a line break inside a value had parted. */
  rejoined: Rejoined[];
}

/** How one file was read. For text, `lines = headerLines + blankLines + rowLines + rejectedLines`. */
export interface FileReading {
  /** Name of the file, as said in messages. */
  name: string;
  format: 'csv' | 'json' | 'ndjson' | 'parquet' | 'sqlite' | 'duckdb';
  gzip: boolean;
  /** Encoding the bytes were read in, by its WHATWG name (`utf-8`, `windows-1252`); null where the format has its own. */
  encoding: string | null;
  /** Where the encoding comes from: valid UTF-8, a byte order mark, a detector, or the recipe. */
  encodingFrom: 'valid' | 'mark' | 'detected' | 'recipe' | null;
  /** Delimiter of CSV, null else. */
  delimiter: string | null;
  /** Lines of text, a last one without an end counted; null where the format has none. */
  lines: number | null;
  headerLines: number;
  blankLines: number;
  /** Rows that came out. */
  rows: number;
  /** Lines that those rows take. */
  rowLines: number;
  rejectedLines: number;
  /** NUL bytes that were left out. */
  nulBytes: number;
  /** Lines that were not valid in the file's encoding and were read as windows-1252 instead. */
  recodedLines: number;
  /** Lines by how they end. */
  lineEnds: { lf: number; crlf: number; cr: number };
  /** Columns that other files have and this one lacks; its cells are blank there. */
  missingColumns: string[];
}

/** Consecutive lines that became no row. */
export interface Reject {
  file: string;
  /** First line, 1-based. */
  line: number;
  lines: number;
  /** What was required and what was got. */
  reason: string;
  /** The lines as they stand, cut at 1,000 characters. */
  text: string;
}

export interface Rejoined {
  file: string;
  /** The row, 0-based among the rows read. */
  row: number;
  /** First line, 1-based, and how many were put together. */
  line: number;
  lines: number;
}

/**
 * How bad a finding is: an `error` spoils the map or loses data unless something is done, a `warning` may mislead,
 * a `note` is good to know.
 */
export type Severity = 'error' | 'warning' | 'note';
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** One thing that is wrong with a table, or worth knowing. */
export interface Finding {
  /** Stable, for scripts; see docs/audit.md. */
  code: string;
  severity: Severity;
  /** Column it is about; null where it is about several, or about rows or the file. */
  column: string | null;
  /** The columns it is about where they are several, in the order of the table. */
  columns?: string[];
  /** What was found, in one plain sentence with its figures. */
  message: string;
  /** What the run does about it, and which decision changes that. */
  action: string;
  /** How many of `of` are concerned. */
  count: number;
  /** count / all of `of`, 0 to 1. */
  share: number;
  of: 'rows' | 'cells' | 'lines' | 'columns' | 'files';
  /** Whether count and share are estimated from a sample, which the message then says. */
  estimated: boolean;
  /** At most three, earliest first. */
  examples: FindingExample[];
}

export interface FindingExample {
  /** 0-based among the rows read; null where it is no row. */
  row: number | null;
  /** 1-based in the file; null where the format has none. */
  line: number | null;
  /** Named where the table is several files. */
  file: string | null;
  /** The value concerned, cut at 200 characters. */
  value: string;
}

/** `audit.json`: what a table holds, lacks and hides. Version 1; see docs/audit.md. */
export interface Audit {
  version: 1;
  parallax: string;
  source: string;
  rows: number;
  columns: number;
  reading: Reading;
  /** Languages of the texts by share of texts, most frequent first; `und` where none is clear. */
  languages: { language: string; texts: number; share: number }[];
  /** Worst first. */
  findings: Finding[];
}
