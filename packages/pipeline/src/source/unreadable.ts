import { ParallaxError } from '@parallax-map/core';

/** What DuckDB says of a table it cannot read, in plain words; its own stands as the cause. */
export function unreadable(name: string, format: 'csv' | 'json' | 'parquet', error: unknown): ParallaxError {
  if (error instanceof ParallaxError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const problem =
    PROBLEMS[format](message) ?? `must be a whole ${FORMATS[format]} file; ${firstLine(message)}`;
  return new ParallaxError('DATA_UNREADABLE', `${name} ${problem}`, { cause: error });
}

const FORMATS = { csv: 'CSV', json: 'JSON', parquet: 'Parquet' };
const PROBLEMS = { csv: csvProblem, json: jsonProblem, parquet: parquetProblem };

function csvProblem(message: string): string | undefined {
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const at = line ? `line ${line}` : 'everywhere';
  const [, expected, found] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message) ?? [];
  if (expected) {
    return `must have ${count(expected, 'value')} in each row, as its first line has names; got ${found} at ${at}. A value that holds the delimiter must stand in double quotes`;
  }
  if (/unterminated quote/i.test(message)) {
    return `must close each double quote before the next delimiter or line, and double quotes inside; it does not at ${at}`;
  }
  if (/not utf-8|Invalid unicode/i.test(message)) {
    return `must be UTF-8 text; got other bytes at ${at}. Save it as UTF-8`;
  }
  if (/Maximum line size/i.test(message)) {
    return `must have rows of at most 32 MiB; got a longer one at ${at}. A double quote may be open`;
  }
  if (/state machine reached an invalid state/i.test(message)) {
    return 'must end all its lines alike (LF or CRLF); it mixes them, or breaks off inside a quoted value';
  }
  return undefined;
}

function jsonProblem(message: string): string | undefined {
  const [, byte, where, place, reason] =
    /at byte (\d+) in (line|record\/value) (\d+): ([^\n]*?)\.?\s*(?:\n|$)/.exec(message) ?? [];
  if (place) {
    const what = where === 'line' ? 'line' : 'value';
    // DuckDB has counted the broken one already when it tells its number.
    return `must be valid JSON; got ${reason?.trim()} in ${what} ${Number(place) - 1}, byte ${byte}`;
  }
  const [, row, key] =
    /(?:line|record\/value) (\d+): Object .* has duplicate key "([^"]*)"/s.exec(message) ?? [];
  if (row) return `must name each value once; object ${row} names "${key}" twice`;
  return undefined;
}

function parquetProblem(message: string): string | undefined {
  if (/magic bytes|too small/i.test(message)) {
    return 'must end as a Parquet file ends; it is truncated or damaged';
  }
  return undefined;
}

function firstLine(message: string): string {
  return `DuckDB says: ${message
    .split('\n')[0]!
    .replace(/^[A-Za-z ]*Error: /, '')
    .trim()}`;
}

function count(number: string, unit: string): string {
  return `${number} ${unit}${number === '1' ? '' : 's'}`;
}
