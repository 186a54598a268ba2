import type { Matrix } from '@parallax-map/kernels';
import { invalid } from '../models/model-settings.js';
import type { StoredVector, VectorChunks } from '../vector-chunks.js';
import { Unfit } from './unfit.js';
import { encodeInWorkers } from './worker-pool.js';

export interface Work<Item> {
  /** How the model is called in messages. */
  name: string;
  /** What the workers run, and what each is told at its start. */
  script: URL;
  setup: object;
  /** Parts what is to be encoded: what is lost when a run is killed. */
  intoBatches(hashes: string[]): string[][];
  itemOf(hash: string): Item;
  /** Workers at most, 1 or more; the vectors do not depend on it. */
  threads: number;
  signal: AbortSignal;
  /** Told once how many distinct contents had a vector from before, and how many were encoded. */
  tally(fromBefore: number, made: number): void;
  /** Told how many of all distinct contents are done. */
  progress(done: number, total: number): void;
}

/**
 * The vector of each distinct content by its hash: read where it is kept, else made and kept.
 *
 * @throws ParallaxError MODEL_INVALID where the model cannot be run; AbortError when stopped, the batches that were
 *   finished are then kept
 */
export async function vectorsByContent<Item>(
  hashes: ReadonlySet<string>,
  chunks: VectorChunks,
  work: Work<Item>,
): Promise<Map<string, StoredVector>> {
  const known = await chunks.read(hashes);
  const fromBefore = known.size;
  work.progress(fromBefore, hashes.size);
  const missing = [...hashes].filter((hash) => !known.has(hash));
  const batches = work.intoBatches(missing);
  const items = batches.map((batch) => batch.map((hash) => work.itemOf(hash)));
  try {
    await encodeInWorkers(
      work.script,
      work.setup,
      items,
      work.threads,
      work.signal,
      async (index, encoded) => {
        const batch = batches[index]!;
        await chunks.write(batch, encoded);
        const { dimensions: d, tokens, vectors } = encoded;
        batch.forEach((hash, i) => {
          known.set(hash, { vector: vectors.subarray(i * d, (i + 1) * d), tokens: tokens[i]! });
        });
        work.progress(known.size, hashes.size);
      },
    );
  } catch (error) {
    throw error instanceof Unfit ? invalid(work.name, error.message, error) : error;
  }
  work.tally(fromBefore, missing.length);
  return known;
}

/**
 * The vectors of contents in their order, one row each.
 *
 * @throws ParallaxError MODEL_INVALID where they have more than one length
 */
export function inOrder(
  hashes: readonly string[],
  known: ReadonlyMap<string, StoredVector>,
  name: string,
): Matrix {
  const d = known.get(hashes[0] ?? '')?.vector.length ?? 0;
  const data = new Float32Array(hashes.length * d);
  hashes.forEach((hash, i) => {
    const { vector } = known.get(hash)!;
    if (vector.length !== d)
      throw invalid(name, `it gives vectors of ${d} and of ${vector.length} dimensions`);
    data.set(vector, i * d);
  });
  return { data, rows: hashes.length, cols: d };
}
