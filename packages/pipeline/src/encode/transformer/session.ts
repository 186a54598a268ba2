import { Tensor } from 'onnxruntime-node';
import { chooseOutput, named, ofRank, openGraph } from '../workers/open-graph.js';
import { Unfit } from '../workers/unfit.js';

export interface EncoderSession {
  /**
   * @param ids one text's tokens, special tokens included
   * @returns states row-major, tokens × d; or the text's own vector where the graph pools by itself
   */
  run(ids: number[]): Promise<{ states: Float32Array; pooled: boolean }>;
  release(): Promise<void>;
}

/**
 * Opens a graph that takes token ids, as exports of BERT and its kin do: `input_ids`, and of `attention_mask`,
 * `token_type_ids` and `position_ids` those it asks for. Its token states are taken; where it has none, the one
 * vector it gives a text.
 *
 * @throws Unfit
 */
export async function openSession(graph: string): Promise<EncoderSession> {
  const session = await openGraph(graph);
  const inputs = session.inputNames;
  const strange = inputs.filter((name) => !(name in FILL));
  if (strange.length > 0 || !inputs.includes('input_ids')) {
    throw new Unfit(
      `its graph must take input_ids and at most ${Object.keys(FILL).slice(1).join(', ')}; it takes ${inputs.join(', ')}`,
    );
  }
  const output = chooseOutput(session, STATES, 'states');
  return {
    async run(ids) {
      const shape = [1, ids.length];
      const feeds = inputs.map((name) => [
        name,
        new Tensor('int64', BigInt64Array.from(ids, FILL[name]!), shape),
      ]);
      let tensor: Tensor;
      try {
        tensor = (await session.run(Object.fromEntries(feeds) as Record<string, Tensor>, [output]))[output]!;
      } catch (error) {
        throw new Unfit(`its graph fails on ${ids.length} tokens: ${(error as Error).message}`);
      }
      return { states: statesOf(tensor, ids.length), pooled: tensor.dims.length === 2 };
    },
    release: () => session.release(),
  };
}

/** What each input holds at token `i` with id `id`. */
export const FILL: Record<string, (id: number, i: number) => bigint> = {
  input_ids: (id) => BigInt(id),
  attention_mask: () => 1n,
  token_type_ids: () => 0n,
  position_ids: (_, i) => BigInt(i),
};

/** Names of token states first; without one, the first output of three dimensions, then of two. */
const STATES = [
  named('last_hidden_state'),
  named('token_embeddings'),
  ofRank(3),
  named('sentence_embedding'),
  ofRank(2),
];

function statesOf(tensor: Tensor, tokens: number): Float32Array {
  const { dims } = tensor;
  const d = dims.at(-1) ?? 0;
  const ofTokens = dims.length === 3 && dims[0] === 1 && dims[1] === tokens;
  const ofText = dims.length === 2 && dims[0] === 1;
  if (d < 1 || !(ofTokens || ofText)) {
    throw new Unfit(
      `its graph must give states of shape 1 × ${tokens} × d, or 1 × d; it gives ${dims.join(' × ')}`,
    );
  }
  return tensor.data as Float32Array;
}
