import { KernelInputError } from '../matrix/index.js';
import type { LinkageTree } from './single-linkage.js';

/** "PXLT", read as a little-endian word. */
const MAGIC = 0x544c5850;
const VERSION = 1;
const HEAD = 12;
const MERGE = 16;

/**
 * A linkage tree as bytes, little-endian: "PXLT", the version (1), the rows; then of each merge its left and right
 * node (uint32) and its distance (float64).
 */
export function encodeLinkage({ rows, left, right, distance }: LinkageTree): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD + MERGE * distance.length);
  const view = new DataView(bytes.buffer);
  [MAGIC, VERSION, rows].forEach((word, place) => view.setUint32(4 * place, word, true));
  distance.forEach((value, i) => {
    const at = HEAD + MERGE * i;
    view.setUint32(at, left[i]!, true);
    view.setUint32(at + 4, right[i]!, true);
    view.setFloat64(at + 8, value, true);
  });
  return bytes;
}

/** @throws KernelInputError where the bytes are not a linkage tree of version 1, whole and in order */
export function decodeLinkage(bytes: Uint8Array): LinkageTree {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) {
    throw new KernelInputError('the bytes are not a linkage tree: they must begin with PXLT');
  }
  const version = view.getUint32(4, true);
  if (version !== VERSION) {
    throw new KernelInputError(`the linkage tree must be of version ${VERSION}; got version ${version}`);
  }
  const rows = view.getUint32(8, true);
  const merges = Math.max(0, rows - 1);
  if (bytes.length !== HEAD + MERGE * merges) {
    throw new KernelInputError(
      `a linkage tree of ${rows} rows must take ${HEAD + MERGE * merges} bytes; got ${bytes.length}`,
    );
  }
  const [left, right, size] = [0, 1, 2].map(() => new Uint32Array(merges)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const distance = new Float64Array(merges);
  const used = new Uint8Array(rows + merges);
  for (let i = 0; i < merges; i++) {
    const at = HEAD + MERGE * i;
    for (const [offset, side] of [
      [0, left],
      [4, right],
    ] as const) {
      const node = view.getUint32(at + offset, true);
      if (node >= rows + i || used[node]) {
        throw new KernelInputError(
          `merge ${i} must join nodes that are there and not merged yet; got ${node}`,
        );
      }
      used[node] = 1;
      side[i] = node;
      size[i]! += node < rows ? 1 : size[node - rows]!;
    }
    distance[i] = view.getFloat64(at + 8, true);
    if (!(distance[i]! >= (i > 0 ? distance[i - 1]! : 0))) {
      throw new KernelInputError(`distances must ascend from 0; got ${distance[i]} at merge ${i}`);
    }
  }
  return { rows, left, right, distance, size };
}
