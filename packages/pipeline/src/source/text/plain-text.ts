import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ParallaxError, type FileReading } from '@parallax-map/core';
import { blocks } from './blocks.js';
import { decodeText } from './decode-text.js';
import { detectEncoding, encodingNamed } from './detect-encoding.js';
import { noRoom } from './no-room.js';
import { surveyText, type Survey } from './survey.js';

/** A text as UTF-8 without NUL bytes: the file itself where it is that already, else a copy. */
export interface PlainText {
  /** Name of the file, as said in messages. */
  name: string;
  path: string;
  /** Where the text begins: after the byte order mark, if there is one. */
  start: number;
  size: number;
  decoding: Pick<FileReading, 'gzip' | 'encoding' | 'encodingFrom' | 'nulBytes' | 'recodedLines'>;
}

/**
 * Makes a text plain, in constant memory. UTF-16 and UTF-8 are known by their mark or their bytes, other
 * encodings by a detector; `encoding` has the last word. Where most characters beyond ASCII are valid UTF-8, it
 * is UTF-8 with broken lines, and their stray bytes are read as windows-1252.
 *
 * @param encoding a WHATWG name, or `auto`
 * @param folder where copies go; the caller removes it
 * @throws ParallaxError DATA_UNREADABLE (a broken gzip file), RECIPE_INVALID (no such encoding)
 */
export async function plainText(
  source: string,
  { name: file, gzip, encoding, folder }: { name: string; gzip: boolean; encoding: string; folder: string },
): Promise<PlainText> {
  const wanted = encoding === 'auto' ? null : encodingNamed(encoding);
  const path = gzip ? await inflate(source, file, join(folder, 'inflated')) : source;
  const { size } = await stat(path);
  const head = await readHead(path);
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte));
  const start = mark?.bytes.length ?? 0;

  const wide = wanted === null ? (mark?.wide ?? wideWithoutMark(head)) : null;
  const survey =
    wide === null && (wanted === null || wanted === 'utf-8') ? await surveyText(path, start) : null;
  const decided: Pick<FileReading, 'encoding' | 'encodingFrom'> =
    wanted !== null
      ? { encoding: wanted, encodingFrom: 'recipe' }
      : mark
        ? { encoding: mark.wide ?? 'utf-8', encodingFrom: 'mark' }
        : wide !== null
          ? { encoding: wide, encodingFrom: 'detected' }
          : isUtf8(survey!)
            ? { encoding: 'utf-8', encodingFrom: 'valid' }
            : { encoding: detectEncoding(survey!.sample), encodingFrom: 'detected' };
  const { encoding: name } = decided;
  const recodedLines = name === 'utf-8' ? survey!.brokenLines : 0;
  if (name === 'utf-8' && survey!.nulBytes === 0 && recodedLines === 0) {
    return { name: file, path, start, size, decoding: { gzip, ...decided, nulBytes: 0, recodedLines } };
  }
  const copy = join(folder, 'decoded');
  const { nulBytes, size: written } = await decodeText(
    path,
    mark && marks(mark.wide, name!) ? start : 0,
    name!,
    copy,
  );
  return {
    name: file,
    path: copy,
    start: 0,
    size: written,
    decoding: { gzip, ...decided, nulBytes, recodedLines },
  };
}

/** The first characters of a text. */
export async function textHead({ path, start }: PlainText): Promise<string> {
  for await (const block of blocks(path, start, start + HEAD)) return block.toString('utf8');
  return '';
}

/** Path of the text without its byte order mark: the same, or of a copy in `folder`. */
export async function withoutMark({ path, start }: PlainText, folder: string): Promise<string> {
  if (start === 0) return path;
  const copy = join(folder, 'unmarked');
  await pipeline(createReadStream(path, { start }), createWriteStream(copy));
  return copy;
}

const HEAD = 1 << 18;
const MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], wide: null },
  { bytes: [0xff, 0xfe], wide: 'utf-16le' },
  { bytes: [0xfe, 0xff], wide: 'utf-16be' },
];

/** Whether a mark belongs to the encoding; in any other its bytes are characters. */
function marks(wide: string | null, encoding: string): boolean {
  return (wide ?? 'utf-8') === encoding;
}

/** DuckDB takes what there is of a truncated gzip file without a word; here it is an error. */
async function inflate(source: string, name: string, to: string): Promise<string> {
  try {
    await pipeline(createReadStream(source), createGunzip(), createWriteStream(to));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') throw noRoom(to, cause);
    throw new ParallaxError(
      'DATA_UNREADABLE',
      `${name} must be a whole gzip file; it is broken (${(cause as Error).message})`,
      { cause },
    );
  }
  return to;
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(HEAD);
    const { bytesRead } = await handle.read(bytes, 0, HEAD, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** UTF-16 without a mark: an eighth of the bytes are NUL, all at even or all at odd places. */
export function wideWithoutMark(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const nuls = [0, 0];
  for (let i = 0; i < head.length; i++) if (head[i] === 0) nuls[i & 1]!++;
  const [even, odd] = nuls as [number, number];
  if (odd >= head.length / 8 && even * 50 < odd) return 'utf-16le';
  if (even >= head.length / 8 && odd * 50 < even) return 'utf-16be';
  return null;
}

function isUtf8({ sequences, strayBytes }: Survey): boolean {
  return strayBytes === 0 || sequences > strayBytes;
}
