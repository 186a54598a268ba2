import { keptSlots, topicSlots, type KeptColours } from '@parallax-map/core';
import type { Answer } from '../recipe/answer.js';
import { pairByKey } from './agreement.js';

/** An answer in the colours of another, as far as rows stay together: between two answers the eye follows colours. */
export function keepColours(from: Answer, to: Answer): Answer {
  const slots = keptSlots(
    from.rows.levels[0]!,
    to.rows.levels[0]!,
    pairByKey(from.rows, to.rows),
    topicSlots(from.data.topics),
  );
  const topics: KeptColours = { ...to.data.topics, slots };
  return { ...to, data: { ...to.data, topics } };
}
