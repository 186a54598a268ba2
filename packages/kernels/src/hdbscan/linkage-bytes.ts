import { KernelInputError } from '../matrix/index.js';
import type { LinkageTree, RowWeights } from './single-linkage.js';

/** "PXLT", read as a little-endian word. */
const MAGIC = 0x544c5850;
/** Version 2 has the weights of the rows behind the merges. */
const VERSION = { plain: 1, weighted: 2 } as const;
const HEAD = 12;
const MERGE = 16;
const ROW = 16;

/**
 * A linkage tree as bytes, little-endian: "PXLT", the version (1, or 2 where rows are weighted), the rows; then of each
 * merge its left and right node (uint32) and its distance (float64); in version 2 then of each row its weight and its
 * core distance (float64).
 */
export function encodeLinkage({
  rows,
  left,
  right,
  distance,
  weighted,
}: LinkageTree): Uint8Array<ArrayBuffer> {
  const end = HEAD + MERGE * distance.length;
  const bytes = new Uint8Array(end + (weighted ? ROW * rows : 0));
  const view = new DataView(bytes.buffer);
  const version = weighted ? VERSION.weighted : VERSION.plain;
  [MAGIC, version, rows].forEach((word, place) => view.setUint32(4 * place, word, true));
  distance.forEach((value, i) => {
    const at = HEAD + MERGE * i;
    view.setUint32(at, left[i]!, true);
    view.setUint32(at + 4, right[i]!, true);
    view.setFloat64(at + 8, value, true);
  });
  weighted?.weights.forEach((weight, row) => {
    view.setFloat64(end + ROW * row, weight, true);
    view.setFloat64(end + ROW * row + 8, weighted.core[row]!, true);
  });
  return bytes;
}

/** @throws KernelInputError where the bytes are not a linkage tree of version 1 or 2, whole and in order */
export function decodeLinkage(bytes: Uint8Array): LinkageTree {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) {
    throw new KernelInputError('the bytes are not a linkage tree: they must begin with PXLT');
  }
  const version = view.getUint32(4, true);
  if (version !== VERSION.plain && version !== VERSION.weighted) {
    throw new KernelInputError(`the linkage tree must be of version 1 or 2; got version ${version}`);
  }
  const rows = view.getUint32(8, true);
  const merges = Math.max(0, rows - 1);
  const end = HEAD + MERGE * merges;
  const length = end + (version === VERSION.weighted ? ROW * rows : 0);
  if (bytes.length !== length) {
    throw new KernelInputError(
      `a linkage tree of ${rows} rows must take ${length} bytes; got ${bytes.length}`,
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
  if (version === VERSION.plain) return { rows, left, right, distance, size };
  return { rows, left, right, distance, size, weighted: decodeWeights(view, end, rows) };
}

function decodeWeights(view: DataView, start: number, rows: number): RowWeights {
  const [weights, core] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    weights[row] = view.getFloat64(start + ROW * row, true);
    core[row] = view.getFloat64(start + ROW * row + 8, true);
    if (!(weights[row]! > 0 && weights[row]! < Infinity && core[row]! >= 0)) {
      throw new KernelInputError(
        `the weight of row ${row} must be above 0 and its core distance at least 0; got ${weights[row]} and ${core[row]}`,
      );
    }
  }
  return { weights, core };
}
