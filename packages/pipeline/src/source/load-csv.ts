import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError, type FileReading } from '@parallax-map/core';
import { accountLines, type Account } from './csv/account.js';
import {
  findDelimiter,
  hasDelimiter,
  namedDelimiter,
  QUOTES,
  quotings,
  type Dialect,
} from './csv/dialect.js';
import { mend, needsMending } from './csv/mend.js';
import { rejoinPadded } from './csv/padded.js';
import { checkShare, readRejects, type Rejected } from './csv/rejects.js';
import { scanCsv, type Scan } from './csv/scan.js';
import { faultReason, type Shape } from './csv/shape.js';
import { countRows, fileReading, type LoadedFile } from './loaded-file.js';
import type { ReadingOptions } from './request.js';
import { sqlText } from './sql.js';
import { textHead, type PlainText } from './text/plain-text.js';
import { uniqueNames } from './unique-names.js';

/**
 * Loads CSV. A scan finds what every line is; DuckDB then parses, strictly, the file itself where every record is
 * a row, else a copy that holds the rows alone. The first line that is not blank holds the names.
 *
 * @param folder where a copy may go; the caller removes it
 * @param tab whether the delimiter is a tab whatever the header looks like
 * @throws ParallaxError DATA_UNREADABLE, RECIPE_INVALID
 */
export async function loadCsv(
  connection: DuckDBConnection,
  text: PlainText,
  options: ReadingOptions,
  { folder, tab, into }: { folder: string; tab: boolean; into: string },
): Promise<LoadedFile> {
  const head = await textHead(text);
  const said = namedDelimiter(head);
  const delimiter = options.delimiter ?? said ?? findDelimiter(head, tab);
  checkDelimiter(delimiter);
  const { shape, dialect } = await findShape(text, { delimiter, named: said !== undefined });
  if (shape.headerFault) {
    const { line, fault } = shape.headerFault;
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${text.name} must begin with a line of names; on line ${line}, ${faultReason(fault, 0)}`,
    );
  }
  const rejected = rejectedLines(shape);
  checkShare(text.name, rejected, shape.lines, options.mostRejected, CAUSES);
  const mended = needsMending(shape);
  const path = mended ? join(folder, 'mended') : text.path;
  if (mended) await mend(text, shape, dialect, path);
  const names = await readRows(connection, { path, name: text.name }, shape, dialect, into);
  const rows = shape.rows.length;
  const account = accountLines(
    shape,
    await rejoinPadded(connection, into, { columns: names, rows, delimiter }),
  );
  checkShare(text.name, account.rejected, shape.lines, options.mostRejected, CAUSES);
  return {
    columns: names.map((name) => ({ name, type: 'VARCHAR' })),
    reading: csvReading(text, shape, dialect, account),
    rejects: await readRejects(text, account.rejected),
    rejoined: account.rejoined.map((row) => ({ file: text.name, ...row })),
    lines: account.rows,
  };
}

const CAUSES =
  'The file may have another delimiter (--delimiter), values that hold the delimiter or line breaks without double quotes around them, or quotes that do not close.';

function checkDelimiter(delimiter: string): void {
  if (!/^["\r\n\0\\\uD800-\uDFFF\uFEFF]$/.test(delimiter)) return;
  throw new ParallaxError(
    'RECIPE_INVALID',
    `data.delimiter must be a character that can part values: no quote, line end, backslash, NUL or half of a pair; got ${JSON.stringify(delimiter)}`,
  );
}

/** The way of quoting under which the fewest lines are no rows; the likeliest of those. */
async function findShape(
  text: PlainText,
  way: Pick<Dialect, 'delimiter' | 'named'>,
): Promise<{ shape: Shape; dialect: Dialect }> {
  let best: { shape: Scan; dialect: Dialect } | undefined;
  for (const quoting of quotings(way.delimiter)) {
    if (best && faults(best.shape) === 0) break;
    if (quoting === 'backslash' && best && !best.shape.backslashes) continue;
    const dialect = { ...way, quoting };
    const shape = await scanCsv(text, dialect);
    if (!best || faults(shape) < faults(best.shape)) best = { shape, dialect };
  }
  return best!;
}

function faults({ headerFault, rejectedLines }: Shape): number {
  return headerFault ? Infinity : rejectedLines;
}

function rejectedLines({ rejects, rejectedLines: lines, columns }: Shape): Rejected {
  return {
    count: rejects.line.length,
    lines,
    at: (i) => ({
      line: rejects.line[i]!,
      lines: rejects.lines[i]!,
      reason: faultReason(rejects.fault[i]!, columns),
    }),
  };
}

/** Reads the records into a table; the header is its first row. Gives the names. */
async function readRows(
  connection: DuckDBConnection,
  file: { path: string; name: string },
  shape: Shape,
  dialect: Dialect,
  into: string,
): Promise<string[]> {
  const columns = Array.from({ length: shape.columns }, (_, i) => `c${i}: 'VARCHAR'`).join(', ');
  const { quote, escape } = QUOTES[dialect.quoting];
  // DuckDB holds a few buffers at once; by default each has room for sixteen of the longest lines.
  const longest = Math.max(LEAST_LINE, shape.longest + 1024);
  const options = [
    `auto_detect = false, header = false, skip = 0, comment = '', columns = {${columns}}`,
    `delim = ${sqlText(dialect.delimiter)}, quote = ${sqlText(quote)}, escape = ${sqlText(escape)}`,
    `strict_mode = true, null_padding = false, ignore_errors = false, encoding = 'utf-8'`,
    `max_line_size = ${longest}, buffer_size = ${Math.max(LEAST_BUFFER, 2 * longest)}, compression = 'none', hive_partitioning = false`,
  ].join(', ');
  const table = `${into}_raw`;
  await connection.run(
    `CREATE TEMP TABLE ${table} AS SELECT * FROM read_csv(${sqlText(file.path)}, ${options})`,
  );
  const header = await connection.runAndReadAll(
    `SELECT * EXCLUDE (r) FROM (SELECT rowid AS r, * FROM ${table}) WHERE r = 0`,
  );
  await connection.run(`CREATE TEMP VIEW ${into} AS SELECT rowid AS r, * FROM ${table} WHERE rowid > 0`);
  const rows = await countRows(connection, into);
  if (rows !== shape.rows.length) {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${file.name} must give ${shape.rows.length} rows, as its lines show; DuckDB reads ${rows}`,
    );
  }
  return uniqueNames((header.getRows()[0] ?? []).map((name) => String(name ?? '')));
}

const LEAST_LINE = 1 << 21;
const LEAST_BUFFER = 1 << 25;

function csvReading(text: PlainText, shape: Shape, dialect: Dialect, account: Account): FileReading {
  const { lines, headerLines, blankLines, lineEnds } = shape;
  return fileReading({
    name: text.name,
    format: 'csv',
    ...text.decoding,
    delimiter: hasDelimiter(dialect) ? dialect.delimiter : null,
    lines,
    headerLines,
    blankLines,
    rows: account.rows.length,
    rowLines: account.rowLines,
    rejectedLines: account.rejected.lines,
    lineEnds,
  });
}
