import { fragileTopics, type RefitDoubt, type StudioData, type Topic } from '@parallax-map/core';
import { isMany } from '../report/doubt-words.js';
import { whole } from '../words.js';

/** Whether a topic is fragile, by its level and id. */
export type Fragile = (level: number, id: number) => boolean;

/** None is fragile where nobody asked. */
export function fragileIn({ topics, report }: StudioData): Fragile {
  return fragileTopics(topics, report.doubts.refit?.threshold ?? -Infinity);
}

/** From where the rows were laid out again. */
export function startsInWords(refit: RefitDoubt | null): string {
  return refit !== null && isMany(refit)
    ? `${whole(refit.each!.length)} other random starts`
    : 'another random start';
}

/** What the refit says of a finest topic, in a sentence; empty where it says nothing. */
export function stabilityInWords({ stability }: Topic, fragile: boolean, refit: RefitDoubt | null): string {
  if (stability === null) return '';
  const shares = refit !== null && isMany(refit) ? 'shares on average (mean Jaccard)' : 'shares';
  const part = Math.floor(stability * 100);
  return `${fragile ? 'Fragile' : 'Holds'}: from ${startsInWords(refit)}, the topic most like it ${shares} ${part}% of the rows that either holds.`;
}
