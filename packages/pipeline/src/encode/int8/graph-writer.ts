import { intAttribute, intsAttribute, writeNode } from './onnx/node.js';
import { ELEMENT, GRAPH, type Element } from './onnx/schema.js';
import { writeTensor, type TensorData } from './onnx/tensor.js';
import { bytesField, messageField, type Field } from './onnx/wire.js';

/** Adds to a graph: every function returns the name of the tensor it makes, which no other has. */
export interface GraphWriter {
  node(op: string, inputs: readonly string[], attributes?: readonly Field[], output?: string): string;
  cast(input: string, to: Element, output?: string): string;
  /** Largest value along one axis, as that version of ONNX says it. */
  reduceMax(input: string, axis: number, keep: boolean): string;
  constant(element: Element, dims: readonly number[], data: TensorData): string;
  /** The nodes written since the last call, as fields of the graph, in order. */
  takeNodes(): Field[];
  /** All constants, as fields of the graph. */
  readonly constants: readonly Field[];
}

/**
 * @param taken names that stand in the graph already
 * @param opset version of ONNX's own operations
 */
export function graphWriter(taken: ReadonlySet<string>, opset: number): GraphWriter {
  let prefix = 'int8';
  while ([...taken].some((name) => name.startsWith(`${prefix}/`))) prefix += '_';
  let count = 0;
  let nodes: Field[] = [];
  const constants: Field[] = [];
  const newName = (what: string): string => `${prefix}/${count++}/${what}`;

  const writer: GraphWriter = {
    node(op, inputs, attributes = [], output = newName(op)) {
      nodes.push(messageField(GRAPH.node, writeNode(op, inputs, [output], attributes)));
      return output;
    },
    cast: (input, to, output) => writer.node('Cast', [input], [intAttribute('to', to)], output),
    reduceMax(input, axis, keep) {
      const keepAxis = intAttribute('keepdims', keep ? 1 : 0);
      if (opset < AXES_ARE_INPUTS)
        return writer.node('ReduceMax', [input], [intsAttribute('axes', [axis]), keepAxis]);
      const axes = writer.constant(ELEMENT.int64, [1], BigInt64Array.of(BigInt(axis)));
      return writer.node('ReduceMax', [input, axes], [keepAxis]);
    },
    constant(element, dims, data) {
      const name = newName('constant');
      constants.push(bytesField(GRAPH.initializer, writeTensor(name, element, dims, data)));
      return name;
    },
    takeNodes() {
      const taken = nodes;
      nodes = [];
      return taken;
    },
    constants,
  };
  return writer;
}

const AXES_ARE_INPUTS = 18;
