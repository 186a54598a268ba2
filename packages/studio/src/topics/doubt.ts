import type { RefitDoubt, Topic } from '@parallax-map/core';

/** Whether a topic did not come back when the rows were laid out again; none is fragile where nobody asked. */
export function isFragile({ stability }: Topic, refit: RefitDoubt | null): boolean {
  return refit !== null && stability !== null && stability < refit.threshold;
}

/** What the refit says of a topic, in a sentence; empty where it says nothing. */
export function stabilityInWords(topic: Topic, refit: RefitDoubt | null): string {
  if (refit === null || topic.stability === null) return '';
  const part = Math.floor(topic.stability * 100);
  return isFragile(topic, refit)
    ? `Fragile: from another random start, the topic most like it shares ${part}% of the rows that either holds.`
    : `Holds: from another random start, the topic most like it shares ${part}% of the rows that either holds.`;
}
