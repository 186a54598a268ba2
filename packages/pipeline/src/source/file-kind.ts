import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { ParallaxError } from '@parallax-map/core';

export type FileKind =
  | { format: 'csv'; gzip: boolean; tab: boolean; utf16: boolean; head: string }
  | { format: 'json'; gzip: boolean }
  | { format: 'parquet' };

/**
 * What a file is, by its first bytes and then by its ending.
 *
 * @throws ParallaxError DATA_MISSING, DATA_EMPTY (no bytes, or nothing but blanks), DATA_UNREADABLE (a folder,
 *   a broken gzip file, anything that is not text and not Parquet)
 */
export async function fileKind(path: string): Promise<FileKind> {
  const name = basename(path);
  const start = await readStart(path, name);
  if (start.length === 0)
    throw new ParallaxError('DATA_EMPTY', `${name} is empty; a table with rows is needed`);
  if (startsWith(start, PARQUET)) return { format: 'parquet' };
  const gzip = startsWith(start, GZIP);
  if (gzip) await checkGzip(path, name);
  const bytes = gzip ? gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH }) : start;
  const inner = name.toLowerCase().replace(/\.gz$/, '');
  const utf16 = startsWith(bytes, UTF16);
  if (!utf16 && bytes.includes(0)) throw notText(name, bytes);
  const head = new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(bytes);
  if (head.trim() === '') throw new ParallaxError('DATA_EMPTY', `${name} holds only blanks; rows are needed`);
  if (isJson(inner, head)) return json(name, bytes, gzip);
  if (inner.endsWith('.parquet')) {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must begin with PAR1, as Parquet files do; it does not`,
    );
  }
  return { format: 'csv', gzip, tab: inner.endsWith('.tsv'), utf16, head };
}

const START = 1 << 18;
const PARQUET = [0x50, 0x41, 0x52, 0x31];
const GZIP = [0x1f, 0x8b];
const UTF16 = [0xff, 0xfe];
const UTF8_MARK = [0xef, 0xbb, 0xbf];
const KNOWN: [bytes: number[], is: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive or an Excel workbook'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel or Word file'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'an SQLite database'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed by Zstandard'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], 'an Arrow file'],
  [[0xfe, 0xff], 'big-endian UTF-16'],
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

/** DuckDB takes what there is of a truncated gzip file without a word, so it is gone through once before. */
async function checkGzip(path: string, name: string): Promise<void> {
  try {
    await pipeline(createReadStream(path), createGunzip(), async (chunks) => {
      for await (const chunk of chunks) void chunk;
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must be a whole gzip file; it is broken (${reason})`,
      {
        cause: error,
      },
    );
  }
}

function isJson(name: string, head: string): boolean {
  if (/\.(json|ndjson|jsonl)$/.test(name)) return true;
  return !/\.(csv|tsv|txt|parquet)$/.test(name) && /^\s*(\[\s*)?\{/.test(head);
}

function json(name: string, bytes: Uint8Array, gzip: boolean): FileKind {
  if (startsWith(bytes, UTF8_MARK) || startsWith(bytes, UTF16)) {
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must be UTF-8 without a byte order mark, as JSON is; save it again without one`,
    );
  }
  return { format: 'json', gzip };
}

function notText(name: string, bytes: Uint8Array): ParallaxError {
  const known = KNOWN.find(([magic]) => startsWith(bytes, magic));
  return new ParallaxError(
    'DATA_UNREADABLE',
    `${name} must be CSV, TSV, JSON, NDJSON or Parquet (text may be gzipped); it is ${known?.[1] ?? 'a binary file'}`,
  );
}

function startsWith(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
