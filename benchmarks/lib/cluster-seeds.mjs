import { perspectiveSchema } from '@parallax-map/core';
import {
  adjustedRandIndex,
  clusterTree,
  createPool,
  exactNeighbors,
  singleLinkage,
  umapLayout,
} from '@parallax-map/kernels';
import { round } from './report.mjs';

/** As in the other benchmarks: the talk's size at 5,000 rows. */
const MIN_CLUSTER_SIZE = 20;

/**
 * Clusters vectors once for each seed, as a run with the recipe's defaults does.
 *
 * @param {import('./results.mjs').Matrix} vectors unit rows
 * @param {number[]} seeds
 * @param {number} threads
 * @returns {Promise<{ seed: number, labels: Int32Array, topics: number, noise: number, largest: number }[]>} noise
 *   and the largest topic as shares of all rows
 */
export async function clusterSeeds(vectors, seeds, threads) {
  const { reduce, cluster } = perspectiveSchema.parse({});
  const pool = await createPool(threads);
  try {
    const graph = await exactNeighbors(vectors, { k: reduce.neighbors - 1, metric: 'cosine', pool });
    const answers = [];
    for (const seed of seeds) {
      const { dimensions, minDist, epochs } = reduce;
      const layout = await umapLayout(graph, { dimensions, minDist, epochs, seed, pool });
      const linkage = await singleLinkage(layout, { minSamples: cluster.minSamples });
      const { labels, count } = clusterTree(linkage, { minClusterSize: MIN_CLUSTER_SIZE });
      answers.push({ seed, labels, topics: count, ...shares(labels) });
    }
    return answers;
  } finally {
    await pool.close();
  }
}

/**
 * Adjusted Rand indices, noise counted as a class: of every pair in a list, or of all of one list with all of
 * another.
 */
export function agreements(answers, others) {
  if (others) return answers.flatMap((a) => others.map((b) => adjustedRandIndex(a, b)));
  return answers.flatMap((a, i) => answers.slice(i + 1).map((b) => adjustedRandIndex(a, b)));
}

function shares(labels) {
  const sizes = new Map();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const noise = sizes.get(-1) ?? 0;
  sizes.delete(-1);
  const largest = Math.max(0, ...sizes.values());
  return { noise: round(noise / labels.length, 4), largest: round(largest / labels.length, 4) };
}
