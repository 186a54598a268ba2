import type { Purpose } from '@parallax-map/core';
import { createInterface } from 'node:readline/promises';

/**
 * Asks the person at the terminal what the topics are for. No answer is "explore".
 *
 * @throws AbortError on Ctrl-C
 */
export async function askPurpose(signal: AbortSignal): Promise<Purpose> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const interrupted = new AbortController();
  const closed = new AbortController();
  // While a line is read the terminal hands Ctrl-C over as a key, not as a signal; Ctrl-D ends the input.
  terminal.on('SIGINT', () => interrupted.abort());
  terminal.on('close', () => closed.abort());
  const stop = AbortSignal.any([signal, interrupted.signal]);
  try {
    const answer = await terminal.question(QUESTION, { signal: AbortSignal.any([stop, closed.signal]) });
    return /^\s*(2|l|label)\s*$/i.test(answer) ? 'label' : 'explore';
  } catch (error) {
    if (stop.aborted || !closed.signal.aborted) throw error;
    process.stdout.write('\n');
    return 'explore';
  } finally {
    terminal.close();
  }
}

const QUESTION =
  '\nWhat are you clustering for?\n' +
  '  1  to understand the data (explore)\n' +
  '  2  to produce labels for a system (label)\n' +
  '1 or 2 [1]: ';
