import type { SparseMatrix } from '../matrix/index.js';

/**
 * The connected parts of a symmetric graph, largest first, equal ones by their first row.
 *
 * @returns the rows of each part, ascending
 */
export function components({ rows, indptr, indices }: SparseMatrix): Uint32Array[] {
  const seen = new Uint8Array(rows);
  const parts: Uint32Array[] = [];
  const queue = new Uint32Array(rows);
  for (let first = 0; first < rows; first++) {
    if (seen[first]) continue;
    let length = 0;
    queue[length++] = first;
    seen[first] = 1;
    for (let at = 0; at < length; at++) {
      const row = queue[at]!;
      for (let e = indptr[row]!, end = indptr[row + 1]!; e < end; e++) {
        const other = indices[e]!;
        if (seen[other]) continue;
        seen[other] = 1;
        queue[length++] = other;
      }
    }
    parts.push(queue.slice(0, length).sort());
  }
  return parts.sort((p, q) => q.length - p.length || p[0]! - q[0]!);
}
