import { fragileTopics, type StudioData, type Topic } from '@parallax-map/core';

/** Whether a topic is fragile, by its level and id. */
export type Fragile = (level: number, id: number) => boolean;

/** None is fragile where nobody asked. */
export function fragileIn({ topics, report }: StudioData): Fragile {
  return fragileTopics(topics, report.doubts.refit?.threshold ?? -Infinity);
}

/** What the refit says of a finest topic, in a sentence; empty where it says nothing. */
export function stabilityInWords({ stability }: Topic, fragile: boolean): string {
  if (stability === null) return '';
  const part = Math.floor(stability * 100);
  return `${fragile ? 'Fragile' : 'Holds'}: from another random start, the topic most like it shares ${part}% of the rows that either holds.`;
}
