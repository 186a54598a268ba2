import {
  Bool,
  type Data,
  type DataType,
  Dictionary,
  Field,
  Float32,
  Float64,
  Int32,
  makeData,
  TimestampMillisecond,
  Type,
  Uint16,
  Uint32,
  Uint8,
  Utf8,
  Vector,
} from 'apache-arrow';
import { readArrowFile, writeArrowFile } from './arrow-file.js';

/** Values of a column by type; `valid[i]` is 0 where a number or boolean is null, and no `valid` means no nulls. */
export interface ColumnValues {
  uint32: { values: Uint32Array; valid?: Uint8Array | undefined };
  int32: { values: Int32Array; valid?: Uint8Array | undefined };
  float32: { values: Float32Array; valid?: Uint8Array | undefined };
  float64: { values: Float64Array; valid?: Uint8Array | undefined };
  /** 0 or 1 a value. */
  bool: { values: Uint8Array; valid?: Uint8Array | undefined };
  utf8: { values: readonly (string | null)[] };
  /** The same, each different text written once, by the order in which they come. */
  words: { values: readonly (string | null)[] };
  /** Milliseconds since 1970, UTC; NaN is null. */
  time: { values: Float64Array };
}
export type ColumnType = keyof ColumnValues;
export type Column = { [T in ColumnType]: { name: string; type: T } & ColumnValues[T] }[ColumnType];

/**
 * Named columns as an Arrow IPC file, in the order given. The same values make the same bytes; what stands
 * under a null does not matter.
 *
 * @throws RangeError where columns differ in length, or one holds over 2 GiB of text
 */
export function encodeTable(columns: readonly Column[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  for (const { name, values } of columns) {
    if (values.length !== rows) {
      throw new RangeError(`every column must have ${rows} values; "${name}" has ${values.length}`);
    }
  }
  const children = columns.map(encodeColumn);
  const fields = columns.map(({ name }, i) => new Field(name, children[i]!.type as DataType, true));
  return writeArrowFile({ kind: 'table', fields, children, rows });
}

/**
 * Reads what {@link encodeTable} wrote; numbers are viewed in place where alignment allows.
 *
 * @throws Error where the bytes are anything else
 */
export function decodeTable(bytes: Uint8Array): Column[] {
  const { fields, children } = readArrowFile('table', bytes);
  return fields.map(({ name }, i) => decodeColumn(name, children[i]!));
}

/**
 * The column of a decoded table that has this name and type.
 *
 * @throws Error where there is none
 */
export function tableColumn<T extends ColumnType>(
  columns: readonly Column[],
  name: string,
  type: T,
): ColumnValues[T] {
  const column = columns.find((one) => one.name === name);
  if (column?.type !== type) {
    throw new Error(`the table must have a ${type} column "${name}"; got ${column?.type ?? 'none'}`);
  }
  return column as unknown as ColumnValues[T];
}

function arrowType(type: Exclude<ColumnType, 'utf8' | 'words' | 'time'>): DataType {
  switch (type) {
    case 'uint32':
      return new Uint32();
    case 'int32':
      return new Int32();
    case 'float32':
      return new Float32();
    case 'float64':
      return new Float64();
    case 'bool':
      return new Bool();
  }
}

function encodeColumn(column: Column, place: number): Data {
  if (column.type === 'utf8') return encodeText(column.values);
  if (column.type === 'words') return encodeWords(column.values, place);
  if (column.type === 'time') return encodeTimes(column.values);
  const { values, valid } = column;
  const length = values.length;
  const nulls = valid ? { nullBitmap: packBits(valid), nullCount: countZeros(valid) } : { nullCount: 0 };
  if (column.type === 'bool') {
    return makeData({ type: new Bool(), length, data: packBits(zeroNulls(column.values, valid)), ...nulls });
  }
  // A copy, since apache-arrow writes two columns that share memory as one and so loses the second.
  const data = valid ? zeroNulls(values, valid) : values.slice();
  return makeData({ type: arrowType(column.type) as Float64, length, data: data as Float64Array, ...nulls });
}

function encodeText(values: readonly (string | null)[]): Data {
  const offsets = new Int32Array(values.length + 1);
  let bytes = 0;
  for (let i = 0; i < values.length; i++) {
    bytes += Buffer.byteLength(values[i] ?? '');
    if (bytes > 2 ** 31 - 1) throw new RangeError('a column of text must hold at most 2 GiB');
    offsets[i + 1] = bytes;
  }
  const data = Buffer.alloc(bytes);
  const valid = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) continue;
    valid[i] = 1;
    data.write(value, offsets[i]!);
  }
  const nullCount = countZeros(valid);
  const nulls = nullCount > 0 ? { nullBitmap: packBits(valid), nullCount } : { nullCount };
  return makeData({ type: new Utf8(), length: values.length, valueOffsets: offsets, data, ...nulls });
}

/** @param id tells the dictionaries of a file apart; apache-arrow would count them over the life of the process */
function encodeWords(values: readonly (string | null)[], id: number): Data {
  const places = new Map<string, number>();
  for (const value of values) {
    if (value !== null && !places.has(value)) places.set(value, places.size);
  }
  const narrow = places.size <= 2 ** 8 ? new Uint8() : places.size <= 2 ** 16 ? new Uint16() : new Int32();
  const data = new narrow.ArrayType(values.length);
  const valid = new Uint8Array(values.length);
  values.forEach((value, i) => {
    if (value === null) return;
    valid[i] = 1;
    data[i] = places.get(value)!;
  });
  const nullCount = countZeros(valid);
  const nulls = nullCount > 0 ? { nullBitmap: packBits(valid), nullCount } : { nullCount };
  const dictionary = new Vector([encodeText([...places.keys()])]) as Vector<Utf8>;
  const type = new Dictionary(new Utf8(), narrow, id);
  return makeData({ type, length: values.length, data, dictionary, ...nulls });
}

function encodeTimes(values: Float64Array): Data {
  const valid = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
  const data = BigInt64Array.from(values, (value) => (Number.isNaN(value) ? 0n : BigInt(value)));
  const nulls = { nullBitmap: packBits(valid), nullCount: countZeros(valid) };
  return makeData({ type: new TimestampMillisecond('UTC'), length: values.length, data, ...nulls });
}

function decodeColumn(name: string, data: Data): Column {
  const { length } = data;
  const valid = data.nullCount > 0 ? unpackBits(data.nullBitmap, length) : undefined;
  switch (data.typeId) {
    case Type.Int:
    case Type.Float: {
      const values: unknown = whole(data.values as Float64Array, length, name);
      if (values instanceof Uint32Array) return { name, type: 'uint32', values, valid };
      if (values instanceof Int32Array) return { name, type: 'int32', values, valid };
      if (values instanceof Float32Array) return { name, type: 'float32', values, valid };
      if (values instanceof Float64Array) return { name, type: 'float64', values, valid };
      break;
    }
    case Type.Bool:
      return { name, type: 'bool', values: unpackBits(data.values as Uint8Array, length), valid };
    case Type.Utf8:
      return { name, type: 'utf8', values: decodeText(data as Data<Utf8>, valid, name) };
    case Type.Dictionary:
    case Type.Timestamp: {
      const read = new Vector([data]);
      if (data.typeId === Type.Dictionary)
        return { name, type: 'words', values: Array.from(read) as (string | null)[] };
      const values = Float64Array.from(read as Iterable<number | null>, (value) => value ?? NaN);
      return { name, type: 'time', values };
    }
  }
  throw new Error(`column "${name}" must be one of uint32, int32, float32, float64, bool, utf8, words, time`);
}

function decodeText(data: Data<Utf8>, valid: Uint8Array | undefined, name: string): (string | null)[] {
  const offsets = data.valueOffsets;
  const bytes = Buffer.from(data.values.buffer, data.values.byteOffset, data.values.byteLength);
  const values = new Array<string | null>(data.length);
  for (let i = 0; i < data.length; i++) {
    const from = offsets[i] ?? -1;
    const to = offsets[i + 1] ?? -1;
    if (from < 0 || to < from || to > bytes.length) throw new Error(`column "${name}" has broken offsets`);
    values[i] = valid?.[i] === 0 ? null : bytes.toString('utf8', from, to);
  }
  return values;
}

function whole<A extends Float64Array>(values: A, length: number, name: string): A {
  if (values.length < length) throw new Error(`column "${name}" must have ${length} values`);
  return values.subarray(0, length) as A;
}

/** A copy with zeros under the nulls, so that equal tables have equal bytes. */
function zeroNulls<A extends { [i: number]: number; slice(): A; length: number }>(
  values: A,
  valid: Uint8Array | undefined,
): A {
  if (!valid) return values;
  const copy = values.slice();
  for (let i = 0; i < copy.length; i++) if (!valid[i]) copy[i] = 0;
  return copy;
}

/** One bit a value, least significant first, as Arrow keeps booleans and validity. */
function packBits(values: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8));
  for (let i = 0; i < values.length; i++) if (values[i]) bits[i >> 3]! |= 1 << (i & 7);
  return bits;
}

function unpackBits(bits: Uint8Array, length: number): Uint8Array {
  if (bits.length * 8 < length) throw new Error(`${length} values must have as many bits`);
  const values = new Uint8Array(length);
  for (let i = 0; i < length; i++) values[i] = (bits[i >> 3]! >> (i & 7)) & 1;
  return values;
}

function countZeros(valid: Uint8Array): number {
  let zeros = 0;
  for (const value of valid) if (!value) zeros++;
  return zeros;
}
