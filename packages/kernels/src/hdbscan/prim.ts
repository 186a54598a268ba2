import type { Pace } from '../pace.js';
import { comesBefore } from './edges.js';
import type { DistinctPoints } from './distinct-points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import type { DraftEdge } from './minimum-spanning-tree.js';

/** Prim's algorithm over all pairs: O(rows²) distances, O(rows) memory. For points with many columns. */
export async function prim(points: DistinctPoints, core: Float64Array, pace: Pace): Promise<DraftEdge[]> {
  const { data, rows, cols } = points;
  const edges: DraftEdge[] = [];
  const reach = new Float64Array(rows).fill(Infinity);
  const plain = new Float64Array(rows).fill(Infinity);
  const from = new Uint32Array(rows);
  const outside = Uint32Array.from({ length: rows }, (_, i) => i);
  let left = rows;
  let at = 0;
  let current = 0;
  while (left > 1) {
    outside[at] = outside[--left]!;
    at = -1;
    for (let p = 0; p < left; p++) {
      const j = outside[p]!;
      const atLeast = Math.max(core[current]!, core[j]!);
      if (atLeast <= reach[j]!) {
        const squared = squaredDistance(data, current, data, j, cols);
        const mutual = Math.max(atLeast, squared);
        if (comesBefore(mutual, squared, current, j, reach[j]!, plain[j]!, from[j]!, j)) {
          reach[j] = mutual;
          plain[j] = squared;
          from[j] = current;
        }
      }
      const best = at < 0 ? j : outside[at]!;
      if (
        at < 0 ||
        comesBefore(reach[j]!, plain[j]!, from[j]!, j, reach[best]!, plain[best]!, from[best]!, best)
      ) {
        at = p;
      }
    }
    current = outside[at]!;
    edges.push({ a: from[current]!, b: current, reach: reach[current]!, plain: plain[current]! });
    if (pace.spend(left * cols)) await pace.rest();
  }
  return edges;
}
