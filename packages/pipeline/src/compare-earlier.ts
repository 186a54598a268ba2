import type { Changes, Listener } from '@parallax-map/core';
import { changesStep, NoEarlierAnswer } from './changes/index.js';
import { earlierAnswer } from './folder.js';
import type { StepRunner } from './run-step.js';
import type { Table } from './store/index.js';

export interface CompareEarlierInput {
  folder: string;
  perspective: string;
  /** SHA-256 of the table as it is now. */
  source: string;
  sameTopic: number;
  table: Table;
  /** Per level, coarsest first, the topic of each kept row. */
  levels: readonly Int32Array[];
  /** Of the artifacts that table and levels come from. */
  inputKeys: string[];
  listener: Listener;
}

/** The answer before the table changed, and what became of it. */
export interface ComparedEarlier {
  /** Key of the earlier answer, for the next run to start from. */
  earlier: string;
  /** Key of the comparison. */
  key: string;
  changes: Changes;
}

/**
 * Compares with the answer that the perspective gave before its table changed; undefined where it gave none. One that
 * cannot be read any more counts as none, which is said.
 */
export async function compareEarlier(
  runner: StepRunner,
  input: CompareEarlierInput,
): Promise<ComparedEarlier | undefined> {
  const { sameTopic, table, levels, inputKeys, listener } = input;
  const earlier = await earlierAnswer(input.folder, input.perspective, input.source);
  if (earlier === null) return undefined;
  try {
    const keys = [earlier, ...inputKeys];
    const { key, output } = await runner.run(changesStep, { sameTopic }, { earlier, table, levels }, keys);
    return { earlier, key, changes: output };
  } catch (error) {
    if (!(error instanceof NoEarlierAnswer)) throw error;
    const message = `${error.message}: topics are named afresh, and the report does not say what changed`;
    listener({ type: 'note', step: changesStep.name, message });
    return undefined;
  }
}
