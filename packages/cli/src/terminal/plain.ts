import type { Listener } from '@parallax-map/core';
import { summaryText } from './summary.js';
import { duration, safe } from './words.js';

/** Tells a run in plain lines: guesses with their reasons, each finished step, warnings, the summary. */
export function plainListener(print: (line: string) => void): Listener {
  let heading = '';
  const under = (title: string, line: string): void => {
    if (heading !== title) {
      heading = title;
      print(`\n${title}`);
    }
    print(line);
  };
  return (event) => {
    switch (event.type) {
      case 'run':
        print(
          `${safe(event.source)} → ${safe(event.folder)} (perspective ${event.perspective}, to ${event.purpose})`,
        );
        break;
      case 'guess': {
        const value =
          event.value === null || event.value.length === 0 ? '–' : [event.value].flat().join(', ');
        under(
          'What the columns seem to be',
          `  ${event.role.padEnd(8)} ${safe(value)}\n           ${safe(event.reason)}`,
        );
        break;
      }
      case 'decision':
        under(
          'What was decided from the data',
          `  ${event.path} = ${JSON.stringify(event.value)}: ${safe(event.reason)}`,
        );
        break;
      case 'step-done':
        under('Steps', `  ${event.step.padEnd(12)} ${event.reused ? 'as before' : duration(event.seconds)}`);
        break;
      case 'note':
        under('Steps', `  ${event.step.padEnd(12)} ${safe(event.message)}`);
        break;
      case 'warning':
        heading = '';
        print(`\n! ${safe(event.message)} [${event.code}]`);
        break;
      case 'summary':
        print(summaryText(event.summary));
        break;
      default:
        break;
    }
  };
}
