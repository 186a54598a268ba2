import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashFile, type ModelFiles } from '../models/cache.js';
import { derivedRoot, readRecord, VERSION } from './record.js';

/** A graph in 8 bits that was made from a model in float32, as it stands in the cache. */
export interface KeptGraph {
  /** Absolute path. */
  path: string;
  /** Of the file; 0 where it is gone. */
  bytes: number;
  /** What its record requires; null where no record speaks of it. */
  sha256: string | null;
  /** What the file has; null where it is gone. */
  got: string | null;
  /**
   * `whole` is what its record requires, to the hash; `wrong` has other bytes; `missing` is gone; `unused` is left by
   * an older version, or by a run that was cut off. The next run in 8 bits makes anew what is wrong or missing.
   */
  state: 'whole' | 'wrong' | 'missing' | 'unused';
  /** Absolute path of its record. */
  record: string | null;
  /** SHA-256 of the float32 files; that of the tokenizer is null where no record says it. */
  madeFrom: { graph: string; tokenizer: string | null };
}

/** All graphs in 8 bits of the cache, every file hashed; sorted by path within a version. */
export async function keptGraphs(cache: string, signal: AbortSignal): Promise<KeptGraph[]> {
  const kept: KeptGraph[] = [];
  const root = derivedRoot(cache);
  for (const version of await names(root, 'folders')) {
    for (const graph of await names(join(root, version), 'folders')) {
      signal.throwIfAborted();
      kept.push(...(await keptIn(join(root, version, graph), version === `v${VERSION}`)));
    }
  }
  return kept;
}

/** Those of them that were made from a model. */
export function madeFrom(
  kept: readonly KeptGraph[],
  { graph, tokenizer }: ModelFiles['sha256'],
): KeptGraph[] {
  return kept.filter(
    ({ madeFrom: from }) => from.graph === graph && (from.tokenizer === null || from.tokenizer === tokenizer),
  );
}

/**
 * Deletes them with their records, and folders that are empty then.
 *
 * @returns bytes that are free again
 */
export async function removeKept(kept: readonly KeptGraph[]): Promise<number> {
  let bytes = 0;
  for (const { path, record } of kept) {
    // The record goes first: where it is, the graph is.
    for (const file of record === null ? [path] : [record, path]) {
      bytes += await sizeOf(file);
      await rm(file, { force: true });
    }
  }
  for (const folder of new Set(kept.map(({ path }) => dirname(path)))) {
    for (const empty of [folder, dirname(folder), dirname(dirname(folder))]) {
      await rmdir(empty).catch(() => undefined);
    }
  }
  return bytes;
}

async function keptIn(folder: string, current: boolean): Promise<KeptGraph[]> {
  const graph = basename(folder);
  const kept: KeptGraph[] = [];
  const files = await names(folder, 'files');
  const told = new Set<string>();
  for (const name of current ? files.filter((name) => name.endsWith('.json')) : []) {
    const record = join(folder, name);
    const read = await readRecord(record);
    if (read?.madeFrom.graph !== graph) continue;
    const { sha256, madeFrom } = read;
    const path = join(folder, `${sha256}.onnx`);
    told.add(record).add(path);
    const got = await hashOf(path);
    const state = got === null ? 'missing' : got === sha256 ? 'whole' : 'wrong';
    kept.push({ path, bytes: await sizeOf(path), sha256, got, state, record, madeFrom });
  }
  for (const path of files.map((name) => join(folder, name))) {
    if (told.has(path)) continue;
    const [bytes, got] = [await sizeOf(path), await hashOf(path)];
    const madeFrom = { graph, tokenizer: null };
    kept.push({ path, bytes, sha256: null, got, state: 'unused', record: null, madeFrom });
  }
  return kept;
}

/** Sorted; links are neither. */
async function names(folder: string, kind: 'files' | 'folders'): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => (kind === 'files' ? entry.isFile() : entry.isDirectory()))
    .map(({ name }) => name)
    .sort();
}

async function hashOf(path: string): Promise<string | null> {
  return hashFile(path).catch(() => null);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}
