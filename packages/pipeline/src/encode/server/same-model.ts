import { ParallaxError } from '@parallax-map/core';
import type { ServerModel } from './decision.js';
import { readIdentity, writeIdentity, type Wanted } from './kept.js';
import type { Answer } from './read-answer.js';

/** Whether an answer is of the same model as what is kept, and of the dimensions that were asked for. */
export async function judgeOf(
  { folder, kept }: Wanted,
  decision: ServerModel,
): Promise<(answer: Answer) => Promise<void>> {
  const fail = (required: string, got: string, advice: string): never => {
    throw new ParallaxError(
      'ENCODER_INVALID',
      `The embedding server ${decision.server} (model "${decision.model}") must give ${required}; got ${got}. ${advice}`,
    );
  };
  const anew = `Vectors of two models cannot be compared: delete ${folder} to ask for all of them anew.`;
  let identity = await readIdentity(folder);
  let dimensions = [...kept.values()][0]?.vector.length;
  return async (answer) => {
    if (decision.dimensions !== null && answer.dimensions !== decision.dimensions) {
      const advice = 'This model cannot choose: --server-dimensions auto.';
      fail(`${decision.dimensions} dimensions, as asked`, `${answer.dimensions}`, advice);
    }
    if (dimensions !== undefined && answer.dimensions !== dimensions) {
      fail(`${dimensions} dimensions, as before`, `${answer.dimensions}`, anew);
    }
    const says = identity?.says ?? null;
    if (says !== null && answer.model !== null && answer.model !== says) {
      fail(`vectors of ${says}, as before`, `some of ${answer.model}`, anew);
    }
    dimensions = answer.dimensions;
    if (identity === undefined || (says === null && answer.model !== null)) {
      identity = { says: answer.model };
      await writeIdentity(folder, decision, answer.model);
    }
  };
}
