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

/** Whether the first edge comes before the second; a ≠ b and c ≠ d in any order. */
export function comesBefore(
  reach: number,
  plain: number,
  a: number,
  b: number,
  otherReach: number,
  otherPlain: number,
  c: number,
  d: number,
): boolean {
  if (reach !== otherReach) return reach < otherReach;
  if (plain !== otherPlain) return plain < otherPlain;
  const low = Math.min(a, b);
  const otherLow = Math.min(c, d);
  return low !== otherLow ? low < otherLow : Math.max(a, b) < Math.max(c, d);
}
