import { ATTRIBUTE, KIND, NODE } from './schema.js';
import {
  bytesField,
  contents,
  FIXED32,
  integers,
  MalformedError,
  messageField,
  readMessage,
  text,
  textField,
  texts,
  varintField,
  type Field,
  type Message,
} from './wire.js';

/** One operation of a graph. */
export interface Node {
  /** With its domain where that is not ONNX's own: `MatMul`, `com.microsoft.Gelu`. */
  readonly op: string;
  /** Names of tensors; '' where an optional one is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Message>;
}

export function readNode(bytes: Uint8Array): Node {
  const what = 'a node of the graph';
  const message = readMessage(bytes, what);
  const domain = text(message, NODE.domain, what);
  const op = text(message, NODE.op, what);
  return {
    op: domain === '' || domain === 'ai.onnx' ? op : `${domain}.${op}`,
    inputs: texts(message, NODE.input, what),
    outputs: texts(message, NODE.output, what),
    attributes: new Map(
      contents(message, NODE.attribute, what).map((value) => {
        const attribute = readMessage(value, 'an attribute');
        return [text(attribute, ATTRIBUTE.name, 'an attribute'), attribute];
      }),
    ),
  };
}

/**
 * Content of a node of ONNX's own domain.
 *
 * @param attributes made by the functions below
 */
export function writeNode(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: readonly Field[] = [],
): Field[] {
  return [
    ...inputs.map((name) => textField(NODE.input, name)),
    ...outputs.map((name) => textField(NODE.output, name)),
    textField(NODE.name, `${outputs[0]}/${op}`),
    textField(NODE.op, op),
    ...attributes,
  ];
}

export function intAttribute(name: string, value: number): Field {
  return attribute(name, [varintField(ATTRIBUTE.int, value), varintField(ATTRIBUTE.type, KIND.int)]);
}

export function intsAttribute(name: string, values: readonly number[]): Field {
  const fields = values.map((value) => varintField(ATTRIBUTE.ints, value));
  return attribute(name, [...fields, varintField(ATTRIBUTE.type, KIND.ints)]);
}

export function tensorAttribute(name: string, tensor: Uint8Array): Field {
  return attribute(name, [bytesField(ATTRIBUTE.tensor, tensor), varintField(ATTRIBUTE.type, KIND.tensor)]);
}

/** Whole number of an attribute, or the default that ONNX gives it. */
export function intOf({ attributes }: Node, name: string, otherwise: number): number {
  const found = attributes.get(name);
  return (found && integers(found, ATTRIBUTE.int, `the attribute ${name}`).at(-1)) ?? otherwise;
}

export function intsOf({ attributes }: Node, name: string): number[] | undefined {
  const found = attributes.get(name);
  return found && integers(found, ATTRIBUTE.ints, `the attribute ${name}`);
}

export function floatOf({ attributes }: Node, name: string, otherwise: number): number {
  const field = attributes.get(name)?.findLast(({ number }) => number === ATTRIBUTE.float);
  if (!field) return otherwise;
  if (field.type !== FIXED32) throw new MalformedError(`the attribute ${name} must be a float32`);
  const { buffer, byteOffset } = field.value;
  return new DataView(buffer, byteOffset).getFloat32(0, true);
}

/** Content of the tensor that an attribute holds. */
export function tensorOf({ attributes }: Node, name: string): Uint8Array | undefined {
  return contents(attributes.get(name) ?? [], ATTRIBUTE.tensor, `the attribute ${name}`).at(-1);
}

/** Contents of the graphs inside a node: branches and bodies of loops. */
export function graphsOf({ attributes }: Node): Uint8Array[] {
  return [...attributes.values()].flatMap((found) =>
    [ATTRIBUTE.graph, ATTRIBUTE.graphs].flatMap((number) => contents(found, number, 'an attribute')),
  );
}

function attribute(name: string, fields: Field[]): Field {
  return messageField(NODE.attribute, [textField(ATTRIBUTE.name, name), ...fields]);
}
