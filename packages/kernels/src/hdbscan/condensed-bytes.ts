import { KernelInputError } from '../matrix/index.js';
import { condensedTree, type CondensedTree } from './condense.js';

/** "PXCT", read as a little-endian word. */
const MAGIC = 0x54435850;
const VERSION = { rows: 1, weights: 2 } as const;
const HEAD = 20;
const ENTRY = 24;

/**
 * A condensed tree as bytes, little-endian: "PXCT", the version (1; 2 where sizes are weights), the rows, the least
 * rows of a cluster, the departures; then of each departure its parent and child (uint32), lambda and size (float64).
 */
export function encodeCondensedTree(tree: CondensedTree): Uint8Array<ArrayBuffer> {
  const { rows, minClusterSize, parent, child, lambda, size } = tree;
  const bytes = new Uint8Array(HEAD + ENTRY * parent.length);
  const view = new DataView(bytes.buffer);
  const version = size instanceof Float64Array ? VERSION.weights : VERSION.rows;
  const head = [MAGIC, version, rows, minClusterSize, parent.length];
  head.forEach((word, place) => view.setUint32(4 * place, word, true));
  for (let i = 0; i < parent.length; i++) {
    const at = HEAD + ENTRY * i;
    view.setUint32(at, parent[i]!, true);
    view.setUint32(at + 4, child[i]!, true);
    view.setFloat64(at + 8, lambda[i]!, true);
    view.setFloat64(at + 16, size[i]!, true);
  }
  return bytes;
}

/** @throws KernelInputError where the bytes are not a condensed tree of version 1 or 2, whole and one tree */
export function decodeCondensedTree(bytes: Uint8Array): CondensedTree {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD || view.getUint32(0, true) !== MAGIC) {
    throw new KernelInputError('the bytes are not a condensed tree: they must begin with PXCT');
  }
  const [version, rows, minClusterSize, count] = [1, 2, 3, 4].map((place) =>
    view.getUint32(4 * place, true),
  ) as [number, number, number, number];
  if (version !== VERSION.rows && version !== VERSION.weights) {
    throw new KernelInputError(`the condensed tree must be of version 1 or 2; got version ${version}`);
  }
  if (minClusterSize < 2) {
    throw new KernelInputError(`minClusterSize must be a whole number of at least 2; got ${minClusterSize}`);
  }
  if (bytes.length !== HEAD + ENTRY * count) {
    throw new KernelInputError(
      `a condensed tree of ${count} departures must take ${HEAD + ENTRY * count} bytes; got ${bytes.length}`,
    );
  }
  const [parent, child] = [new Uint32Array(count), new Uint32Array(count)];
  const lambda = new Float64Array(count);
  const size = version === VERSION.weights ? new Float64Array(count) : new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const at = HEAD + ENTRY * i;
    parent[i] = view.getUint32(at, true);
    child[i] = view.getUint32(at + 4, true);
    lambda[i] = view.getFloat64(at + 8, true);
    const weight = view.getFloat64(at + 16, true);
    size[i] = weight;
    if (!(lambda[i]! >= 0 && weight > 0 && weight < Infinity && size[i] === weight)) {
      throw new KernelInputError(
        `departure ${i} must have a lambda of at least 0 and a size above 0; got ${lambda[i]} and ${weight}`,
      );
    }
  }
  const tree = { rows, minClusterSize, parent, child, lambda, size };
  checkDepartures(tree);
  return condensedTree(tree);
}

/** Each row and each cluster but the root leaves once, a cluster one with a lower number, and none later than it is born. */
function checkDepartures({ rows, parent, child, lambda }: Omit<CondensedTree, 'clusters'>): void {
  const clusters = child.reduce((sum, id) => sum + (id >= rows ? 1 : 0), 1);
  const left = new Uint8Array(rows + clusters);
  const birth = new Float64Array(clusters);
  for (let i = 0; i < child.length; i++) {
    const id = child[i]!;
    const known = id < rows + clusters && id !== rows && parent[i]! >= rows && parent[i]! < rows + clusters;
    if (!known || left[id] === 1 || (id >= rows && id <= parent[i]!)) {
      throw new KernelInputError(
        `departure ${i} must be of a row or cluster that has not left yet, from a cluster before it; got ${id} from ${parent[i]}`,
      );
    }
    left[id] = 1;
    if (id >= rows) birth[id - rows] = lambda[i]!;
  }
  const missing = rows > 1 || child.length > 0 ? left.subarray(0, rows).indexOf(0) : -1;
  if (missing >= 0) throw new KernelInputError(`every row must leave; row ${missing} does not`);
  for (let i = 0; i < child.length; i++) {
    if (lambda[i]! < birth[parent[i]! - rows]!) {
      throw new KernelInputError(`departure ${i} must not come before the cluster it leaves is born`);
    }
  }
}
