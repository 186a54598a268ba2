import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ownName } from './owner.js';

/**
 * Writes a file whole or not at all: under a temporary name beside it, fsynced, renamed over what was there.
 *
 * @throws the error of the file system; the earlier file is then as it was
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${ownName()}.tmp`;
  try {
    await writeFileSynced(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * Writes several files of a folder as nearly at once as a file system lets: all are on the disk under temporary names
 * before the first is renamed, so that one that cannot be written leaves every earlier file as it was.
 *
 * @throws the error of the file system
 */
export async function writeFilesAtomic(folder: string, files: Record<string, Uint8Array>): Promise<void> {
  const places = Object.entries(files).map(([name, bytes]) => {
    const path = join(folder, name);
    return { path, temporary: `${path}.${ownName()}.tmp`, bytes };
  });
  try {
    for (const { temporary, bytes } of places) await writeFileSynced(temporary, bytes);
    for (const { temporary, path } of places) await rename(temporary, path);
  } finally {
    for (const { temporary } of places) await rm(temporary, { force: true });
  }
  await syncFolder(folder);
}

/** Writes a new file and has it on the disk before it returns. */
export async function writeFileSynced(path: string, bytes: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    const data = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    for (let at = 0; at < data.length;) {
      const { bytesWritten } = await handle.write(data, at, Math.min(data.length - at, CHUNK));
      at += bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The whole file in a buffer of its own, so that 64-bit numbers inside can be viewed in place. */
export async function readFileWhole(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = new Uint8Array(size);
    let at = 0;
    while (at < size) {
      const { bytesRead } = await handle.read(bytes, at, Math.min(size - at, CHUNK));
      if (bytesRead === 0) throw new Error(`${path} ends after ${at} of ${size} bytes`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}

/** A rename lasts through a power cut once its folder is synced; some systems cannot, and need not. */
export async function syncFolder(path: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    await handle.sync();
  } catch {
    // Windows opens no folders, some network file systems sync none.
  } finally {
    await handle?.close();
  }
}

/** One call reads or writes at most 2 GiB; half of that leaves room. */
const CHUNK = 1 << 30;
