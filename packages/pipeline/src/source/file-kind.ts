import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { ParallaxError } from '@parallax-map/core';
import { wideWithoutMark } from './text/plain-text.js';

export type FileKind =
  { format: 'text'; gzip: boolean } | { format: 'parquet' } | { format: 'sqlite' } | { format: 'duckdb' };

/**
 * What a file is, by its first bytes.
 *
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY (no bytes), DATA_UNREADABLE (a folder, anything that is not text
 *   and neither Parquet nor a database)
 */
export async function fileKind(path: string): Promise<FileKind> {
  const name = basename(path);
  const start = await readStart(path, name);
  if (start.length === 0) {
    throw new ParallaxError('DATA_EMPTY', `${name} is empty; a table with rows is needed`);
  }
  if (startsWith(start, PARQUET)) return { format: 'parquet' };
  if (startsWith(start, SQLITE)) return { format: 'sqlite' };
  if (startsWith(start.subarray(8), DUCKDB)) return { format: 'duckdb' };
  const gzip = startsWith(start, GZIP);
  const bytes = gzip ? inflateStart(start, name) : start;
  const known = KNOWN.find(([magic]) => startsWith(bytes, magic));
  if (known || isBinary(bytes)) throw notText(name, known?.[1] ?? 'a binary file');
  if (name.toLowerCase().endsWith('.parquet')) {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must begin with PAR1, as Parquet files do; it does not`,
    );
  }
  return { format: 'text', gzip };
}

/** What a text holds: CSV (with tabs whatever its header looks like), JSON, or JSON one object a line. */
export type TextKind = { format: 'csv'; tab: boolean } | { format: 'json' } | { format: 'ndjson' };

/**
 * What a text is, by its ending and its beginning.
 *
 * @throws ParallaxError DATA_EMPTY where that is nothing but blanks, DATA_UNREADABLE where it is a page or the like
 */
export function textKind(name: string, head: string): TextKind {
  const inner = name.toLowerCase().replace(/\.gz$/, '');
  const first = head.trimStart();
  if (first === '') throw new ParallaxError('DATA_EMPTY', `${name} holds only blanks; rows are needed`);
  const known = NO_TABLES.find(([begins]) => begins.test(first));
  if (known) throw notText(name, known[1]);
  const named = /\.(json|ndjson|jsonl)$/.test(inner);
  if (!named && (/\.(csv|tsv|txt)$/.test(inner) || !/^(\[\s*)?\{/.test(first))) {
    return { format: 'csv', tab: inner.endsWith('.tsv') };
  }
  const lined = /\.(ndjson|jsonl)$/.test(inner) ? !first.startsWith('[') : isObject(first);
  return { format: lined ? 'ndjson' : 'json' };
}

const START = 1 << 18;
const PARQUET = [0x50, 0x41, 0x52, 0x31];
const SQLITE = [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66, 0x6f, 0x72, 0x6d, 0x61, 0x74, 0x20, 0x33, 0];
/** After a checksum of 8 bytes. */
const DUCKDB = [0x44, 0x55, 0x43, 0x4b];
const GZIP = [0x1f, 0x8b];
const KNOWN: [bytes: number[], is: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive or an Excel workbook'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel or Word file'],
  [[0x25, 0x50, 0x44, 0x46, 0x2d], 'a PDF'],
  [SQLITE, 'a gzipped SQLite database; unpack it'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed by Zstandard'],
  [[0x42, 0x5a, 0x68], 'compressed by bzip2'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'compressed by XZ'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31, 0], 'an Arrow file'],
  [[0xff, 0xfe, 0, 0], 'UTF-32 text; save it as UTF-8'],
  [[0, 0, 0xfe, 0xff], 'UTF-32 text; save it as UTF-8'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
];

/** Texts that servers and programs leave in place of a table. */
const NO_TABLES: [begins: RegExp, is: string][] = [
  [/^<(!doctype html|html|head|body)\b/i, 'an HTML page: perhaps what a server said instead of the table'],
  [/^<\?xml\b/i, 'XML'],
  [/^version https:\/\/git-lfs\./, 'a pointer of Git LFS; `git lfs pull` fetches the table'],
];

async function readStart(path: string, name: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).isDirectory()) {
      throw new ParallaxError('DATA_UNREADABLE', `${name} is a folder; a file with a table is needed`);
    }
    const handle = await open(path, 'r');
    try {
      const bytes = new Uint8Array(START);
      const { bytesRead } = await handle.read(bytes, 0, START);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof ParallaxError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing
      ? `There is no file ${path}`
      : `${path} may not be read (${(error as Error).message})`;
    throw new ParallaxError('DATA_MISSING', `${problem}; a table is needed`, { cause: error });
  }
}

function inflateStart(start: Uint8Array, name: string): Uint8Array {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must be a whole gzip file; it is broken (${reason})`,
      { cause },
    );
  }
}

/** Control characters that text has no use for, or more NUL bytes than a fault explains. */
function isBinary(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff]) || wideWithoutMark(bytes))
    return false;
  let nuls = 0;
  let controls = 0;
  for (const byte of bytes) {
    if (byte === 0) nuls++;
    else if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && !USED.has(byte))) controls++;
  }
  return controls > 0.02 * bytes.length || nuls > 0.5 * bytes.length;
}

/** End of file, escape (in ISO-2022 encodings), and the separators. */
const USED = new Set([0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f]);

function notText(name: string, is: string): ParallaxError {
  return new ParallaxError(
    'DATA_UNREADABLE',
    `${name} must be CSV, TSV, JSON, NDJSON (perhaps gzipped), Parquet, or an SQLite or DuckDB database; it is ${is}`,
  );
}

function startsWith(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** Whether the first line is an object of its own; a longer one than was read may well be. */
function isObject(head: string): boolean {
  const line = /^[^\r\n]*/.exec(head)![0];
  if (!line.startsWith('{')) return false;
  if (line.length === head.length && head.length >= START / 4) return true;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
