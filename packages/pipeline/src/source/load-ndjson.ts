import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ParallaxError } from '@parallax-map/core';
import { GrowingLines } from './csv/growing.js';
import { checkShare, readRejects, type Rejected } from './csv/rejects.js';
import { readObjects } from './load-json.js';
import { countRows, fileReading, type LoadedFile } from './loaded-file.js';
import { repeatedKey } from './repeated-key.js';
import type { ReadingOptions } from './request.js';
import { textLines } from './text/lines.js';
import type { PlainText } from './text/plain-text.js';

/**
 * Loads JSON with one object a line. A line that is no whole object, or names a value twice, is a reject; DuckDB reads a copy of the
 * others.
 *
 * @throws ParallaxError DATA_UNREADABLE
 */
export async function loadNdjson(
  connection: DuckDBConnection,
  text: PlainText,
  options: ReadingOptions,
  { folder, into }: { folder: string; into: string },
): Promise<LoadedFile> {
  const copy = join(folder, 'objects.ndjson');
  const found = await copyObjects(text, copy);
  const rejected: Rejected = {
    count: found.rejects.length,
    lines: found.rejects.length,
    at: (i) => ({ ...found.rejects[i]!, lines: 1 }),
  };
  checkShare(text.name, rejected, found.lines, options.mostRejected, CAUSES);
  if (found.rows.length === 0) {
    throw new ParallaxError('DATA_EMPTY', `${text.name} has no rows; at least 3 are needed`);
  }
  const columns = await readObjects(connection, copy, text.name, into, 'newline_delimited');
  const rows = await countRows(connection, into);
  if (rows !== found.rows.length) {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${text.name} must give ${found.rows.length} rows, one an object; DuckDB reads ${rows}`,
    );
  }
  const reading = fileReading({
    name: text.name,
    format: 'ndjson',
    ...text.decoding,
    lines: found.lines,
    blankLines: found.blank,
    rows,
    rowLines: rows,
    rejectedLines: rejected.lines,
    lineEnds: found.lineEnds,
  });
  const rejects = await readRejects(text, rejected);
  return { columns, reading, rejects, rejoined: [], lines: found.rows };
}

const CAUSES = 'The file may be JSON in another form, or cut off.';

interface Objects {
  lines: number;
  blank: number;
  lineEnds: { lf: number; crlf: number; cr: number };
  rows: Uint32Array;
  rejects: { line: number; reason: string }[];
}

async function copyObjects(text: PlainText, to: string): Promise<Objects> {
  const lineEnds = { lf: 0, crlf: 0, cr: 0 };
  const found = { lines: 0, blank: 0, lineEnds };
  const rows = new GrowingLines();
  const rejects: Objects['rejects'] = [];
  async function* objects(): AsyncGenerator<string> {
    for await (const { line, end } of textLines(text)) {
      found.lines++;
      if (end !== null) lineEnds[end]++;
      if (line.trim() === '') {
        found.blank++;
        continue;
      }
      const reason = faultOf(line);
      if (reason === null) {
        rows.push(found.lines);
        yield `${line}\n`;
      } else rejects.push({ line: found.lines, reason });
    }
  }
  await pipeline(objects, createWriteStream(to));
  return { ...found, rows: rows.done(), rejects };
}

function faultOf(line: string): string | null {
  const value = parsed(line);
  if (value instanceof SyntaxError) return `must be valid JSON; ${reasonOf(value)}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `an object with named values was needed; got ${kindOf(value)}`;
  }
  const key = repeatedKey(line, value);
  return key === null ? null : `each value must be named once; "${key}" stands twice`;
}

/** The value, or what is wrong with it. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    // Numbers that JSON lacks and many programs write all the same; DuckDB reads them.
    const lenient = line.replace(/-?\b(NaN|Infinity)\b/g, '0');
    const value = lenient === line ? error : parsed(lenient);
    return value instanceof SyntaxError ? error : value;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** V8's reason without the excerpt, which stands beside it anyway. */
function reasonOf({ message }: Error): string {
  const reason = message
    .replace(/,? ?"?\.\.\..*$|, ".*" is not valid JSON$|\(line 1 column \d+\)/s, '')
    .trim();
  return reason === '' ? 'it is not' : `got ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
}
