import type { CondensedTree } from './condense.js';

/**
 * How firmly each row belongs to its cluster, 0 to 1: the lambda at which it leaves, over the highest at which
 * anything leaves the chosen cluster itself; 0 for noise, 1 where the lambda is infinite.
 */
export function probabilities(
  condensed: CondensedTree,
  selected: Uint32Array,
  labels: Int32Array,
): Float64Array {
  const { rows, child, lambda } = condensed;
  const death = highestLambdas(condensed);
  const result = new Float64Array(rows);
  for (let i = 0; i < child.length; i++) {
    const row = child[i]!;
    if (row >= rows || labels[row]! < 0) continue;
    const highest = death[selected[labels[row]!]! - rows]!;
    result[row] = highest === 0 || lambda[i] === Infinity ? 1 : Math.min(lambda[i]!, highest) / highest;
  }
  return result;
}

/**
 * GLOSH outlier score of each row, 0 to 1 (Campello, Moulavi, Zimek & Sander 2015): 1 − the lambda at which the
 * row leaves over the highest lambda reached under the cluster it leaves. Where that is infinite (repeated rows)
 * and the row's is not, 1, the limit.
 */
export function outlierScores(condensed: CondensedTree): Float64Array {
  const { rows, parent, child, lambda, clusters } = condensed;
  const death = highestLambdas(condensed);
  for (let c = death.length - 1; c > 0; c--) {
    const up = clusters.parent[c]! - rows;
    death[up] = Math.max(death[up]!, death[c]!);
  }
  const result = new Float64Array(rows);
  for (let i = 0; i < child.length; i++) {
    if (child[i]! >= rows) continue;
    const highest = death[parent[i]! - rows]!;
    if (highest === 0 || lambda[i] === Infinity) continue;
    result[child[i]!] = highest === Infinity ? 1 : (highest - lambda[i]!) / highest;
  }
  return result;
}

/**
 * Rows at the heart of each chosen cluster, ascending: of every leaf under it, those that stay to the leaf's
 * highest lambda.
 */
export function exemplars(condensed: CondensedTree, selected: Uint32Array): Uint32Array[] {
  const { rows, parent, child, lambda, clusters } = condensed;
  const death = highestLambdas(condensed);
  const owner = new Int32Array(death.length).fill(-1);
  const splits = new Uint8Array(death.length);
  selected.forEach((id, label) => (owner[id - rows] = label));
  for (let c = 1; c < death.length; c++) {
    const up = clusters.parent[c]! - rows;
    splits[up] = 1;
    if (owner[c]! < 0) owner[c] = owner[up]!;
  }
  const found: number[][] = Array.from(selected, () => []);
  for (let i = 0; i < child.length; i++) {
    const c = parent[i]! - rows;
    if (child[i]! < rows && !splits[c] && owner[c]! >= 0 && lambda[i] === death[c]) {
      found[owner[c]!]!.push(child[i]!);
    }
  }
  return found.map((list) => Uint32Array.from(list).sort());
}

/** Highest lambda at which a row or a cluster leaves each cluster itself. */
export function highestLambdas({ rows, parent, lambda, clusters }: CondensedTree): Float64Array {
  const highest = new Float64Array(clusters.parent.length);
  for (let i = 0; i < parent.length; i++) {
    const c = parent[i]! - rows;
    highest[c] = Math.max(highest[c]!, lambda[i]!);
  }
  return highest;
}
