import type { Listener, RunEvent } from '@parallax-map/core';
import { auditInShort } from './audit.js';
import { estimateText } from './estimate.js';
import { summaryText } from './summary.js';
import { count, duration, safe } from './words.js';
import { wrap } from './wrap.js';

/**
 * Tells a run in plain lines: guesses with their reasons, the steps, warnings, what was decided from the data,
 * and the summary.
 *
 * @param width columns that a line may take, asked anew for each
 */
export function plainListener(print: (line: string) => void, width: () => number): Listener {
  let heading = '';
  let standing: string[] = [];
  const decided: Decision[] = [];
  const under = (title: string, ...lines: string[]): void => {
    if (heading !== title) print(`\n${title}`);
    heading = title;
    for (const line of lines) print(line);
  };
  const step = (name: string, text: string): void =>
    under('Steps', wrap(`  ${name.padEnd(STEP)}${safe(text)}`, width(), STEP + 2));
  /** Steps that were there already share a line. */
  const tellStanding = (): void => {
    if (standing.length > 0) step('as before', standing.join(', '));
    standing = [];
  };
  return (event) => {
    switch (event.type) {
      case 'guess':
        under('What the columns seem to be', ...guessLines(event, width()));
        break;
      case 'run':
        heading = '';
        print(wrap(`\n${safe(event.source)} → ${safe(event.folder)}`, width(), 2));
        print(`Perspective ${event.perspective}, to ${PURPOSES[event.purpose]}.`);
        break;
      case 'decision':
        decided.push(event);
        break;
      case 'audit': {
        const lines = auditInShort(event, width());
        if (lines.length > 0) {
          heading = '';
          print(`\n${lines.join('\n')}`);
        }
        break;
      }
      case 'estimate':
        tellStanding();
        heading = '';
        print('');
        for (const line of estimateText(event.estimate)) print(wrap(line, width(), 2));
        break;
      case 'step-done':
        // What looking at the columns brought is told by the guesses.
        if (event.step === 'profile') break;
        if (event.reused) standing.push(event.step);
        else {
          tellStanding();
          step(event.step, duration(event.seconds) + tallied(event));
        }
        break;
      case 'note':
        tellStanding();
        step(event.step, event.message);
        break;
      case 'warning':
        tellStanding();
        heading = '';
        print(wrap(`\n! ${safe(event.message)} [${event.code}]`, width(), 2));
        break;
      case 'summary':
        tellStanding();
        for (const decision of decided) under('Decided from the data', ...decisionLines(decision, width()));
        print(`\n${summaryText(event.summary, width())}`);
        break;
      default:
        break;
    }
  };
}

type Decision = Extract<RunEvent, { type: 'decision' }>;

/** Width of the column of step names. */
const STEP = 15;
const PURPOSES = { explore: 'understand the data (explore)', label: 'produce labels for a system (label)' };

function guessLines(event: Extract<RunEvent, { type: 'guess' }>, width: number): string[] {
  const role = event.role === 'linkFallback' ? 'or else' : event.role;
  const value = [event.value ?? []].flat().join(', ') || '–';
  const blank = ' '.repeat(11);
  return [
    wrap(`  ${role.padEnd(9)}${safe(value)}`, width, 11),
    wrap(`${blank}${safe(event.reason)}`, width, 11),
  ];
}

/** How much of a step was there already, where some was. */
function tallied({ tally }: Extract<RunEvent, { type: 'step-done' }>): string {
  if (tally === undefined || tally.fromBefore === 0) return '';
  return ` (${count(tally.fromBefore)} ${tally.unit} from before, ${count(tally.made)} new)`;
}

function decisionLines({ path, value, reason }: Decision, width: number): string[] {
  return [`  ${path} = ${safe(JSON.stringify(value))}`, wrap(`    ${safe(reason)}`, width, 4)];
}
