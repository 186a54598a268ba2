import { InferenceSession, Tensor } from 'onnxruntime-node';
import { FILL } from '../transformer/session.js';
import { MalformedError } from './onnx/wire.js';
import { peakGraph } from './peak-graph.js';

/**
 * Runs an encoder over texts, and gathers how large each channel becomes before each product.
 *
 * @param fp32 content of an `.onnx` file; not modified
 * @param tokens ids of each text, with its special tokens; at least one text
 * @param stopped asked before each text; where it says yes, nothing is returned
 * @returns by name of a tensor: the largest |x| of each channel
 * @throws MalformedError where the graph wants inputs that a text encoder has not
 */
export async function channelPeaks(
  fp32: Uint8Array,
  tokens: readonly (readonly number[])[],
  stopped: () => boolean,
): Promise<Map<string, Float32Array> | undefined> {
  const { bytes, inputOf } = peakGraph(fp32);
  const session = await InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
  try {
    const peaks = new Map<string, Float32Array>();
    for (const ids of tokens) {
      if (stopped()) return undefined;
      const outputs = await session.run(inputsOf(session.inputNames, ids));
      for (const [output, input] of inputOf) {
        const found = outputs[output]!.data as Float32Array;
        const peak = peaks.get(input);
        peaks.set(input, peak ? peak.map((value, i) => Math.max(value, found[i]!)) : found.slice());
      }
      // A run holds the thread; the word to stop is heard in between.
      await new Promise(setImmediate);
    }
    return peaks;
  } finally {
    await session.release();
  }
}

function inputsOf(names: readonly string[], ids: readonly number[]): Record<string, Tensor> {
  return Object.fromEntries(
    names.map((name) => {
      const fill = FILL[name];
      if (!fill) {
        throw new MalformedError(
          `a text encoder takes ${Object.keys(FILL).join(', ')}; this graph takes ${name}`,
        );
      }
      return [name, new Tensor('int64', BigInt64Array.from(ids, fill), [1, ids.length])];
    }),
  );
}
