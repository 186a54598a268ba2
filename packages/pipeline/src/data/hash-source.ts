import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { logOfChanges } from '../source/index.js';

/** SHA-256 of a file's bytes in hex; of several, the SHA-256 of theirs in their order. Where they lie does not count. A database's log of changes counts with it. */
export async function hashSource(paths: readonly string[]): Promise<string> {
  const hashes: string[] = [];
  for (const path of paths) {
    const log = await logOfChanges(path);
    const parts = [await hashFile(path), ...(log === null ? [] : [await hashFile(log)])];
    hashes.push(parts.length === 1 ? parts[0]! : createHash('sha256').update(parts.join(' ')).digest('hex'));
  }
  return hashes.length === 1 ? hashes[0]! : createHash('sha256').update(hashes.join('\n')).digest('hex');
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
