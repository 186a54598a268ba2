import { InferenceSession, Tensor } from 'onnxruntime-node';

/** Runs a graph once on one thread; the numbers of its first output. */
export async function runGraph(graph: Uint8Array, inputs: Record<string, Tensor>): Promise<Float32Array> {
  return (await openGraph(graph))(inputs);
}

/** A function that runs a graph on one thread. */
export async function openGraph(
  graph: Uint8Array,
): Promise<(inputs: Record<string, Tensor>) => Promise<Float32Array>> {
  const session = await InferenceSession.create(graph, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const [output] = session.outputNames;
  return async (inputs) => (await session.run(inputs, [output!]))[output!]!.data as Float32Array;
}

/** Texts by their token ids, padded to the longest, as a text encoder takes them. */
export function tokenInputs(texts: readonly (readonly number[])[]): Record<string, Tensor> {
  const longest = Math.max(...texts.map((ids) => ids.length));
  const fill = (of: (id: number) => number): Tensor => {
    const values = texts.flatMap((ids) =>
      Array.from({ length: longest }, (_, i) => BigInt(i < ids.length ? of(ids[i]!) : 0)),
    );
    return new Tensor('int64', BigInt64Array.from(values), [texts.length, longest]);
  };
  return { input_ids: fill((id) => id), attention_mask: fill(() => 1), token_type_ids: fill(() => 0) };
}

/** A matrix of numbers as an input. */
export function floats(data: Float32Array, dims: readonly number[]): Tensor {
  return new Tensor('float32', data, dims);
}
