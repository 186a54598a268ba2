import type { RefitDoubt } from '@parallax-map/core';
import { adjustedMutualInformation, adjustedRandIndex, matchClusters } from '@parallax-map/kernels';

/** Jaccard overlap from which a topic counts as the same one (Hennig 2007 calls less a dissolved cluster). */
export const SURVIVES = 0.6;

/** Topic of each row, −1 noise. */
interface Labels {
  labels: Int32Array;
  topics: number;
}

/** The same rows, clustered from another seed. */
export interface Refitted extends Labels {
  seed: number;
}

/**
 * The first doubt: how much of the answer stays when only the seed changes.
 *
 * @param refits at least one
 */
export function refitDoubt({ labels, topics }: Labels, refits: readonly Refitted[]): RefitDoubt {
  const each = refits.map((refit) => ({
    seed: refit.seed,
    topics: refit.topics,
    ari: adjustedRandIndex(labels, refit.labels),
    ami: adjustedMutualInformation(labels, refit.labels),
  }));
  const overlaps = refits.map((refit) => matchClusters(labels, refit.labels).jaccard);
  const jaccard = Array.from({ length: topics }, (_, topic) =>
    round(mean(overlaps.map((overlap) => overlap[topic]!))),
  );
  const [ari, ami] = [each.map((refit) => refit.ari), each.map((refit) => refit.ami)];
  return {
    seed: refits[0]!.seed,
    topics: refits[0]!.topics,
    ari: round(mean(ari)),
    ami: round(mean(ami)),
    survived: jaccard.filter((overlap) => overlap >= SURVIVES).length,
    threshold: SURVIVES,
    jaccard,
    each: each.map((refit) => ({ ...refit, ari: round(refit.ari), ami: round(refit.ami) })),
    range: { ari: ends(ari), ami: ends(ami) },
  };
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function ends(values: number[]): [number, number] {
  return [round(Math.min(...values)), round(Math.max(...values))];
}

/** Four digits: more would be noise, and the report should read well. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
