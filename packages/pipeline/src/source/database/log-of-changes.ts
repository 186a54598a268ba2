import { stat } from 'node:fs/promises';
import { fileKind } from '../file-kind.js';

/** Path of the write-ahead log beside a database, whose rows count as its own; null where there is none. */
export async function logOfChanges(path: string): Promise<string | null> {
  for (const [format, ending] of LOGS) {
    const log = path + ending;
    const size = (await stat(log).catch(() => undefined))?.size ?? 0;
    if (size > 0 && (await fileKind(path)).format === format) return log;
  }
  return null;
}

const LOGS = [
  ['sqlite', '-wal'],
  ['duckdb', '.wal'],
] as const;
