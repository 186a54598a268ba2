import { asParallaxError } from '@parallax-map/core';
import { CommanderError } from 'commander';
import { buildProgram } from './program.js';
import { failure } from './terminal/failure.js';

/** The one place where the process prints an error and ends. */
async function main(): Promise<void> {
  const stop = new AbortController();
  let interrupts = 0;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      interrupts++;
      if (interrupts > 1) process.exit(130);
      stop.abort();
    });
  }
  // A reader that closes the pipe early (`parallax run … | head`) is no fault of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70));

  try {
    await buildProgram(stop.signal).parseAsync(process.argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 64;
      return;
    }
    const wrapped = asParallaxError(error);
    const json = process.argv.includes('--json');
    const stack = process.argv.includes('--stack');
    process.stderr.write(failure(wrapped, { json, stack }));
    process.exitCode = wrapped.status;
  }
}

await main();
// Worker threads and sockets of a run that was stopped must not hold the process.
if (process.exitCode !== undefined && process.exitCode !== 0) process.exit();
