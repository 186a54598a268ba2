import type { Counts, FileReading, Reading } from '@parallax-map/core';
import { counted, whole } from '../words.js';
import type { Entry } from './ledger.js';

/** What became of every line of the files; null where none of them is made of lines. */
export function lineEntries({ files, rejoined }: Reading): Entry[] | null {
  const made = files.filter(({ lines }) => lines !== null);
  if (made.length === 0) return null;
  const sum = (count: (file: FileReading) => number) => made.reduce((all, file) => all + count(file), 0);
  const lines = sum((file) => file.lines!);
  const rows = sum((file) => file.rows);
  const line = (name: string, count: number, part: Entry['part'], note?: string): Entry[] =>
    count === 0 ? [] : [{ name, count, share: count / lines, ...(part && { part }), ...(note && { note }) }];
  const whatRows = rejoinedInWords(rejoined, rows);
  return [
    { name: 'Lines read', count: lines, share: null },
    ...line(
      `Taken by ${counted(rows, 'row')}`,
      sum((file) => file.rowLines),
      'kept',
      whatRows,
    ),
    ...line(
      'Header',
      sum((file) => file.headerLines),
      'blank',
    ),
    ...line(
      'Blank',
      sum((file) => file.blankLines),
      'blank',
    ),
    ...line(
      'No row: in rejects.csv',
      sum((file) => file.rejectedLines),
      'wrong',
    ),
  ];
}

/** What became of every row. */
export function rowEntries({ rows, kept, dropped }: Counts): Entry[] {
  const share = (count: number) => (rows > 0 ? count / rows : null);
  return [
    { name: 'Rows of the table', count: rows, share: null },
    { name: 'On the map', count: kept, share: share(kept), part: 'kept' },
    ...dropped.map(({ because, rows: count }): Entry => ({
      name: `Left out: ${because}`,
      count,
      share: share(count),
      part: 'out',
    })),
  ];
}

/** What is worth knowing about how a file was read, a sentence each, most telling first. */
export function readingInWords(file: FileReading): string[] {
  const { encoding, encodingFrom: from, recodedLines, nulBytes, lineEnds, missingColumns } = file;
  const ends = Object.entries(lineEnds).filter(([, count]) => count > 0);
  return [
    ...(encoding === null || from === null ? [] : [ENCODING[from](encodingName(encoding))]),
    ...(recodedLines > 0
      ? [
          `${counted(recodedLines, 'line')} ${recodedLines === 1 ? 'was' : 'were'} not valid in it and ${recodedLines === 1 ? 'was' : 'were'} read as windows-1252.`,
        ]
      : []),
    ...(nulBytes > 0
      ? [`${counted(nulBytes, 'NUL byte')} ${nulBytes === 1 ? 'was' : 'were'} left out.`]
      : []),
    ...(ends.length > 1
      ? [
          `Lines end in more than one way: ${ends.map(([end, count]) => `${end.toUpperCase()} ${whole(count)}`).join(', ')}.`,
        ]
      : []),
    ...(missingColumns.length > 0
      ? [
          `It lacks ${missingColumns.length === 1 ? 'column' : 'columns'} ${missingColumns.join(', ')}: blank here.`,
        ]
      : []),
  ];
}

/** "UTF-8", "windows-1252". */
export function encodingName(encoding: string): string {
  return /^utf-/i.test(encoding) ? encoding.toUpperCase() : encoding;
}

const ENCODING: Record<NonNullable<FileReading['encodingFrom']>, (name: string) => string> = {
  valid: (name) => `The text is valid ${name}.`,
  mark: (name) => `The text is ${name}, as its byte order mark says.`,
  detected: (name) =>
    `The text is not valid UTF-8. A detector took it for ${name}, and it was read so; data.encoding can say otherwise.`,
  recipe: (name) => `The text was read as ${name}, as the recipe says.`,
};

const DELIMITERS: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

/** "CSV, semicolon, gzip". */
export function formatInWords({ format, delimiter, gzip }: FileReading): string {
  const name = {
    csv: 'CSV',
    json: 'JSON',
    ndjson: 'NDJSON',
    parquet: 'Parquet',
    sqlite: 'SQLite',
    duckdb: 'DuckDB',
  }[format];
  const between = delimiter === null ? [] : [DELIMITERS[delimiter] ?? `“${delimiter}”`];
  return [name, ...between, ...(gzip ? ['gzip'] : [])].join(', ');
}

function rejoinedInWords(rejoined: Reading['rejoined'], rows: number): string | undefined {
  if (rejoined.length === 0) return undefined;
  const lines = rejoined.reduce((all, each) => all + each.lines, 0);
  const which = rejoined.length === rows ? 'all' : whole(rejoined.length);
  return `${which} of them put together again from ${counted(lines, 'line')}`;
}
