import { asParallaxError } from '@parallax-map/core';
import { CommanderError } from 'commander';
import { AlreadyTold } from './already-told.js';
import { buildProgram } from './program.js';
import { failure } from './terminal/failure.js';

/**
 * One command line, from arguments to exit status. It prints to the standard streams and leaves the process to
 * the caller.
 *
 * @param args what follows `parallax`
 * @param signal aborted when the user wants out
 */
export async function command(args: readonly string[], signal: AbortSignal): Promise<number> {
  try {
    await buildProgram(signal).parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof AlreadyTold) return error.status;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    const wrapped = asParallaxError(error);
    process.stderr.write(
      failure(wrapped, { json: args.includes('--json'), stack: args.includes('--stack') }),
    );
    return wrapped.status;
  }
}
