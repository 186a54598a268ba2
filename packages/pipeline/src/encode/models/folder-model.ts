import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile, type FoundVariant } from './cache.js';
import { required, type ModelLayout } from './layout.js';
import { isSafePath } from './model-lock.js';
import { invalid } from './model-settings.js';
import { lockOf, type Pin } from './pin.js';

/**
 * A model in a folder of one's own, by the hashes its files have now.
 *
 * @param name how the model is called in messages
 * @throws ParallaxError MODEL_INVALID where the folder does not hold an encoder
 */
export async function readFolderModel(
  folder: string,
  name: string,
  layout: ModelLayout,
): Promise<FoundVariant> {
  const lock = lockOf(name, await pinFolder(folder, name, layout));
  return { lock, variant: lock.variants[0]!, folder, from: `the folder ${folder}` };
}

/** Hashes of the files of a model as they stand in a folder. */
export async function pinFolder(folder: string, name: string, layout: ModelLayout): Promise<Pin> {
  const { graphs, companion, settings } = layout;
  const graph = await firstFile(folder, graphs);
  if (!graph || !(await firstFile(folder, [companion]))) {
    throw invalid(name, `${folder} needs ${required(layout)}`);
  }
  const weights = await weightsBeside(folder, graph);
  const unsafe = weights.find((path) => !isSafePath(path));
  if (unsafe) throw invalid(name, `the name of the file ${join(folder, unsafe)} must be plain`);
  const files: Pin['files'] = {};
  for (const path of [graph, companion, ...weights, ...settings]) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (!found?.isFile()) continue;
    if (found.size === 0) throw invalid(name, `${join(folder, path)} is empty`);
    files[path] = { bytes: found.size, sha256: await hashFile(join(folder, path)) };
  }
  return { revision: null, licence: null, graph, files };
}

async function firstFile(folder: string, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    if ((await stat(join(folder, path)).catch(() => undefined))?.isFile()) return path;
  }
  return undefined;
}

/**
 * Files in which the graph may keep its weights: under which names only the graph knows, so all beside it that may
 * be some.
 */
async function weightsBeside(folder: string, graph: string): Promise<string[]> {
  const beside = graph.slice(0, graph.lastIndexOf('/') + 1);
  const found = await readdir(join(folder, beside), { withFileTypes: true });
  return found
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.') && !NO_WEIGHTS.test(entry.name))
    .map((entry) => beside + entry.name)
    .sort();
}

const NO_WEIGHTS = /\.(onnx|json|txt|md|model|safetensors|py)$|^(pytorch_model\.bin|LICENSE)$/i;
