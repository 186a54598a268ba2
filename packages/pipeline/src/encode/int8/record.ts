import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Of the derivation: what is done to the graph, and the texts it is measured on. */
export const VERSION = 2;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const recordSchema = z.object({
  version: z.literal(VERSION),
  sha256: hash,
  bytes: z.int(),
  madeFrom: z.object({ graph: hash, tokenizer: hash }),
  madeWith: z.array(z.string()),
});

/** What stands beside a graph in 8 bits: what it must be, and what it was made from. */
export type DerivationRecord = z.infer<typeof recordSchema>;

/** Where all versions of the derivation keep theirs: `v<version>/<SHA-256 of the float32 graph>/`. */
export function derivedRoot(cache: string): string {
  return join(cache, 'int8');
}

/** Where graphs in 8 bits that are made from one float32 graph stand, each as `<its SHA-256>.onnx`. */
export function derivedFolder(cache: string, graph: string): string {
  return join(derivedRoot(cache), `v${VERSION}`, graph);
}

/** The record in a file; undefined where there is none that can be read. */
export async function readRecord(path: string): Promise<DerivationRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
