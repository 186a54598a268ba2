import type { Listener } from '@parallax-map/core';
import { plainListener } from './plain.js';
import { progressLine } from './progress.js';

/**
 * Who listens to a run: with `json` every event goes to standard output as one line; at a terminal the
 * progress of the current step is shown and rewritten; elsewhere only what will still matter tomorrow.
 */
export function chooseListener(json: boolean): Listener {
  if (json) return (event) => void process.stdout.write(JSON.stringify(event) + '\n');
  const words = plainListener((line) => process.stdout.write(line + '\n'));
  if (process.stderr.isTTY !== true) return words;
  const progress = progressLine(
    (text) => process.stderr.write(text),
    () => process.stderr.columns ?? 80,
  );
  return (event) => {
    if (event.type === 'progress') progress.show(event);
    else {
      progress.clear();
      words(event);
    }
  };
}
