import { InferenceSession } from 'onnxruntime-node';
import { Unfit } from './unfit.js';

/** An output of a graph. */
export interface Output {
  name: string;
  /** How many dimensions it has. */
  rank: number;
}

/**
 * Opens a graph for one thread, so that a row's numbers do not depend on how many there are.
 *
 * @throws Unfit
 */
export async function openGraph(path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // What goes wrong comes back as an error, which says it in words.
      logSeverityLevel: 4,
    });
  } catch (error) {
    throw new Unfit(`its graph cannot be read: ${(error as Error).message}`);
  }
}

/**
 * The name of the output to take.
 *
 * @param wanted tried in turn; where none of them fits, the graph's first output is taken
 * @param what it must give, for the message
 * @throws Unfit where it does not give float32
 */
export function chooseOutput(
  session: InferenceSession,
  wanted: readonly ((output: Output) => boolean)[],
  what: string,
): string {
  const outputs = session.outputMetadata.flatMap((output) =>
    output.isTensor ? [{ name: output.name, rank: output.shape.length, type: output.type }] : [],
  );
  const chosen = wanted.map((fits) => outputs.find(fits)).find((output) => output) ?? outputs[0];
  if (chosen?.type !== 'float32') {
    throw new Unfit(`its graph must give float32 ${what}; it gives ${chosen?.type ?? 'none'}`);
  }
  return chosen.name;
}

export function named(name: string): (output: Output) => boolean {
  return (output) => output.name === name;
}

export function ofRank(rank: number): (output: Output) => boolean {
  return (output) => output.rank === rank;
}
