/**
 * Edges of a spanning tree over rows, in canonical order: by mutual reachability, then by plain distance, then
 * by lower and higher row. No two edges compare equal, so the minimum spanning tree is unique whatever the
 * algorithm; and as rows decide only between pairs equal in both distances, it hardly depends on their order.
 */
export interface Edges {
  /** Lower row of each edge. */
  readonly low: Uint32Array;
  /** Higher row of each edge. */
  readonly high: Uint32Array;
  /** Mutual reachability: max(core(low), core(high), distance). */
  readonly reach: Float64Array;
}
