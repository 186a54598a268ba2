import { graphWriter, type GraphWriter } from '../../../src/encode/int8/graph-writer.js';
import { valueField, writeModel } from '../../../src/encode/int8/onnx/model.js';
import { intAttribute, intsAttribute, tensorAttribute } from '../../../src/encode/int8/onnx/node.js';
import { ELEMENT, GRAPH, TENSOR } from '../../../src/encode/int8/onnx/schema.js';
import { writeTensor } from '../../../src/encode/int8/onnx/tensor.js';
import {
  bytesField,
  textField,
  varintField,
  writeMessage,
  type Field,
} from '../../../src/encode/int8/onnx/wire.js';

/** How a matrix of weights stands in the file. */
export type Storing = 'raw' | 'floats' | 'transposed' | 'constant node' | 'float16 with a cast' | 'shared';

export interface TinyBertOptions {
  opset?: number;
  storing?: Storing;
}

export const HIDDEN = 32;
export const VOCABULARY = 64;
const LAYERS = 2;
const HEADS = 4;
const INNER = 64;
const POSITIONS = 160;

/**
 * A BERT of two layers as exporters write it: embeddings, attention with a mask, layer norms, GELU, and a pooler
 * as Gemm. A few of its channels are much larger than the others, as in trained encoders.
 */
export function tinyBert({ opset = 14, storing = 'raw' }: TinyBertOptions = {}): Uint8Array {
  const writer = graphWriter(new Set(), opset);
  const numbers = pseudoRandom(7);
  const build = builder(writer, opset, storing, numbers);
  const x = encoder(build);
  writer.node('Identity', [x], [], 'last_hidden_state');
  const first = writer.node('Gather', [x, build.integers(0)], [intAttribute('axis', 1)]);
  const square = writer.constant(ELEMENT.float, [HIDDEN, HIDDEN], numbers(HIDDEN * HIDDEN, 0.2));
  const pooled = writer.node('Gemm', [first, square, build.vector(HIDDEN, 0.1)], [intAttribute('transB', 1)]);
  writer.node('Tanh', [pooled], [], 'pooler_output');
  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
    valueField(GRAPH.input, name, ELEMENT.int64, ['batch', 'tokens']),
  );
  const outputs = [
    valueField(GRAPH.output, 'last_hidden_state', ELEMENT.float, ['batch', 'tokens', HIDDEN]),
    valueField(GRAPH.output, 'pooler_output', ELEMENT.float, ['batch', HIDDEN]),
  ];
  return writeModel(
    [...writer.takeNodes(), ...writer.constants, ...build.stored, ...inputs, ...outputs],
    opset,
  );
}

type Builder = ReturnType<typeof builder>;

function encoder(build: Builder): string {
  const { node, integers, dense, norm, constant } = build;
  const tokens = node('Gather', [constant(VOCABULARY, HIDDEN, 1), 'input_ids']);
  const types = node('Gather', [constant(2, HIDDEN, 0.3), 'token_type_ids']);
  const length = node('Gather', [node('Shape', ['input_ids']), integers(1)]);
  const places = node('Range', [integers(0), length, integers(1)]);
  const positions = node('Gather', [constant(POSITIONS, HIDDEN, 0.3), places]);
  let x = norm(node('Add', [node('Add', [tokens, types]), positions]));

  const seen = node('Cast', ['attention_mask'], [intAttribute('to', ELEMENT.float)]);
  const unseen = node('Sub', [build.number(1), node('Reshape', [seen, integers(0, 1, 1, -1)])]);
  const mask = node('Mul', [unseen, build.number(-10000)]);
  const heads = (of: string, order: number[]): string => {
    const split = node('Reshape', [of, integers(0, 0, HEADS, HIDDEN / HEADS)]);
    return node('Transpose', [split], [intsAttribute('perm', order)]);
  };
  for (let layer = 0; layer < LAYERS; layer++) {
    const query = heads(dense(x, HIDDEN, HIDDEN), [0, 2, 1, 3]);
    const key = heads(dense(x, HIDDEN, HIDDEN), [0, 2, 3, 1]);
    const value = heads(dense(x, HIDDEN, HIDDEN), [0, 2, 1, 3]);
    const scores = node('Div', [node('MatMul', [query, key]), build.number(Math.sqrt(HIDDEN / HEADS))]);
    const weights = node('Softmax', [node('Add', [scores, mask])], [intAttribute('axis', -1)]);
    const mixed = node(
      'Transpose',
      [node('MatMul', [weights, value])],
      [intsAttribute('perm', [0, 2, 1, 3])],
    );
    const attended = dense(node('Reshape', [mixed, integers(0, 0, HIDDEN)]), HIDDEN, HIDDEN);
    x = norm(node('Add', [attended, x]));
    const wide = dense(x, HIDDEN, INNER);
    const half = node('Mul', [wide, build.number(0.5)]);
    const erf = node('Erf', [node('Div', [wide, build.number(Math.SQRT2)])]);
    const gelu = node('Mul', [half, node('Add', [erf, build.number(1)])]);
    x = norm(node('Add', [dense(gelu, INNER, HIDDEN), x]));
  }
  return x;
}

function builder(
  writer: GraphWriter,
  opset: number,
  storing: Storing,
  numbers: (count: number, size: number) => Float32Array,
) {
  const stored: Field[] = [];
  const shared = new Map<string, string>();
  const node = (op: string, inputs: string[], attributes: Field[] = []): string =>
    writer.node(op, inputs, attributes);
  const number = (value: number): string => writer.constant(ELEMENT.float, [], Float32Array.of(value));
  const integers = (...values: number[]): string => {
    const dims = values.length === 1 ? [] : [values.length];
    return writer.constant(ELEMENT.int64, dims, BigInt64Array.from(values, BigInt));
  };
  const vector = (length: number, size: number): string =>
    writer.constant(ELEMENT.float, [length], numbers(length, size));
  const constant = (rows: number, cols: number, size: number): string =>
    writer.constant(ELEMENT.float, [rows, cols], numbers(rows * cols, size));
  const matrix = (rows: number, cols: number): string => {
    const data = numbers(rows * cols, 1.5 / Math.sqrt(rows));
    return storeMatrix(writer, stored, shared, storing, rows, cols, data);
  };
  const dense = (x: string, rows: number, cols: number): string =>
    node('Add', [vector(cols, 0.1), node('MatMul', [x, matrix(rows, cols)])]);
  const meanOf = (x: string): string => {
    const keep = intAttribute('keepdims', 1);
    return opset < 18
      ? node('ReduceMean', [x], [intsAttribute('axes', [-1]), keep])
      : node('ReduceMean', [x, writer.constant(ELEMENT.int64, [1], BigInt64Array.of(-1n))], [keep]);
  };
  const norm = (x: string): string => {
    const off = node('Sub', [x, meanOf(x)]);
    const spread = node('Sqrt', [node('Add', [meanOf(node('Mul', [off, off])), number(1e-12)])]);
    const gains = Float32Array.from({ length: HIDDEN }, (_, i) => (i % 11 === 3 ? 12 : 1));
    const gain = writer.constant(ELEMENT.float, [HIDDEN], gains);
    return node('Add', [node('Mul', [node('Div', [off, spread]), gain]), vector(HIDDEN, 0.1)]);
  };
  return { stored, node, number, integers, vector, constant, dense, norm };
}

function storeMatrix(
  writer: GraphWriter,
  stored: Field[],
  shared: Map<string, string>,
  storing: Storing,
  rows: number,
  cols: number,
  data: Float32Array,
): string {
  if (storing === 'raw') return writer.constant(ELEMENT.float, [rows, cols], data);
  if (storing === 'constant node') {
    return writer.node(
      'Constant',
      [],
      [tensorAttribute('value', writeTensor('', ELEMENT.float, [rows, cols], data))],
    );
  }
  if (storing === 'transposed') {
    const turned = Float32Array.from(data, (_, i) => data[(i % rows) * cols + Math.floor(i / rows)]!);
    return writer.node(
      'Transpose',
      [writer.constant(ELEMENT.float, [cols, rows], turned)],
      [intsAttribute('perm', [1, 0])],
    );
  }
  if (storing === 'float16 with a cast') {
    return writer.cast(
      writer.constant(ELEMENT.float16, [rows, cols], Uint16Array.from(data, toHalf)),
      ELEMENT.float,
    );
  }
  if (storing === 'shared') {
    const shape = `${rows} × ${cols}`;
    if (!shared.has(shape)) shared.set(shape, writer.constant(ELEMENT.float, [rows, cols], data));
    return writer.node('Identity', [shared.get(shape)!]);
  }
  const name = `floats ${stored.length}`;
  const packed = new Uint8Array(data.slice().buffer);
  const tensor = [
    ...[rows, cols].map((dim) => varintField(TENSOR.dims, dim)),
    varintField(TENSOR.type, ELEMENT.float),
    bytesField(TENSOR.floats, packed),
    textField(TENSOR.name, name),
  ];
  stored.push(bytesField(GRAPH.initializer, writeMessage(tensor)));
  return name;
}

/** Half precision, for sizes between 2⁻¹⁴ and 2¹⁵; smaller ones become zero. */
export function toHalf(value: number): number {
  const size = Math.abs(value);
  const sign = value < 0 ? 0x8000 : 0;
  if (size < 2 ** -14) return sign;
  const exponent = Math.floor(Math.log2(size));
  return sign + ((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024);
}

/** Numbers between −size and size, the same in every run. */
export function pseudoRandom(seed: number): (count: number, size: number) => Float32Array {
  let state = seed;
  return (count, size) =>
    Float32Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 31 - 1) * size;
    });
}
