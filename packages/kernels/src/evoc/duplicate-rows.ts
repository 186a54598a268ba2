import { UnionFind } from '../hdbscan/union-find.js';
import type { NeighborGraph } from '../knn/index.js';

/** Groups of rows at distance 0 of each other, as far as the graph tells: ascending, by their first rows. */
export function duplicateRows({ rows, k, indices, distances }: NeighborGraph): Uint32Array[] {
  const sets = new UnionFind(rows);
  distances.forEach((distance, edge) => {
    if (distance === 0) sets.union(Math.floor(edge / k), indices[edge]!);
  });
  const groups = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const root = sets.find(row);
    if (sets.sizeOf(root) < 2) continue;
    const group = groups.get(root);
    if (group) group.push(row);
    else groups.set(root, [row]);
  }
  return Array.from(groups.values(), (group) => Uint32Array.from(group));
}
