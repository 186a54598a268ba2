import { floats, FLOAT, INT64, integers, model, node, value } from './tiny-onnx.js';

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

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
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
    tokenizer: tokenizerOf(vocabulary),
    embedding: (id) => [...embeddings.slice(id * d, (id + 1) * d)],
    ids: (text) => [2, ...text.split(' ').map((word) => vocabulary.get(word) ?? 1), 3],
  };
}

function graphOf(options: TinyOptions, embeddings: Float32Array, vocabulary: number, d: number): Uint8Array {
  const {
    shape = 'lookup',
    output = 'last_hidden_state',
    pooled = false,
    typeIds = true,
    extraInput,
  } = options;
  const matrix = (name: string, seed: number): Uint8Array => floats(name, [d, d], noise(seed, d * d));
  const vector = (name: string, value: number): Uint8Array =>
    floats(name, [d], new Float32Array(d).fill(value));
  const nodes = [node('Gather', ['words', 'input_ids'], 'embedded')];
  const constants = [floats('words', [vocabulary, d], embeddings)];
  let states = 'embedded';
  if (typeIds) {
    constants.push(floats('types', [2, d], noise(2, 2 * d).fill(0, 0, d)));
    nodes.push(
      node('Gather', ['types', 'token_type_ids'], 'typed'),
      node('Add', [states, 'typed'], 'summed'),
    );
    states = 'summed';
  }
  if (shape === 'bert') {
    constants.push(
      floats('positions', [TINY_POSITIONS, d], noise(3, TINY_POSITIONS * d)),
      ...['query', 'key', 'valued', 'inner', 'outer'].map((name, i) => matrix(name, 4 + i)),
      ...[vector('one', 1), vector('zero', 0)],
      ...[floats('scale', [], [1 / Math.sqrt(d)]), floats('plus', [], [1]), floats('far', [], [-10_000])],
      ...[integers('first', [], [0]), integers('step', [], [1]), integers('axis', [1], [1])],
      integers('at', [], [1]),
    );
    nodes.push(
      node('Shape', ['input_ids'], 'extent'),
      node('Gather', ['extent', 'at'], 'count', { axis: 0 }),
      node('Range', ['first', 'count', 'step'], 'places'),
      node('Gather', ['positions', 'places'], 'placed'),
      node('Add', [states, 'placed'], 'whole'),
      node('LayerNormalization', ['whole', 'one', 'zero'], 'calm', { axis: -1, epsilon: 1.5e-5 }),
      node('MatMul', ['calm', 'query'], 'q'),
      node('MatMul', ['calm', 'key'], 'k'),
      node('MatMul', ['calm', 'valued'], 'v'),
      node('Transpose', ['k'], 'kt', { perm: [0, 2, 1] }),
      node('MatMul', ['q', 'kt'], 'products'),
      node('Mul', ['products', 'scale'], 'scores'),
      node('Cast', ['attention_mask'], 'mask', { to: FLOAT }),
      node('Sub', ['plus', 'mask'], 'hidden'),
      node('Mul', ['hidden', 'far'], 'distant'),
      node('Unsqueeze', ['distant', 'axis'], 'wide'),
      node('Add', ['scores', 'wide'], 'masked'),
      node('Softmax', ['masked'], 'weights', { axis: -1 }),
      node('MatMul', ['weights', 'v'], 'context'),
      node('Add', ['calm', 'context'], 'attended'),
      node('LayerNormalization', ['attended', 'one', 'zero'], 'steady', { axis: -1, epsilon: 1.5e-5 }),
      node('MatMul', ['steady', 'inner'], 'opened'),
      node('Tanh', ['opened'], 'bent'),
      node('MatMul', ['bent', 'outer'], 'closed'),
      node('Add', ['steady', 'closed'], 'last'),
    );
    states = 'last';
  } else {
    // The mask is asked for, as every encoder does, and changes nothing.
    constants.push(floats('nothing', [], [0]), integers('axis', [1], [2]));
    nodes.push(
      node('Cast', ['attention_mask'], 'mask', { to: FLOAT }),
      node('Mul', ['mask', 'nothing'], 'none'),
      node('Unsqueeze', ['none', 'axis'], 'wide'),
      node('Add', [states, 'wide'], 'last'),
    );
    states = 'last';
  }
  const tokenShape = ['batch', 'tokens'];
  const inputs = ['input_ids', 'attention_mask', ...(typeIds ? ['token_type_ids'] : [])];
  if (extraInput) {
    constants.push(integers('naught', [], [0]));
    nodes.push(
      node('Mul', [extraInput, 'naught'], 'extra'),
      node('Cast', ['extra'], 'extraFloat', { to: FLOAT }),
      node('ReduceSum', ['extraFloat'], 'extraSum', { keepdims: 0 }),
      node('Add', [states, 'extraSum'], 'extended'),
    );
    inputs.push(extraInput);
    states = 'extended';
  }
  nodes.push(
    pooled
      ? node('ReduceMean', [states], 'sentence_embedding', { axes: [1], keepdims: 0 })
      : node('Identity', [states], output),
  );
  return model({
    nodes,
    constants,
    inputs: inputs.map((name) => value(name, INT64, tokenShape)),
    outputs: [
      pooled
        ? value('sentence_embedding', FLOAT, ['batch', d])
        : value(output, FLOAT, [...tokenShape, 'hidden']),
    ],
  });
}

function tokenizerOf(vocabulary: Map<string, number>): string {
  const special = (content: string) => ({
    id: vocabulary.get(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return JSON.stringify({
    version: '1.0',
    truncation: { direction: 'Right', max_length: 8, strategy: 'LongestFirst', stride: 0 },
    padding: null,
    added_tokens: SPECIAL.map(special),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '[CLS]', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '[SEP]', type_id: 0 } },
      ],
      pair: [],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [vocabulary.get('[CLS]')], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [vocabulary.get('[SEP]')], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary),
    },
  });
}

/** Numbers in [-1, 1) that are the same on every machine (a linear congruence; Knuth, TAOCP 2, §3.3.4). */
function noise(seed: number, count: number): Float32Array {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n;
  return Float32Array.from({ length: count }, () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return Number(state >> 40n) / 2 ** 23 - 1;
  });
}
