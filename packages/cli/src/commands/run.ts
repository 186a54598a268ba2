import { ParallaxError, type Purpose } from '@parallax-map/core';
import { run } from '@parallax-map/pipeline';
import { offlineShell } from '@parallax-map/studio';
import type { Command } from 'commander';
import { createInterface } from 'node:readline/promises';
import { addDecisionFlags, decisionsFromFlags } from '../flags.js';
import { chooseListener } from '../terminal/listener.js';
import { openStudio } from './open.js';

interface RunFlags extends Record<string, unknown> {
  out?: string;
  perspective: string;
  threads?: string;
  json?: boolean;
  open?: boolean;
  port?: string;
}

/** `parallax run`: from a table, or a folder of results, to the map. */
export function addRun(program: Command, signal: AbortSignal): void {
  const command = program
    .command('run')
    .description('make the map of a table, or go on with a folder of results')
    .argument('<table>', 'CSV, TSV, JSON, NDJSON or Parquet (.gz too), or a .parallax folder')
    .option('--out <folder>', 'folder of results (default: beside the table, films.csv → films.parallax)')
    .option('--perspective <name>', 'named set of decisions over the same rows', 'main')
    .option('--threads <count>', 'threads to use; the results do not depend on it')
    .option('--json', 'events as NDJSON instead of words')
    .option('--open', 'serve the studio when done (default: at a terminal)')
    .option('--no-open', 'leave the browser alone')
    .option('--port <port>', 'port of the studio on 127.0.0.1')
    .option('--stack', 'show where an error came from');
  addDecisionFlags(command);
  command.action(async (table: string, flags: RunFlags) => {
    const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && !flags.json;
    const summary = await run(table, {
      out: flags.out,
      perspective: flags.perspective,
      threads: flags.threads === undefined ? undefined : threadCount(flags.threads),
      decisions: decisionsFromFlags(flags),
      askPurpose: interactive ? () => askPurpose(signal) : undefined,
      shell: await offlineShell(),
      listener: chooseListener(flags.json === true),
      signal,
    });
    if (flags.open ?? (interactive && process.env.CI === undefined)) {
      await openStudio(summary.folder, {
        port: flags.port,
        perspective: summary.perspective,
        browser: true,
        signal,
      });
    }
  });
}

function threadCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 64) {
    throw new ParallaxError('USAGE', `--threads needs a whole number from 1 to 64; got "${text}"`);
  }
  return count;
}

async function askPurpose(signal: AbortSignal): Promise<Purpose> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(
      'What are you clustering for?\n' +
        '  1  to understand the data (explore)\n' +
        '  2  to produce labels for a system (label)\n' +
        'Enter 1 or 2 [1]: ',
      { signal },
    );
    return /^\s*(2|l|label)\s*$/i.test(answer) ? 'label' : 'explore';
  } finally {
    terminal.close();
  }
}
