import type { Listener } from '@parallax-map/core';
import { plainListener } from './plain.js';
import { progressLine } from './progress.js';

export interface Teller {
  listener: Listener;
  /** Takes the progress line away, also when the run did not end well. */
  end(): void;
}

/**
 * Who listens to a run: with `json` every event goes to standard output as one line; at a terminal the
 * progress of the current step is shown and rewritten; elsewhere only what will still matter tomorrow.
 */
export function chooseTeller(json: boolean): Teller {
  if (json) {
    return { listener: (event) => void process.stdout.write(JSON.stringify(event) + '\n'), end: () => {} };
  }
  const { stdout, stderr } = process;
  const words = plainListener(
    (line) => stdout.write(line + '\n'),
    () => (stdout.isTTY === true ? Math.min(WIDEST, stdout.columns || USUAL) : Infinity),
  );
  if (stderr.isTTY !== true) return { listener: words, end: () => {} };
  const progress = progressLine(
    (text) => stderr.write(text),
    () => stderr.columns || USUAL,
  );
  return {
    listener(event) {
      if (event.type === 'progress') progress.show(event);
      else {
        progress.clear();
        words(event);
      }
    },
    end: progress.clear,
  };
}

/** Lines longer than this are hard to read; a terminal that does not tell its width has the usual one. */
const WIDEST = 110;
const USUAL = 80;
