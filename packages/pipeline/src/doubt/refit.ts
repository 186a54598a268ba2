import type { RefitDoubt } from '@parallax-map/core';
import { adjustedMutualInformation, adjustedRandIndex, matchClusters } from '@parallax-map/kernels';

/** Jaccard overlap from which a topic counts as the same one (Hennig 2007 calls less a dissolved cluster). */
export const SURVIVES = 0.6;

/**
 * The first doubt: how much of the answer stays when only the seed changes.
 *
 * @param labels topic of each row, −1 noise
 * @param again the same rows after the refit
 */
export function refitDoubt(
  labels: Int32Array,
  topics: number,
  again: Int32Array,
  topicsAgain: number,
  seed: number,
): RefitDoubt {
  const jaccard = Array.from(matchClusters(labels, again).jaccard, round);
  return {
    seed,
    topics: topicsAgain,
    ari: round(adjustedRandIndex(labels, again)),
    ami: round(adjustedMutualInformation(labels, again)),
    survived: jaccard.filter((overlap) => overlap >= SURVIVES).length,
    threshold: SURVIVES,
    jaccard: jaccard.slice(0, topics),
  };
}

/** Four digits: more would be noise, and the report should read well. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
