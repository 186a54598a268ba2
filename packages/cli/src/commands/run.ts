import { ParallaxError, parseFailOn } from '@parallax-map/core';
import { estimate, run } from '@parallax-map/pipeline';
import { offlineShell } from '@parallax-map/studio';
import type { Command } from 'commander';
import { addDecisionFlags, decisionsFromFlags, FAIL_ON } from '../flags.js';
import { chooseTeller } from '../terminal/listener.js';
import { askPurpose } from '../terminal/purpose.js';
import { runInStudio } from './run-in-studio.js';
import { portNumber } from './studio.js';

interface RunFlags extends Record<string, unknown> {
  out?: string;
  perspective: string;
  threads?: string;
  failOn?: string;
  estimate?: boolean;
  json?: boolean;
  open?: boolean;
  port?: string;
  stack?: boolean;
}

/** `parallax run`: from a table, or a folder of results, to the map. */
export function addRun(program: Command, signal: AbortSignal): void {
  const command = program
    .command('run')
    .description('make the map of a table, or go on with a folder of results')
    .argument(
      '<table...>',
      'CSV, TSV, JSON, NDJSON (.gz too), Parquet, SQLite or DuckDB: files, or patterns such as "films-*.csv"; - reads the standard input; postgres://user@host/films; or a .parallax folder',
    )
    .option('--out <folder>', 'folder of results (default: beside the table, films.csv → films.parallax)')
    .option('--perspective <name>', 'named set of decisions over the same rows', 'main')
    .option('--threads <count>', 'threads to use; the results do not depend on it')
    .option('--fail-on <findings>', FAIL_ON)
    .option('--estimate', 'say what the run would take in time, memory and disk, and end')
    .option('--json', 'events as NDJSON instead of words')
    .option('--open', 'open the studio, which fills while the run goes on (default: at a terminal)')
    .option('--no-open', 'leave the browser alone')
    .option('--port <port>', 'port of the studio on 127.0.0.1')
    .option('--stack', 'show where an error came from');
  addDecisionFlags(command);
  command.action(async (tables: string[], flags: RunFlags) => {
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && !flags.json;
    const options = {
      out: flags.out,
      perspective: flags.perspective,
      threads: flags.threads === undefined ? undefined : threadCount(flags.threads),
      decisions: decisionsFromFlags(flags),
      failOn: flags.failOn === undefined ? undefined : parseFailOn(flags.failOn),
      askPurpose: interactive ? () => askPurpose(signal) : undefined,
      shell: await offlineShell(),
      stdin: process.stdin,
    };
    if (flags.estimate) {
      const teller = chooseTeller(flags.json === true);
      await estimate(tables, { ...options, listener: teller.listener, signal }).finally(teller.end);
      return;
    }
    if (flags.open ?? (interactive && process.env.CI === undefined)) {
      const { port, json = false, stack = false } = flags;
      await runInStudio(tables, options, { port: portNumber(port), json, stack, signal });
      return;
    }
    const teller = chooseTeller(flags.json === true);
    await run(tables, { ...options, listener: teller.listener, signal }).finally(teller.end);
  });
}

function threadCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 64) {
    throw new ParallaxError('USAGE', `--threads needs a whole number from 1 to 64; got "${text}"`);
  }
  return count;
}
