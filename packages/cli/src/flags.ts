import { decisions, flagValue, type Decision } from '@parallax-map/core';
import { Option, type Command } from 'commander';

/**
 * Adds a flag for every decision of the recipe that has one, under the heading of its section.
 *
 * @param sections only the decisions of these; default all
 */
export function addDecisionFlags(command: Command, sections?: readonly string[]): void {
  for (const decision of flagged()) {
    if (sections?.includes(decision.section) === false) continue;
    for (const option of optionsOf(decision))
      command.addOption(option.helpGroup(HEADINGS[decision.section] ?? decision.section));
  }
}

/** The decisions that were made by flags, by their place in the recipe. */
export function decisionsFromFlags(options: Record<string, unknown>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const decision of flagged()) {
    const given = options[camel(decision.flag)];
    if (given === undefined) continue;
    // What a column is for is given back to the columns themselves, which the run looks at.
    const isAuto = given === 'auto' && decision.path.startsWith('data.columns.');
    made[decision.path] = isAuto ? given : flagValue(decision, given as string | boolean);
  }
  return made;
}

/** What `--fail-on` means, for each command that has it. */
export const FAIL_ON =
  'end with status 1 where the audit finds this: error, warning (and worse), note (anything), or codes, apart by commas';

const HEADINGS: Record<string, string> = {
  data: 'Data:',
  perspective: 'Purpose and chance:',
  encode: 'Encode:',
  reduce: 'Reduce:',
  cluster: 'Cluster:',
  levels: 'Levels:',
  label: 'Label:',
  doubt: 'Doubt:',
};

function flagged(): (Decision & { flag: string })[] {
  return decisions().filter(
    (decision): decision is Decision & { flag: string } => decision.flag !== undefined,
  );
}

function optionsOf(decision: Decision & { flag: string }): Option[] {
  if (decision.kind === 'switch') {
    return [
      new Option(`--${decision.flag}`, withDefault(decision)),
      new Option(`--no-${decision.flag}`, `not: ${decision.about}`).hideHelp(decision.default !== true),
    ];
  }
  const placeholder = decision.kind === 'choice' ? decision.choices.join('|') : decision.placeholder;
  return [new Option(`--${decision.flag} <${placeholder}>`, withDefault(decision))];
}

function withDefault(decision: Decision): string {
  const { default: value } = decision;
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0))
    return decision.about;
  return `${decision.about} (default: ${String(value)})`;
}

function camel(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
