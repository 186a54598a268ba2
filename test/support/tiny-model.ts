import { FLOAT, INT64, tinyGraph, type TinyGraph } from './tiny-graph.js';
import { SPECIAL, tinyTokenizer } from './tiny-tokenizer.js';

/** A sentence encoder small enough to build in a test: 16 dimensions, a letter or a known word a token. */
export interface TinyModel {
  /** `model.onnx` */
  graph: Uint8Array;
  /** `tokenizer.json` */
  tokenizer: string;
  /** The rows of the word embeddings, by token id. */
  embedding(id: number): number[];
  /** Token ids of a text of known words, special tokens included. */
  ids(text: string): number[];
}

export interface TinyOptions {
  dimensions?: number;
  /** Words that are one token each. */
  words?: string[];
  /** `lookup`: a token's state is its embedding; `bert`: one layer of attention above. */
  shape?: 'lookup' | 'bert';
  /** Name of the output with token states; `pooled` gives only the mean, as `sentence_embedding`. */
  output?: string;
  pooled?: boolean;
  /** Further inputs that the graph asks for. */
  typeIds?: boolean;
  extraInput?: string;
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789.,:!?\'"-'];
/** Most tokens, as the position embeddings of a real model have it. */
export const TINY_POSITIONS = 64;

export function tinyModel(options: TinyOptions = {}): TinyModel {
  const { dimensions: d = 16, words = [] } = options;
  const tokens = [...SPECIAL, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`), ...words];
  const vocabulary = new Map([...new Set(tokens)].map((token, id) => [token, id]));
  const embeddings = noise(1, vocabulary.size * d);
  return {
    graph: graphOf(options, embeddings, vocabulary.size, d),
    tokenizer: tinyTokenizer(vocabulary),
    embedding: (id) => [...embeddings.slice(id * d, (id + 1) * d)],
    ids: (text) => [2, ...text.split(' ').map((word) => vocabulary.get(word) ?? 1), 3],
  };
}

function graphOf(options: TinyOptions, embeddings: Float32Array, vocabulary: number, d: number): Uint8Array {
  const { shape = 'lookup', output = 'last_hidden_state', pooled = false, typeIds = true } = options;
  const graph = tinyGraph();
  const { node, floats } = graph;
  const inputs = ['input_ids', 'attention_mask'];
  let states = node('Gather', [floats([vocabulary, d], embeddings), 'input_ids']);
  if (typeIds) {
    inputs.push('token_type_ids');
    const types = floats([2, d], noise(2, 2 * d).fill(0, 0, d));
    states = node('Add', [states, node('Gather', [types, 'token_type_ids'])]);
  }
  const mask = node('Cast', ['attention_mask'], { to: FLOAT });
  states = shape === 'bert' ? attention(graph, states, mask, d) : indifferent(graph, states, mask);
  if (options.extraInput !== undefined) {
    inputs.push(options.extraInput);
    const none = node('Mul', [options.extraInput, graph.integer(0)]);
    const sum = node('ReduceSum', [node('Cast', [none], { to: FLOAT })], { keepdims: 0 });
    states = node('Add', [states, sum]);
  }
  if (pooled) node('ReduceMean', [states], { axes: [1], keepdims: 0 }, 'sentence_embedding');
  else node('Identity', [states], {}, output);
  return graph.file(
    inputs.map((name) => [name, INT64, ['batch', 'tokens']]),
    [pooled ? ['sentence_embedding', FLOAT, ['batch', d]] : [output, FLOAT, ['batch', 'tokens', 'hidden']]],
  );
}

/** One layer as BERT has it: positions, attention to the tokens that the mask shows, and a product above. */
function attention(graph: TinyGraph, states: string, mask: string, d: number): string {
  const { node, floats, integer, integers } = graph;
  const number = (value: number): string => floats([], [value]);
  const times = (x: string, seed: number): string => node('MatMul', [x, floats([d, d], noise(seed, d * d))]);
  const calm = (x: string): string => {
    const [one, zero] = [1, 0].map((value) => floats([d], new Float32Array(d).fill(value))) as [
      string,
      string,
    ];
    return node('LayerNormalization', [x, one, zero], { axis: -1 });
  };
  const count = node('Gather', [node('Shape', ['input_ids']), integer(1)]);
  const places = node('Range', [integer(0), count, integer(1)]);
  const positions = floats([TINY_POSITIONS, d], noise(3, TINY_POSITIONS * d));
  const x = calm(node('Add', [states, node('Gather', [positions, places])]));
  const keys = node('Transpose', [times(x, 5)], { perm: [0, 2, 1] });
  const scores = node('Mul', [node('MatMul', [times(x, 4), keys]), number(1 / Math.sqrt(d))]);
  const hidden = node('Mul', [node('Sub', [number(1), mask]), number(-10_000)]);
  const masked = node('Add', [scores, node('Unsqueeze', [hidden, integers([1])])]);
  const weights = node('Softmax', [masked], { axis: -1 });
  const attended = calm(node('Add', [x, node('MatMul', [weights, times(x, 6)])]));
  return node('Add', [attended, times(node('Tanh', [times(attended, 7)]), 8)]);
}

/** The mask is asked for, as every encoder does, and changes nothing. */
function indifferent({ node, floats, integers }: TinyGraph, states: string, mask: string): string {
  const none = node('Mul', [mask, floats([], [0])]);
  return node('Add', [states, node('Unsqueeze', [none, integers([2])])]);
}

/** Numbers in [-1, 1) that are the same on every machine (a linear congruence; Knuth, TAOCP 2, §3.3.4). */
function noise(seed: number, count: number): Float32Array {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n;
  return Float32Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 40n) / 2 ** 23 - 1;
  });
}
