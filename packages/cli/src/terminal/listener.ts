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
  const words = plainListener((line) => process.stdout.write(line + '\n'), outputWidth);
  return withProgress(words);
}

/** Who tells both. */
export function both(one: Listener, other: Listener): Listener {
  return (event) => {
    one(event);
    other(event);
  };
}

/** Shows the progress of the current step at a terminal, and says nothing else. */
export function progressTeller(): Teller {
  return withProgress(() => {});
}

/** Columns that a line of standard output may take; no bound where it is no terminal. */
export function outputWidth(): number {
  const { stdout } = process;
  return stdout.isTTY === true ? Math.min(WIDEST, stdout.columns || USUAL) : Infinity;
}

function withProgress(words: Listener): Teller {
  const { stderr } = process;
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
