import { ParallaxError } from '@parallax-map/core';

/** A matrix of numbers as it was found, row-major, not yet checked. */
export interface RawVectors {
  data: Float32Array | Float64Array;
  rows: number;
  cols: number;
}

/**
 * Reads a NumPy `.npy` file (format versions 1 to 3) that holds a 2-D array of float16, float32 or float64 in
 * C order.
 *
 * @param name how the file is called in messages
 * @throws ParallaxError VECTORS_INVALID saying what was required and what was got
 */
export function readNpy(bytes: Uint8Array, name: string): RawVectors {
  const fail = (got: string): never => {
    throw new ParallaxError(
      'VECTORS_INVALID',
      `${name} must be a .npy file with a 2-D array of float16, float32 or float64 in C order; got ${got}`,
    );
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) return fail('another kind of file');
  const version = bytes[6]!;
  if (version < 1 || version > 3) return fail(`format version ${version}`);
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length) return fail('a file that ends within its header');

  const header = new TextDecoder().decode(bytes.subarray(start, end));
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? 'a structured type';
  const type = TYPES[descr];
  if (!type) return fail(`numbers of type ${descr}`);
  if (!/'fortran_order':\s*False/.test(header)) return fail('Fortran order');
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1]?.match(/\d+/g)?.map(Number) ?? [];
  const [rows, cols] = shape;
  if (rows === undefined || cols === undefined || shape.length !== 2) {
    return fail(`the shape (${shape.join(', ')})`);
  }
  const count = rows * cols;
  if (bytes.length - end !== count * type.bytes) {
    return fail(`${bytes.length - end} bytes of numbers where ${rows} × ${cols} need ${count * type.bytes}`);
  }
  const data = type.bytes === 8 ? new Float64Array(count) : new Float32Array(count);
  const little = !descr.startsWith('>');
  for (let i = 0; i < count; i++) data[i] = type.read(view, end + i * type.bytes, little);
  return { data, rows, cols };
}

/** \x93NUMPY */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

interface NumberType {
  bytes: number;
  read(view: DataView, at: number, little: boolean): number;
}

const half: NumberType = { bytes: 2, read: (view, at, little) => fromHalf(view.getUint16(at, little)) };
const single: NumberType = { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) };
const double: NumberType = { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) };
const TYPES: Record<string, NumberType> = {
  '<f2': half,
  '>f2': half,
  '<f4': single,
  '>f4': single,
  '<f8': double,
  '>f8': double,
};

/** IEEE 754 half precision: 1 sign bit, 5 of exponent, 10 of fraction. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
