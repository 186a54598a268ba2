/** Just enough of ONNX's protobuf to write a small graph down; field numbers are those of onnx.proto. */

export const FLOAT = 1;
export const INT64 = 7;

export interface GraphDefinition {
  nodes: Uint8Array[];
  constants: Uint8Array[];
  inputs: Uint8Array[];
  outputs: Uint8Array[];
}

/** The content of an `.onnx` file. */
export function model(graph: GraphDefinition, opset = 17): Uint8Array {
  const content = [
    ...graph.nodes.map((node) => bytes(1, node)),
    text(2, 'tiny'),
    ...graph.constants.map((tensor) => bytes(5, tensor)),
    ...graph.inputs.map((input) => bytes(11, input)),
    ...graph.outputs.map((output) => bytes(12, output)),
  ];
  return join([varint(1, 8), bytes(7, join(content)), bytes(8, join([text(1, ''), varint(2, opset)]))]);
}

export function node(
  op: string,
  inputs: string[],
  output: string,
  attributes: Record<string, number | number[]> = {},
): Uint8Array {
  return join([
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, output),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attribute(name, value))),
  ]);
}

export function floats(name: string, dims: number[], values: ArrayLike<number>): Uint8Array {
  return tensor(name, dims, FLOAT, new Uint8Array(Float32Array.from(values).buffer));
}

export function integers(name: string, dims: number[], values: number[]): Uint8Array {
  return tensor(name, dims, INT64, new Uint8Array(BigInt64Array.from(values, BigInt).buffer));
}

/** An input or output; a dimension with a name is open. */
export function value(name: string, type: number, dims: (string | number)[]): Uint8Array {
  const shape = dims.map((dim) => bytes(1, typeof dim === 'string' ? text(2, dim) : varint(1, dim)));
  return join([text(1, name), bytes(2, bytes(1, join([varint(1, type), bytes(2, join(shape))])))]);
}

function tensor(name: string, dims: number[], type: number, raw: Uint8Array): Uint8Array {
  return join([...dims.map((dim) => varint(1, dim)), varint(2, type), text(8, name), bytes(9, raw)]);
}

/** Integers in a list are ints; a number alone is an int where it is whole, else a float. */
function attribute(name: string, value: number | number[]): Uint8Array {
  if (Array.isArray(value))
    return join([text(1, name), ...value.map((one) => varint(8, one)), varint(20, 7)]);
  if (Number.isInteger(value)) return join([text(1, name), varint(3, value), varint(20, 2)]);
  const float = new Uint8Array(Float32Array.of(value).buffer);
  return join([text(1, name), join([Uint8Array.of((2 << 3) | 5), float]), varint(20, 1)]);
}

function varint(field: number, value: number): Uint8Array {
  return Uint8Array.from([...digits(field << 3), ...digits(value)]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return join([Uint8Array.from([...digits((field << 3) | 2), ...digits(value.length)]), value]);
}

function digits(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const low = Number(rest & 127n);
    rest >>= 7n;
    out.push(rest > 0n ? low | 128 : low);
  } while (rest > 0n);
  return out;
}

function join(parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
