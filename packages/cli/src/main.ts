import { command } from './command.js';

/** The one place where the process ends. */
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

  const status = await command(process.argv.slice(2), stop.signal);
  if (status !== 0) process.exitCode = status;
}

await main();
// Worker threads and sockets of a run that was stopped must not hold the process.
if (process.exitCode !== undefined && process.exitCode !== 0) process.exit();
