import { ParallaxError } from '@parallax-map/core';

/** What DuckDB says of a table it cannot read, in plain words; its own stands as the cause. */
export function unreadable(name: string, format: keyof typeof FORMATS, error: unknown): ParallaxError {
  if (error instanceof ParallaxError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const problem = PROBLEMS[format]?.(message) ?? `must be a whole ${FORMATS[format]}; ${firstLine(message)}`;
  return new ParallaxError('DATA_UNREADABLE', `${name} ${problem}`, { cause: error });
}

const FORMATS = {
  csv: 'CSV file',
  json: 'JSON file',
  parquet: 'Parquet file',
  sqlite: 'SQLite database',
  duckdb: 'DuckDB database',
  postgres: 'table of a Postgres database',
};
/** What is no row of CSV is found before DuckDB reads it. */
const PROBLEMS: Partial<Record<keyof typeof FORMATS, (message: string) => string | undefined>> = {
  json: jsonProblem,
  parquet: parquetProblem,
};

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
  if (/at least one non-root column/.test(message)) return 'must have at least one column; it has none';
  return undefined;
}

function firstLine(message: string): string {
  return `DuckDB says: ${message
    .split('\n')[0]!
    .replace(/^[A-Za-z ]*Error: /, '')
    .trim()}`;
}
