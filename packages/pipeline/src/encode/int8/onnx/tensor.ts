import { fromHalf } from '../../own/npy.js';
import { ELEMENT, TENSOR, type Element } from './schema.js';
import {
  bytesField,
  contents,
  FIXED32,
  integers,
  MalformedError,
  readMessage,
  text,
  textField,
  varintField,
  writeMessage,
  BYTES,
  type Message,
} from './wire.js';

/** Numbers of a tensor that is float32, or float16 widened. */
export interface FloatTensor {
  readonly dims: readonly number[];
  readonly element: typeof ELEMENT.float | typeof ELEMENT.float16;
  /** Row-major, a copy. */
  readonly data: Float32Array;
}

/** Name and shape of a tensor, without its numbers. */
export interface TensorHead {
  readonly name: string;
  readonly dims: readonly number[];
  readonly element: number;
  /** Whether its numbers stand in a file beside the graph. */
  readonly external: boolean;
}

export type TensorData = Float32Array | Int8Array | Uint8Array | Uint16Array | BigInt64Array;

const WHAT = 'a tensor of the graph';

export function readTensorHead(bytes: Uint8Array): TensorHead {
  return headOf(readMessage(bytes, WHAT));
}

/**
 * The numbers of a tensor, however they are stored; undefined where they are neither float32 nor float16.
 *
 * @throws MalformedError where there are not as many as its shape says, or they stand in another file
 */
export function readFloats(bytes: Uint8Array): FloatTensor | undefined {
  const message = readMessage(bytes, WHAT);
  const { name, dims, element, external } = headOf(message);
  if (element !== ELEMENT.float && element !== ELEMENT.float16) return undefined;
  if (external) {
    throw new MalformedError(
      `the tensor "${name}" must stand in the graph; its numbers are in a file beside it`,
    );
  }
  const raw = contents(message, TENSOR.raw, WHAT).at(-1);
  const data = raw ? fromRaw(raw, element) : fromFields(message, element);
  const count = dims.reduce((product, dim) => product * dim, 1);
  if (data.length !== count) {
    throw new MalformedError(
      `the tensor "${name}" must hold ${dims.join(' × ') || 'one'} numbers; it holds ${data.length}`,
    );
  }
  return { dims, element, data };
}

/** Content of a tensor; `data` are its numbers as they lie in memory. */
export function writeTensor(
  name: string,
  element: Element,
  dims: readonly number[],
  data: TensorData,
): Uint8Array {
  return writeMessage([
    ...dims.map((dim) => varintField(TENSOR.dims, dim)),
    varintField(TENSOR.type, element),
    textField(TENSOR.name, name),
    bytesField(TENSOR.raw, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

function headOf(message: Message): TensorHead {
  return {
    name: text(message, TENSOR.name, WHAT),
    dims: integers(message, TENSOR.dims, WHAT),
    element: integers(message, TENSOR.type, WHAT).at(-1) ?? 0,
    external: integers(message, TENSOR.location, WHAT).at(-1) === 1,
  };
}

function fromRaw(raw: Uint8Array, element: FloatTensor['element']): Float32Array {
  const size = element === ELEMENT.float ? 4 : 2;
  if (raw.length % size !== 0)
    throw new MalformedError(`${WHAT} has ${raw.length} bytes of numbers of ${size}`);
  // The bytes may start anywhere in the file; numbers are viewed at multiples of their size.
  const { buffer } = new Uint8Array(raw);
  return size === 4 ? new Float32Array(buffer) : Float32Array.from(new Uint16Array(buffer), fromHalf);
}

/** Numbers in fields of their own: float32 four bytes each, float16 as whole numbers. */
function fromFields(message: Message, element: FloatTensor['element']): Float32Array {
  if (element === ELEMENT.float16) return Float32Array.from(integers(message, TENSOR.int32s, WHAT), fromHalf);
  const fields = message.filter(({ number }) => number === TENSOR.floats);
  if (fields.some(({ type }) => type !== FIXED32 && type !== BYTES)) {
    throw new MalformedError(`${WHAT} must hold float32 in field ${TENSOR.floats}`);
  }
  return fromRaw(writeMessage(fields.map((field) => ({ ...field, bytes: field.value }))), ELEMENT.float);
}
