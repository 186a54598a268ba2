import type { DuckDBConnection } from '@duckdb/node-api';
import type { FileKind } from './file-kind.js';
import { countRows, fileReading, type LoadedFile } from './loaded-file.js';
import { sqlText } from './sql.js';

/**
 * Loads CSV with DuckDB, strictly: every line must have as many values as the header, or an error names it.
 * The first line holds the names. Only the delimiter is looked for here, in the header: DuckDB's own sniffer
 * would rather read a ragged table as one column than say that it is ragged.
 */
export async function loadCsv(
  connection: DuckDBConnection,
  path: string,
  kind: FileKind & { format: 'csv' },
  name: string,
  into: string,
): Promise<LoadedFile> {
  const { delimiter, count } = headerShape(kind.head, kind.tab);
  await readRows(connection, path, kind, delimiter, count, `${into}_raw`);
  const header = await connection.runAndReadAll(
    `SELECT * EXCLUDE (r) FROM (SELECT rowid AS r, * FROM ${into}_raw) WHERE r = 0`,
  );
  const names = uniqueNames((header.getRows()[0] ?? []).map((name) => String(name ?? '')));
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${into}_raw WHERE rowid > 0`);
  const rows = await countRows(connection, into);
  return {
    columns: names.map((column) => ({ name: column, type: 'VARCHAR' })),
    reading: fileReading({ name, format: 'csv', gzip: kind.gzip, delimiter, rows }),
    rejects: [],
    rejoined: [],
    lines: null,
  };
}

/** Quotes are doubled inside quotes (RFC 4180); else escaped by a backslash; else, with tabs, mere characters. */
const DIALECTS = [
  { quote: '"', escape: '"' },
  { quote: '"', escape: '\\' },
];
const BARE = { quote: '', escape: '' };
const LONGEST_LINE = 1 << 25;
/** Stands in no text, so the line is one value. */
const NO_DELIMITER = '\u001f';

async function readRows(
  connection: DuckDBConnection,
  path: string,
  kind: FileKind & { format: 'csv' },
  delimiter: string,
  count: number,
  table: string,
): Promise<void> {
  const columns = Array.from({ length: count }, (_, i) => `c${i}: 'VARCHAR'`).join(', ');
  let first: unknown;
  for (const { quote, escape } of delimiter === '\t' ? [...DIALECTS, BARE] : DIALECTS) {
    const options = [
      `auto_detect = false, header = false, skip = 0, comment = '', columns = {${columns}}`,
      `delim = ${sqlText(delimiter)}, quote = ${sqlText(quote)}, escape = ${sqlText(escape)}`,
      `strict_mode = true, null_padding = false, ignore_errors = false, max_line_size = ${LONGEST_LINE}`,
      `compression = '${kind.gzip ? 'gzip' : 'none'}', encoding = '${kind.utf16 ? 'utf-16' : 'utf-8'}'`,
    ].join(', ');
    try {
      await connection.run(
        `CREATE TEMP TABLE ${table} AS SELECT * FROM read_csv(${sqlText(path)}, ${options})`,
      );
      return;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

/** The delimiter found most often outside quotes in the first line that is not blank, and how many columns it makes. */
function headerShape(head: string, tab: boolean): { delimiter: string; count: number } {
  const counts: Record<string, number> = tab ? { '\t': 0 } : { ',': 0, ';': 0, '\t': 0, '|': 0 };
  let quoted = false;
  for (const character of head.replace(/^\uFEFF?[\r\n]*/, '')) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted && character in counts) counts[character]!++;
  }
  const [delimiter, most] = Object.entries(counts).reduce((best, one) => (one[1] > best[1] ? one : best));
  return most > 0 || tab ? { delimiter, count: most + 1 } : { delimiter: NO_DELIMITER, count: 1 };
}

/** Names as they stand, trimmed; a blank one is called by its place, a repeated one numbered. */
export function uniqueNames(names: string[]): string[] {
  const taken = new Set(names.map((name) => name.trim()));
  const seen = new Set<string>();
  return names.map((raw, i) => {
    const name = raw.trim() || `column_${i + 1}`;
    let unique = name;
    for (let n = 2; seen.has(unique) || (unique !== name && taken.has(unique)); n++) unique = `${name}_${n}`;
    seen.add(unique);
    return unique;
  });
}
