import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asRunError } from './failure.js';
import { locate, type Place } from './place.js';
import { makeFolder, prepare, type PrepareOptions, type Prepared } from './prepare.js';
import { RECIPE_FILE } from './recipe-file.js';
import { StepRunner } from './run-step.js';
import { lockFolder, openStore, type FolderLock } from './store/index.js';

export interface InFolderOptions extends PrepareOptions {
  /** Folder of results; default beside the table: films.csv → films.parallax. */
  out?: string | undefined;
  threads: number;
}

/** A folder of results that is ours while work goes on in it. */
export interface Opened {
  place: Place;
  runner: StepRunner;
  prepared: Prepared;
}

/**
 * Works in the folder of results of a table, which no other run may do meanwhile.
 *
 * A folder that was not there before stays only if the work left a recipe or results in it: a table that was refused
 * leaves nothing behind.
 *
 * @throws ParallaxError, whatever the work throws
 */
export async function inFolder<T>(
  source: string | readonly string[],
  options: InFolderOptions,
  work: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { threads, listener, signal } = options;
  const place = await locate(source, options.out);
  const { folder } = place;
  const isNew = await makeFolder(folder);
  let lock: FolderLock | undefined;
  try {
    lock = await lockFolder(folder);
    const runner = new StepRunner(await openStore(folder), { signal, threads, listener });
    const prepared = await prepare(place, runner, options);
    return await work({ place, runner, prepared });
  } catch (error) {
    throw asRunError(error, folder);
  } finally {
    if (isNew && !(await holdsWork(folder))) await rm(folder, { recursive: true, force: true });
    await lock?.release();
  }
}

async function holdsWork(folder: string): Promise<boolean> {
  return (await exists(join(folder, RECIPE_FILE))) || exists(join(folder, 'perspectives'));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
