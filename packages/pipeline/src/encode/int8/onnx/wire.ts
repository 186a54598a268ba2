/**
 * Protocol buffers on the wire (encoding, not schema): a message is a list of fields. A field that is not
 * touched is written back byte for byte, known or not.
 */
export interface Field {
  readonly number: number;
  readonly type: WireType;
  /** The whole field as it is written, tag and length included. */
  readonly bytes: Uint8Array;
  /** What it holds: `bytes` without tag and length. */
  readonly value: Uint8Array;
}

export type Message = readonly Field[];

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;
export type WireType = typeof VARINT | typeof FIXED64 | typeof BYTES | typeof FIXED32;

/** Bytes that are no message of the kind they should be. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/**
 * The fields of a message, in the order they stand; views into `bytes`, not copies.
 *
 * @param what how the message is called in errors
 * @throws MalformedError
 */
export function readMessage(bytes: Uint8Array, what: string): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at, what);
    const number = Number(tag.value >> 3n);
    const type = Number(tag.value & 7n);
    if (number < 1 || number > 0x1fffffff) throw malformed(what, at, `a field of number ${number}`);
    let start = tag.end;
    let length: number;
    if (type === VARINT) length = readVarint(bytes, start, what).end - start;
    else if (type === FIXED64) length = 8;
    else if (type === FIXED32) length = 4;
    else if (type === BYTES) {
      const size = readVarint(bytes, start, what);
      start = size.end;
      length = Number(size.value);
    } else throw malformed(what, at, `a field of wire type ${type}`);
    if (length > bytes.length - start) {
      throw malformed(what, at, `a field of ${length} bytes where ${bytes.length - start} are left`);
    }
    const end = start + length;
    fields.push({ number, type, bytes: bytes.subarray(at, end), value: bytes.subarray(start, end) });
    at = end;
  }
  return fields;
}

export function writeMessage(fields: Message): Uint8Array {
  const out = new Uint8Array(fields.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of fields) {
    out.set(bytes, at);
    at += bytes.length;
  }
  return out;
}

export function varintField(number: number, value: number | bigint): Field {
  const tag = varint(number * 8 + VARINT);
  const bytes = Uint8Array.from([...tag, ...varint(value)]);
  return { number, type: VARINT, bytes, value: bytes.subarray(tag.length) };
}

export function bytesField(number: number, value: Uint8Array): Field {
  const head = [...varint(number * 8 + BYTES), ...varint(value.length)];
  const bytes = new Uint8Array(head.length + value.length);
  bytes.set(head);
  bytes.set(value, head.length);
  return { number, type: BYTES, bytes, value: bytes.subarray(head.length) };
}

export function textField(number: number, text: string): Field {
  return bytesField(number, new TextEncoder().encode(text));
}

export function messageField(number: number, fields: Message): Field {
  return bytesField(number, writeMessage(fields));
}

/** Content of all fields of that number that hold bytes: strings and messages. */
export function contents(message: Message, number: number, what: string): Uint8Array[] {
  const found = message.filter((field) => field.number === number);
  for (const { type } of found) {
    if (type !== BYTES)
      throw new MalformedError(`${what} must hold bytes in field ${number}; got wire type ${type}`);
  }
  return found.map(({ value }) => value);
}

/** Texts of all fields of that number. */
export function texts(message: Message, number: number, what: string): string[] {
  return contents(message, number, what).map((value) => decodeText(value, what));
}

/** Text of the last field of that number, '' where there is none. */
export function text(message: Message, number: number, what: string): string {
  return texts(message, number, what).at(-1) ?? '';
}

/** Whole numbers of all fields of that number, one to a field or packed; signed, 64 bits. */
export function integers(message: Message, number: number, what: string): number[] {
  const values: number[] = [];
  for (const field of message) {
    if (field.number !== number) continue;
    if (field.type !== VARINT && field.type !== BYTES) {
      throw new MalformedError(
        `${what} must hold whole numbers in field ${number}; got wire type ${field.type}`,
      );
    }
    for (let at = 0; at < field.value.length;) {
      const { value, end } = readVarint(field.value, at, what);
      values.push(Number(BigInt.asIntN(64, value)));
      at = end;
    }
  }
  return values;
}

function readVarint(bytes: Uint8Array, from: number, what: string): { value: bigint; end: number } {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw malformed(what, from, 'the end in the middle of a number');
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), end: from + i + 1 };
  }
  throw malformed(what, from, 'a number of more than ten bytes');
}

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

function decodeText(bytes: Uint8Array, what: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new MalformedError(`${what} must hold names in UTF-8; got bytes that are none`);
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function malformed(what: string, at: number, got: string): MalformedError {
  return new MalformedError(`${what} must be a protocol buffer message; at byte ${at} it has ${got}`);
}
