import { createWriteStream } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { pipeline } from 'node:stream/promises';
import { blocks } from './blocks.js';
import { noRoom } from './no-room.js';
import { count } from './survey.js';
import { decodeMixed, wholeSequences } from './utf8.js';
import { decodeWindows1252 } from './windows-1252.js';

/** Writes a text as UTF-8 without NUL characters, a block at a time. */
export async function decodeText(
  path: string,
  start: number,
  encoding: string,
  to: string,
): Promise<{ nulBytes: number; size: number }> {
  const written = { nulBytes: 0, size: 0 };
  const decoder = decoderOf(encoding);
  async function* decoded(): AsyncGenerator<Buffer> {
    for await (const block of blocks(path, start)) yield clean(decoder.push(block));
    yield clean(decoder.end());
  }
  const clean = (bytes: Buffer): Buffer => {
    const nuls = bytes.includes(0) ? count(bytes, 0) : 0;
    written.nulBytes += nuls;
    written.size += bytes.length - nuls;
    return nuls > 0 ? Buffer.from(bytes.filter((byte) => byte !== 0)) : bytes;
  };
  try {
    await pipeline(decoded, createWriteStream(to));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw noRoom(to, error);
    throw error;
  }
  return written;
}

interface Decoder {
  push(block: Buffer): Buffer;
  end(): Buffer;
}

function decoderOf(encoding: string): Decoder {
  if (encoding === 'utf-8') return mixedDecoder();
  if (encoding === 'windows-1252') {
    return { push: (block) => Buffer.from(decodeWindows1252(block)), end: () => Buffer.alloc(0) };
  }
  const decoder = new TextDecoder(encoding);
  return {
    push: (block) => Buffer.from(decoder.decode(block, { stream: true })),
    end: () => Buffer.from(decoder.decode()),
  };
}

function mixedDecoder(): Decoder {
  let rest: Buffer = Buffer.alloc(0);
  const plain = (bytes: Buffer): Buffer => (isUtf8(bytes) ? bytes : Buffer.from(decodeMixed(bytes)));
  return {
    push(block) {
      const bytes = Buffer.concat([rest, block]);
      const whole = wholeSequences(bytes);
      rest = bytes.subarray(whole);
      return plain(bytes.subarray(0, whole));
    },
    end: () => plain(rest),
  };
}
