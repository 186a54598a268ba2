import { ParallaxError, type FailOn, type Listener, type Purpose, type RunSummary } from '@parallax-map/core';
import { availableParallelism } from 'node:os';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { asRunError } from './failure.js';
import { keepStdin } from './keep-stdin.js';
import { locate, type Place } from './place.js';
import { makeFolder, prepare } from './prepare.js';
import { RECIPE_FILE } from './recipe-file.js';
import { runSteps } from './run-steps.js';
import { StepRunner } from './run-step.js';
import { encodeJson, lockFolder, openStore, writeFileAtomic, type FolderLock } from './store/index.js';

export interface RunOptions {
  /** Folder of results; default beside the table: films.csv → films.parallax. */
  out?: string | undefined;
  /** Named set of decisions; default `main`. */
  perspective?: string | undefined;
  /**
   * Decisions by their place in the recipe (`cluster.minClusterSize`); they are written to parallax.json. A role of
   * columns (`data.columns.title`) may be `auto`: what the columns seem to be.
   */
  decisions?: Record<string, unknown> | undefined;
  /** Asked once, for the first perspective of a folder; the ones after it have the same purpose unless told. */
  askPurpose?: (() => Promise<Purpose>) | undefined;
  /** Severities and codes of findings that stop the run before anything is encoded; default none. */
  failOn?: readonly FailOn[] | undefined;
  /** Threads, 1 to 64; the results do not depend on it. Default: one per core, at most 8. */
  threads?: number | undefined;
  /** The studio's offline shell for map.html; without it there is none. */
  shell?: string | undefined;
  /** Where `-` reads the table from. */
  stdin?: (Readable & { isTTY?: boolean }) | undefined;
  listener?: Listener | undefined;
  /** Stops the run; what was finished is kept. */
  signal?: AbortSignal | undefined;
}

/**
 * From a table to a folder with named topics on a map.
 *
 * @param source a table (CSV, TSV, JSON, NDJSON, Parquet; .gz too), a pattern such as `films-*.csv`, several of these,
 *   `-` for the standard input, or a folder that an earlier run made
 * @throws ParallaxError; earlier results are then as they were
 *
 * @example
 * const { topics, folder } = await run('films.csv', { decisions: { 'data.columns.text': '{overview}' } });
 */
export async function run(source: string | readonly string[], options: RunOptions = {}): Promise<RunSummary> {
  const started = performance.now();
  const threads = checkThreads(options.threads ?? Math.min(8, availableParallelism()));
  const signal = options.signal ?? new AbortController().signal;
  const listener: Listener = (event) => options.listener?.(event);
  const place = await locate(source, options.out);
  const { folder } = place;
  const isNew = await makeFolder(folder);
  let lock: FolderLock | undefined;
  try {
    lock = await lockFolder(folder);
    const runner = new StepRunner(await openStore(folder), { signal, threads, listener });
    if (place.stdin) await keepStdin(options.stdin, place.files[0]!, signal);
    const prepared = await prepare(place, runner, { ...options, listener });
    const { name, recipe } = prepared;
    const { purpose } = recipe.perspectives[name]!;
    listener({ type: 'run', source: tableOf(place), folder, perspective: name, purpose });
    const answer = await runSteps(runner, prepared, {
      shell: options.shell,
      failOn: options.failOn ?? [],
      listener,
      signal,
    });
    const seconds = Math.round(performance.now() - started) / 1000;
    const timing = { version: 1, threads, node: process.version, seconds, steps: runner.timings };
    await writeFileAtomic(join(folder, 'perspectives', name, 'timing.json'), encodeJson(timing));
    const unchanged = runner.timings.every(({ reused }) => reused);
    const summary: RunSummary = { folder, perspective: name, ...answer, seconds, unchanged };
    listener({ type: 'summary', summary });
    return summary;
  } catch (error) {
    // A table that was refused leaves no folder behind; from the recipe on there is something to go on with.
    if (isNew && !(await exists(join(folder, RECIPE_FILE))))
      await rm(folder, { recursive: true, force: true });
    throw asRunError(error, folder);
  } finally {
    await lock?.release();
  }
}

/** The table as a person knows it. */
function tableOf({ files, name, stdin }: Place): string {
  if (stdin) return name;
  return files.length === 1 ? files[0]! : `${files.length} files (${name})`;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw new ParallaxError('USAGE', `threads must be a whole number from 1 to 64; got ${threads}`);
}
