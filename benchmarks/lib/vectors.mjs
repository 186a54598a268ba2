import { open } from 'node:fs/promises';

/**
 * Rows of little-endian float32 from a file.
 *
 * @param {string} path
 * @param {number} cols numbers in a row
 * @param {{ first?: number, rows?: number }} [part] all rows unless given
 * @returns {Promise<{ data: Float32Array, rows: number, cols: number }>}
 */
export async function readVectors(path, cols, { first = 0, rows } = {}) {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const there = size / 4 / cols;
    if (!Number.isInteger(there))
      throw new Error(`${path} must hold rows of ${cols} float32; it has ${size} bytes`);
    const count = rows ?? there - first;
    if (first + count > there) {
      throw new Error(`${path} must hold ${first + count} rows of ${cols} float32; it has ${there}`);
    }
    const data = new Float32Array(count * cols);
    const bytes = new Uint8Array(data.buffer);
    const from = first * cols * 4;
    for (let at = 0; at < bytes.length;) {
      at += (await handle.read(bytes, at, Math.min(2 ** 28, bytes.length - at), from + at)).bytesRead;
    }
    return { data, rows: count, cols };
  } finally {
    await handle.close();
  }
}
