import { readFile } from 'node:fs/promises';

/**
 * Reads a .npy file of whole numbers, as NumPy writes it: versions 1 to 3, little-endian, C order, two axes.
 *
 * @param {string} path
 * @returns {Promise<Int32Array[]>} one array for each entry of the first axis
 */
export async function readIntRows(path) {
  const bytes = await readFile(path);
  if (bytes.length < 12 || bytes.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw new Error(`${path} must be a .npy file; its first bytes are not those of one`);
  }
  const wide = bytes[6] > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  const header = bytes.toString('latin1', start, end);
  const type = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shape = /'shape':\s*\((\d+),\s*(\d+),?\s*\)/.exec(header);
  const read = READERS[type ?? ''];
  if (!read || !shape || !/'fortran_order':\s*False/.test(header)) {
    throw new Error(
      `${path} must hold a C-ordered table of <i2, <i4 or <i8; its header says ${header.trim()}`,
    );
  }
  const [rows, cols] = [Number(shape[1]), Number(shape[2])];
  const size = Number(type.slice(2));
  if (bytes.length !== end + rows * cols * size) {
    throw new Error(`${path} must hold ${rows} × ${cols} numbers of ${size} bytes after its header`);
  }
  return Array.from({ length: rows }, (_, i) =>
    Int32Array.from({ length: cols }, (_, j) => read(bytes, end + (i * cols + j) * size)),
  );
}

const READERS = {
  '<i2': (bytes, at) => bytes.readInt16LE(at),
  '<i4': (bytes, at) => bytes.readInt32LE(at),
  '<i8': (bytes, at) => Number(bytes.readBigInt64LE(at)),
};
