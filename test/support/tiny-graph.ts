import { graphWriter } from '../../packages/pipeline/src/encode/int8/graph-writer.js';
import { valueField, writeModel } from '../../packages/pipeline/src/encode/int8/onnx/model.js';
import { intAttribute, intsAttribute } from '../../packages/pipeline/src/encode/int8/onnx/node.js';
import { ELEMENT, GRAPH, type Element } from '../../packages/pipeline/src/encode/int8/onnx/schema.js';

export const { float: FLOAT, int64: INT64 } = ELEMENT;

/** Name, element and axes of an input or output; an axis with a name is open. */
export type GraphEnd = [name: string, element: Element, dims: (string | number)[]];

/** Writes a small graph down: every function returns the name of the tensor it makes. */
export interface TinyGraph {
  /** An operation of ONNX's own; attributes are whole numbers and lists of them. */
  node(op: string, inputs: string[], attributes?: Record<string, number | number[]>, output?: string): string;
  floats(dims: number[], values: ArrayLike<number>): string;
  /** A list of whole numbers. */
  integers(values: number[]): string;
  /** One whole number, with no axis. */
  integer(value: number): string;
  /** The content of the `.onnx` file. */
  file(inputs: GraphEnd[], outputs: GraphEnd[]): Uint8Array;
}

/** @param opset version of ONNX's own operations */
export function tinyGraph(opset = 17): TinyGraph {
  const writer = graphWriter(new Set(), opset);
  const whole = (dims: number[], values: number[]): string =>
    writer.constant(INT64, dims, BigInt64Array.from(values, BigInt));
  return {
    node(op, inputs, attributes = {}, output) {
      const fields = Object.entries(attributes).map(([name, value]) =>
        typeof value === 'number' ? intAttribute(name, value) : intsAttribute(name, value),
      );
      return writer.node(op, inputs, fields, output);
    },
    floats: (dims, values) => writer.constant(FLOAT, dims, Float32Array.from(values)),
    integers: (values) => whole([values.length], values),
    integer: (value) => whole([], [value]),
    file(inputs, outputs) {
      const ends = [
        ...inputs.map((end) => valueField(GRAPH.input, ...end)),
        ...outputs.map((end) => valueField(GRAPH.output, ...end)),
      ];
      return writeModel([...writer.takeNodes(), ...writer.constants, ...ends], opset);
    },
  };
}
