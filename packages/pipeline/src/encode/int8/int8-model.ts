import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../store/index.js';
import { cacheFolder, type ModelFiles } from '../models/cache.js';
import { installed } from '../runtime.js';
import { deriveGraph } from './derive-graph.js';
import { derivedFolder, readRecord, VERSION, type DerivationRecord } from './record.js';
import { signedSumsAreExact } from './signed-sums.js';

export interface Int8Options {
  signal: AbortSignal;
  /** Told what is going on, a sentence at a time. */
  note(message: string): void;
  /** Folder of the cache; default `PARALLAX_CACHE`, else the system's place for caches. */
  cache?: string | undefined;
}

/**
 * The same encoder with its large products in whole numbers of 8 bits, about twice as fast: made from its float32
 * graph at the first call (some ten seconds for a small one) and kept in the cache, with its SHA-256 beside it.
 * A file there that has another one is made anew. Two processes may do this at once.
 *
 * Made from the same file by the same runtime on one machine, it is the same to the byte; on another machine, sums
 * in float32 may differ so far that a smoothing factor does. So each file is a model of its own, named by its hash.
 *
 * @param model in float32, already verified
 * @returns as `model`, with another graph
 * @throws ParallaxError MODEL_INVALID where the graph cannot be rewritten; AbortError; errors of the file system
 */
export async function int8Model(model: ModelFiles, options: Int8Options): Promise<ModelFiles> {
  const { signal, note, cache = cacheFolder() } = options;
  const signed = await signedSumsAreExact();
  signal.throwIfAborted();
  const folder = derivedFolder(cache, model.sha256.graph);
  const form = signed ? 'signed' : 'unsigned';
  const record = join(folder, `${model.sha256.tokenizer.slice(0, 16)}-${form}.json`);

  const known = await requiredHash(record, model);
  if (known !== undefined) {
    const path = join(folder, `${known}.onnx`);
    const got = await hashOf(path);
    signal.throwIfAborted();
    if (got === known) return withGraph(model, path, known);
    note(`${path} ${got === undefined ? 'is gone' : 'was altered'}; making it again`);
  }
  note('Making the 8-bit graph of the encoder, once: this takes about ten seconds for a small one');
  const { graph, tokenizer } = model.paths;
  const { positions } = model.settings;
  const bytes = await deriveGraph({ graph, tokenizer, positions, signed }, signal);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = join(folder, `${sha256}.onnx`);
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(path, bytes);
  // The record comes last: where it is, the graph is.
  await writeFileAtomic(record, JSON.stringify(recordOf(model, sha256, bytes.length), null, 2) + '\n');
  return withGraph(model, path, sha256);
}

function recordOf({ sha256: madeFrom }: ModelFiles, sha256: string, bytes: number): DerivationRecord {
  const madeWith = [installed('onnxruntime-node'), installed('@huggingface/tokenizers')];
  const { graph, tokenizer } = madeFrom;
  return { version: VERSION, sha256, bytes, madeFrom: { graph, tokenizer }, madeWith };
}

/** The hash that the graph must have; undefined where there is no record, or one of something else. */
async function requiredHash(path: string, { sha256 }: ModelFiles): Promise<string | undefined> {
  const record = await readRecord(path);
  const { graph, tokenizer } = record?.madeFrom ?? {};
  return graph === sha256.graph && tokenizer === sha256.tokenizer ? record?.sha256 : undefined;
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}

function withGraph(model: ModelFiles, graph: string, sha256: string): ModelFiles {
  return {
    ...model,
    variant: `${model.variant}-int8`,
    paths: { ...model.paths, graph },
    sha256: { ...model.sha256, graph: sha256 },
  };
}
