import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { tokeniser } from '../../packages/pipeline/dist/encode/transformer/tokenise.js';

/**
 * Runs texts alone and in batches that are padded to their longest, and compares the states of their tokens.
 * Parallax itself never runs texts together: this shows what a graph would make of it.
 *
 * @param {import('../../packages/pipeline/dist/encode/index.js').ModelFiles} model
 * @param {string[]} texts
 * @param {number} size texts to a batch
 */
export async function inPaddedBatches(model, texts, size) {
  const tokenise = tokeniser(await readFile(model.paths.tokenizer, 'utf8'), {
    ...model.settings,
    long: 'cut',
  });
  const tokens = texts.map((text) => tokenise(text).passages[0]);
  const session = await InferenceSession.create(model.paths.graph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  try {
    let largest = 0;
    for (let start = 0; start < tokens.length; start += size) {
      const batch = tokens.slice(start, start + size);
      const longest = Math.max(...batch.map((ids) => ids.length));
      const together = await run(session, batch, longest);
      const d = together.length / batch.length / longest;
      for (const [i, ids] of batch.entries()) {
        const alone = await run(session, [ids], ids.length);
        for (let k = 0; k < ids.length * d; k++) {
          largest = Math.max(largest, Math.abs(alone[k] - together[i * longest * d + k]));
        }
      }
    }
    return { identical: largest === 0, largestDifference: largest };
  } finally {
    await session.release();
  }
}

/** States of all tokens, batch × longest × d. */
async function run(session, batch, longest) {
  const shape = [batch.length, longest];
  const flat = (of) => {
    const values = new BigInt64Array(batch.length * longest);
    batch.forEach((ids, i) => ids.forEach((id, t) => (values[i * longest + t] = of(id))));
    return new Tensor('int64', values, shape);
  };
  const [output] = session.outputNames;
  const inputs = { input_ids: flat(BigInt), attention_mask: flat(() => 1n), token_type_ids: flat(() => 0n) };
  const results = await session.run(inputs, [output]);
  return results[output].data;
}
