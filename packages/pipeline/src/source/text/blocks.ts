import { open, type FileHandle } from 'node:fs/promises';

/** The bytes of a file from `start` on, a block at a time; a block is only good until the next one is asked for. */
export async function* blocks(path: string, start = 0, end = Infinity): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(BLOCK);
    for (let at = start; at < end;) {
      const block = await readAt(handle, buffer, at, Math.min(BLOCK, end - at));
      if (block.length === 0) return;
      at += block.length;
      yield block;
    }
  } finally {
    await handle.close();
  }
}

export async function readAt(
  handle: FileHandle,
  buffer: Buffer,
  at: number,
  length: number,
): Promise<Buffer> {
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, at + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

export const BLOCK = 1 << 20;
export const LF = 0x0a;
export const CR = 0x0d;
