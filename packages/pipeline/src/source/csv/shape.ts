/** What the lines of a CSV file are, found without reading a value. Offsets are bytes of the plain text. */
export interface Shape {
  /** Names in the header. */
  columns: number;
  /** A line on which quotes go wrong before there is a header. */
  headerFault: { line: number; fault: number } | null;
  lines: number;
  headerLines: number;
  blankLines: number;
  rowLines: number;
  rejectedLines: number;
  lineEnds: { lf: number; crlf: number; cr: number };
  /** First line of each row. */
  rows: Uint32Array;
  /** How many lines each row takes. */
  spans: Uint32Array;
  rejects: LineRejects;
  /** Rows put together from lines that a line break inside a value parted. */
  joined: Joined[];
  /** Ranges that are no part of any row, ascending. */
  cuts: { starts: number[]; ends: number[] };
  /** Bytes of the longest record. */
  longest: number;
  /** Whether a record takes more than one line. */
  multiline: boolean;
}

/** Records that are no rows, as columns: there may be millions. */
export interface LineRejects {
  line: number[];
  lines: number[];
  /** The number of values where that is the fault, else a `Fault`. */
  fault: number[];
}

export const Fault = { repeatedHeader: -1, openQuote: -2, textAfterQuote: -3 } as const;

export interface Joined {
  /** 0-based. */
  row: number;
  line: number;
  lines: number;
  /** The parts, and the whole range from the first one's start to the last one's end with its line end. */
  parts: { start: number; end: number }[];
  start: number;
  end: number;
}

/** What was required of a record and what was got. */
export function faultReason(fault: number, columns: number): string {
  const names = `the header names ${columns}`;
  if (fault === Fault.repeatedHeader) return 'the header again; a row was needed';
  if (fault === Fault.openQuote)
    return 'a double quote is opened and not closed before a delimiter or line end';
  if (fault === Fault.textAfterQuote) {
    return 'a closing double quote must be followed by a delimiter or the line end; other text follows';
  }
  return `${fault} ${fault === 1 ? 'value' : 'values'} where ${names}`;
}
