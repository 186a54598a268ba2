import type { CondensedTree } from './condense.js';

/**
 * Label of each row: the place in `selected` of the chosen cluster that holds it, −1 (noise) where none does.
 * For coarser levels, pass ancestors of the chosen clusters.
 *
 * A chosen root keeps the rows that stay to its end, as in McInnes, Healy & Astels 2017: those that leave at its
 * highest lambda or later; with epsilon, those that leave at a distance of at most epsilon.
 *
 * @param selected cluster ids, none inside another
 */
export function labelRows(condensed: CondensedTree, selected: Uint32Array, epsilon = 0): Int32Array {
  const { rows, parent, child, lambda, clusters } = condensed;
  const labelOf = new Int32Array(clusters.parent.length).fill(-1);
  selected.forEach((id, label) => (labelOf[id - rows] = label));
  const rootLabel = labelOf[0]!;
  for (let c = 1; c < labelOf.length; c++) {
    if (labelOf[c]! < 0) labelOf[c] = labelOf[clusters.parent[c]! - rows]!;
  }
  const rootStays = rootLabel >= 0 ? rootStay(condensed, epsilon) : 0;
  const labels = new Int32Array(rows).fill(-1);
  for (let i = 0; i < child.length; i++) {
    if (child[i]! >= rows) continue;
    const label = labelOf[parent[i]! - rows]!;
    if (label >= 0 && (label !== rootLabel || lambda[i]! >= rootStays)) labels[child[i]!] = label;
  }
  return labels;
}

/** Lambda from which a row that leaves the root counts as staying in it. */
export function rootStay({ rows, parent, lambda }: CondensedTree, epsilon: number): number {
  if (epsilon > 0) return 1 / epsilon;
  let highest = 0;
  for (let i = 0; i < parent.length; i++) if (parent[i] === rows) highest = Math.max(highest, lambda[i]!);
  return highest;
}
