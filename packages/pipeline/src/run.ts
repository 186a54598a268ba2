import {
  ParallaxError,
  type Estimate,
  type FailOn,
  type Listener,
  type Purpose,
  type RunSummary,
} from '@parallax-map/core';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { beginRun, estimateRest } from './begin-run.js';
import { inFolder, type InFolderOptions } from './in-folder.js';
import type { Place } from './place.js';
import type { Preview } from './preview.js';
import { runSteps } from './run-steps.js';
import { encodeJson, writeFileAtomic } from './store/index.js';

export interface RunOptions {
  /** Folder of results; default beside the table: films.csv → films.parallax. */
  out?: string | undefined;
  /** Named set of decisions; default `main`. */
  perspective?: string | undefined;
  /** Perspective whose decisions a new one begins with; default the defaults. Nothing where it is there already. */
  from?: string | undefined;
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
  /** Told what there is to see already, while the run goes on. */
  onPreview?: ((preview: Preview) => void) | undefined;
  /** Stops the run; what was finished is kept. */
  signal?: AbortSignal | undefined;
}

/**
 * From a table to a folder with named topics on a map.
 *
 * @param source a table (CSV, TSV, JSON, NDJSON, Parquet, SQLite, DuckDB; text may be .gz), a pattern such as
 *   `films-*.csv`, several of these, `-` for the standard input, the address of a Postgres database, or a folder that an earlier run made
 * @throws ParallaxError; earlier results are then as they were
 *
 * @example
 * const { topics, folder } = await run('films.csv', { decisions: { 'data.columns.text': '{overview}' } });
 */
export async function run(source: string | readonly string[], options: RunOptions = {}): Promise<RunSummary> {
  const started = performance.now();
  const settled = withDefaults(options);
  const { threads, listener, signal } = settled;
  return inFolder(source, settled, async ({ place, runner, prepared }) => {
    const { name, recipe, folder } = prepared;
    const { purpose } = recipe.perspectives[name]!;
    listener({ type: 'run', source: tableOf(place), folder, perspective: name, purpose });
    const failOn = options.failOn ?? [];
    const answer = await runSteps(runner, prepared, {
      ...{ shell: options.shell, onPreview: options.onPreview },
      ...{ failOn, listener, signal },
    });
    const { estimate: estimated, ...found } = answer;
    const seconds = Math.round(performance.now() - started) / 1000;
    const steps = runner.timings;
    // What was expected stands beside what came true.
    const timing = { version: 1, threads, node: process.version, seconds, steps, estimated };
    await writeFileAtomic(join(folder, 'perspectives', name, 'timing.json'), encodeJson(timing));
    const unchanged = steps.every(({ reused }) => reused);
    const summary: RunSummary = { folder, perspective: name, ...found, seconds, unchanged };
    listener({ type: 'summary', summary });
    return summary;
  });
}

/**
 * What a run would cost in time, memory and disk, measured on this machine. A folder of results that is there keeps
 * the vectors that were made on the way; otherwise nothing is left behind.
 *
 * @param source as of {@link run}
 * @throws ParallaxError as `run` does before it encodes
 *
 * @example
 * const { seconds, memoryMiB } = await estimate('films.csv');
 */
export async function estimate(
  source: string | readonly string[],
  options: RunOptions = {},
): Promise<Estimate> {
  const settled = withDefaults(options);
  const { listener, signal } = settled;
  return inFolder(source, settled, async ({ runner, prepared }) => {
    const begun = await beginRun(runner, prepared, { failOn: options.failOn ?? [], listener, signal });
    const expected = await estimateRest(runner, prepared, begun);
    listener({ type: 'estimate', estimate: expected });
    return expected;
  });
}

function withDefaults(
  options: RunOptions,
): RunOptions & Pick<InFolderOptions, 'threads' | 'listener' | 'signal'> {
  return {
    ...options,
    threads: checkThreads(options.threads ?? Math.min(8, availableParallelism())),
    signal: options.signal ?? new AbortController().signal,
    listener: (event) => options.listener?.(event),
  };
}

/** The table as a person knows it. */
function tableOf({ files, name, kept }: Place): string {
  if (kept !== null) return name;
  return files.length === 1 ? files[0]! : `${files.length} files (${name})`;
}

function checkThreads(threads: number): number {
  if (Number.isInteger(threads) && threads >= 1 && threads <= 64) return threads;
  throw new ParallaxError('USAGE', `threads must be a whole number from 1 to 64; got ${threads}`);
}
