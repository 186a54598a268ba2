import { compareAnswers, type Answer, type Changes } from '@parallax-map/core';
import type { Step } from '../step.js';
import { answerRows, decodeAnswer, decodeJson, encodeJson, type Table } from '../store/index.js';

export interface ChangesInputs {
  /** Key of the published answer that stood before the table changed. */
  earlier: string;
  table: Table;
  /** Per level, coarsest first, the topic of each kept row. */
  levels: readonly Int32Array[];
}

/** The answer before is not in the store any more, or cannot be read. */
export class NoEarlierAnswer extends Error {}

/** What became of the answer before the table changed; names are for `withNames` to fill in. */
export const changesStep: Step<{ sameTopic: number }, ChangesInputs, Changes> = {
  name: 'changes',
  version: 1,
  about: 'comparing with the answer before the table changed',
  async make({ sameTopic }, { earlier, table, levels }, { store }) {
    const artifact = await store.read('publish', earlier);
    let before: Answer;
    try {
      before = decodeAnswer(artifact?.files ?? {});
    } catch (cause) {
      throw new NoEarlierAnswer('the answer before the table changed cannot be read', { cause });
    }
    return compareAnswers(before, { rows: answerRows(table), levels }, sameTopic);
  },
  save: (changes) => ({ 'changes.json': encodeJson(changes) }),
  load: ({ files }) => decodeJson(files['changes.json']!) as Changes,
};
