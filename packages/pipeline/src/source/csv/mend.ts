import { createWriteStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { blocks, CR, LF, readAt } from '../text/blocks.js';
import { noRoom } from '../text/no-room.js';
import type { PlainText } from '../text/plain-text.js';
import type { Dialect } from './dialect.js';
import { joinParts } from './join-parts.js';
import type { Joined, Shape } from './shape.js';

/** Whether DuckDB must not read the text as it stands. */
export function needsMending({ cuts, joined, lineEnds, multiline }: Shape): boolean {
  const { lf, crlf, cr } = lineEnds;
  if (cuts.starts.length > 0 || joined.length > 0) return true;
  if (cr > 0 || (lf > 0 && crlf > 0)) return true;
  // DuckDB would keep CRLF inside values; line breaks in values are LF, whatever else is amiss in the file.
  return crlf > 0 && multiline;
}

/**
 * Writes a copy of which every record is a row: lines that are none left out, rows that were broken over lines
 * joined and quoted, all line ends LF.
 */
export async function mend(text: PlainText, shape: Shape, dialect: Dialect, to: string): Promise<void> {
  const handle = await open(text.path, 'r');
  async function* mended(): AsyncGenerator<Buffer> {
    const unix = lineFeeds();
    const edits = inOrder(shape);
    let edit = edits.next();
    let at = text.start;
    let base = text.start;
    for await (const block of blocks(text.path, text.start)) {
      const end = base + block.length;
      const pieces: Buffer[] = [];
      while (at < end) {
        const stop = Math.min(end, edit.value?.start ?? end);
        if (stop > at) pieces.push(unix(block.subarray(at - base, stop - base)));
        at = Math.max(at, stop);
        if (edit.done || edit.value.start > at || at === end) break;
        const { joined } = edit.value;
        if (joined) pieces.push(await joinedRow(handle, joined, dialect));
        at = edit.value.end;
        edit = edits.next();
      }
      // The block is written over when the next one is read.
      yield Buffer.concat(pieces);
      base = end;
    }
  }
  try {
    await pipeline(mended, createWriteStream(to));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw noRoom(to, error);
    throw error;
  } finally {
    await handle.close();
  }
}

interface Edit {
  start: number;
  end: number;
  joined?: Joined;
}

/** Cuts and joined rows by their place in the file. */
function* inOrder({ cuts, joined }: Shape): Generator<Edit, undefined> {
  let next = 0;
  for (let i = 0; i < cuts.starts.length; i++) {
    const start = cuts.starts[i]!;
    while (next < joined.length && joined[next]!.start < start) yield asEdit(joined[next++]!);
    yield { start, end: cuts.ends[i]! };
  }
  while (next < joined.length) yield asEdit(joined[next++]!);
}

function asEdit(joined: Joined): Edit {
  return { start: joined.start, end: joined.end, joined };
}

async function joinedRow(handle: FileHandle, { parts }: Joined, dialect: Dialect): Promise<Buffer> {
  const texts: string[] = [];
  for (const { start, end } of parts) {
    texts.push((await readAt(handle, Buffer.allocUnsafe(end - start), start, end - start)).toString());
  }
  return Buffer.from(`${joinParts(texts, dialect)}\n`);
}

/** Turns CRLF and CR into LF, in pieces that follow one another. */
function lineFeeds(): (piece: Buffer) => Buffer {
  let afterCr = false;
  return (piece) => {
    if (!afterCr && !piece.includes(CR)) return piece;
    const out = Buffer.allocUnsafe(piece.length);
    let length = 0;
    for (const byte of piece) {
      if (byte !== LF || !afterCr) out[length++] = byte === CR ? LF : byte;
      afterCr = byte === CR;
    }
    return out.subarray(0, length);
  };
}
