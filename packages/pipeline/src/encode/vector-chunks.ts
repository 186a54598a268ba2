import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  decodeMatrix,
  decodeTable,
  encodeMatrix,
  encodeTable,
  tableColumn,
  writeFileAtomic,
} from '../store/index.js';

/**
 * Vectors by content (texts or pictures), kept in chunks so that a stopped run goes on where it was and a grown table encodes only
 * what is new.
 *
 * A chunk is two Arrow files, `<id>.vectors.arrow` (a matrix) and `<id>.texts.arrow` (SHA-256 of each text, and its
 * tokens) or `<id>.pictures.arrow` (SHA-256 of the bytes of each, and no tokens: 0), where id is the SHA-256 of both. A file that is missing, cut short, altered or foreign
 * makes no such pair, and counts as not there.
 */
export interface VectorChunks {
  /** The stored vectors among those wanted, by hash. */
  read(wanted: ReadonlySet<string>): Promise<Map<string, StoredVector>>;
  write(hashes: string[], encoded: Encoded): Promise<void>;
}

/** Vectors of several contents, as they are kept. */
export interface Encoded {
  /** Row-major, texts × dimensions, unit length. */
  vectors: Float32Array;
  dimensions: number;
  /** Tokens of each whole text, before it was cut or parted. */
  tokens: Uint32Array;
}

export interface StoredVector {
  vector: Float32Array;
  /** Tokens of the whole text, before it was cut. */
  tokens: number;
}

/** @param folder where the chunks of one encoder stand; made where it is not there */
export async function openVectorChunks(
  folder: string,
  of: 'text' | 'picture' = 'text',
): Promise<VectorChunks> {
  const ending = `.${of}s.arrow`;
  const column = `${of}_sha256`;

  await mkdir(folder, { recursive: true });

  async function read(wanted: ReadonlySet<string>): Promise<Map<string, StoredVector>> {
    const found = new Map<string, StoredVector>();
    for (const name of (await readdir(folder)).sort()) {
      if (found.size === wanted.size) break;
      if (!name.endsWith(ending)) continue;
      const chunk = await readChunk(folder, name.slice(0, -ending.length), ending, column);
      chunk?.hashes.forEach((hash, i) => {
        if (hash === null || !wanted.has(hash)) return;
        const vector = chunk.vectors.slice(i * chunk.dimensions, (i + 1) * chunk.dimensions);
        found.set(hash, { vector, tokens: chunk.tokens[i]! });
      });
    }
    return found;
  }

  async function write(hashes: string[], { vectors, dimensions, tokens }: Encoded): Promise<void> {
    const matrix = encodeMatrix({ data: vectors, rows: hashes.length, cols: dimensions });
    const contents = encodeTable([
      { name: column, type: 'utf8', values: hashes },
      { name: 'tokens', type: 'uint32', values: tokens },
    ]);
    const id = chunkId(contents, matrix);
    // The contents come last: where they are, the vectors are.
    await writeFileAtomic(join(folder, id + VECTORS), matrix);
    await writeFileAtomic(join(folder, id + ending), contents);
  }

  return { read, write };
}

/** The name a text has among stored vectors: its SHA-256 in hex. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const VECTORS = '.vectors.arrow';

interface Chunk {
  hashes: readonly (string | null)[];
  tokens: Uint32Array;
  vectors: Float32Array;
  dimensions: number;
}

async function readChunk(
  folder: string,
  id: string,
  contents: string,
  column: string,
): Promise<Chunk | undefined> {
  try {
    const texts = await readFile(join(folder, id + contents));
    const vectors = await readFile(join(folder, id + VECTORS));
    if (chunkId(texts, vectors) !== id) return undefined;
    const matrix = decodeMatrix(vectors);
    const table = decodeTable(texts);
    const hashes = tableColumn(table, column, 'utf8').values;
    if (matrix.rows !== hashes.length) return undefined;
    const tokens = tableColumn(table, 'tokens', 'uint32').values;
    return { hashes, tokens, vectors: matrix.data, dimensions: matrix.cols };
  } catch {
    return undefined;
  }
}

function chunkId(texts: Uint8Array, vectors: Uint8Array): string {
  return createHash('sha256').update(texts).update(vectors).digest('hex');
}
