import { readNode, type Node } from './node.js';
import { DIM, GRAPH, MODEL, OPSET, SHAPE, TENSOR_TYPE, TYPE, VALUE, type Element } from './schema.js';
import {
  contents,
  integers,
  MalformedError,
  messageField,
  readMessage,
  text,
  textField,
  varintField,
  writeMessage,
  type Field,
} from './wire.js';

/** A model as it is written, with its graph opened; views into the file, not copies. */
export interface Model {
  readonly fields: readonly Field[];
  readonly graph: readonly Field[];
  /** Nodes by their field in the graph. */
  readonly nodes: ReadonlyMap<Field, Node>;
  /** Version of ONNX's own operations. */
  readonly opset: number;
}

/**
 * Opens the content of an `.onnx` file.
 *
 * @throws MalformedError
 */
export function readModel(bytes: Uint8Array): Model {
  const fields = readMessage(bytes, 'the model');
  const graphs = contents(fields, MODEL.graph, 'the model');
  if (graphs.length !== 1)
    throw new MalformedError(`the model must hold one graph; it holds ${graphs.length}`);
  const graph = readMessage(graphs[0]!, 'the graph');
  for (const number of [GRAPH.node, GRAPH.initializer, GRAPH.input, GRAPH.output, GRAPH.valueInfo]) {
    contents(graph, number, 'the graph');
  }
  const nodes = graph.filter(({ number }) => number === GRAPH.node);
  return {
    fields,
    graph,
    nodes: new Map(nodes.map((field) => [field, readNode(field.value)])),
    opset: opsetOf(fields),
  };
}

/** The file of a model with another graph; everything else as it was, byte for byte. */
export function withGraph({ fields }: Pick<Model, 'fields'>, graph: readonly Field[]): Uint8Array {
  return writeMessage(
    fields.map((field) => (field.number === MODEL.graph ? messageField(MODEL.graph, graph) : field)),
  );
}

/** The file of a new model. */
export function writeModel(graph: readonly Field[], opset: number): Uint8Array {
  return writeMessage([
    varintField(MODEL.irVersion, IR_VERSION),
    messageField(MODEL.opset, [textField(OPSET.domain, ''), varintField(OPSET.version, opset)]),
    messageField(MODEL.graph, [textField(GRAPH.name, 'graph'), ...graph]),
  ]);
}

/**
 * An input or output of a graph.
 *
 * @param dims lengths of the axes, or what they are called where they differ from run to run
 */
export function valueField(
  number: typeof GRAPH.input | typeof GRAPH.output,
  name: string,
  element: Element,
  dims: readonly (number | string)[],
): Field {
  const axes = dims.map((dim) =>
    messageField(SHAPE.dim, [
      typeof dim === 'number' ? varintField(DIM.value, dim) : textField(DIM.param, dim),
    ]),
  );
  const tensor = [varintField(TENSOR_TYPE.element, element), messageField(TENSOR_TYPE.shape, axes)];
  const type = [messageField(TYPE.tensor, tensor)];
  return messageField(number, [textField(VALUE.name, name), messageField(VALUE.type, type)]);
}

/** Of the file format; every runtime since 2019 reads it. */
const IR_VERSION = 6;

function opsetOf(fields: readonly Field[]): number {
  for (const value of contents(fields, MODEL.opset, 'the model')) {
    const opset = readMessage(value, 'an opset');
    const domain = text(opset, OPSET.domain, 'an opset');
    if (domain === '' || domain === 'ai.onnx') return integers(opset, OPSET.version, 'an opset').at(-1) ?? 1;
  }
  throw new MalformedError("the model must say which version of ONNX's own operations it uses");
}
