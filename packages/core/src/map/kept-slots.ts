import type { Labels } from '@parallax-map/kernels';
import { matchTopics } from '../changes/match-topics.js';
import type { RowPairs } from '../changes/pair-rows.js';
import type { Slot } from './family-hues.js';

/**
 * The colours that level-1 topics keep from an earlier answer: those that most of their rows had, the topic with most of
 * these rows first. So what stays together stays in its colour.
 *
 * @param before @param now level-1 topics of all rows of each answer; −1 for noise
 * @param pairs which rows of the two are the same
 * @param slots of the topics of before
 * @returns a slot for each topic of now, null where none is left for it
 */
export function keptSlots(
  before: Labels,
  now: Labels,
  pairs: Pick<RowPairs, 'before' | 'now'>,
  slots: readonly Slot[],
): (Slot | null)[] {
  const { shared } = matchTopics(before, now, pairs).overlap.now;
  const most = shared.flatMap((each) => each.filter((one) => one.before >= 0).slice(0, 1));
  const kept: (Slot | null)[] = Array.from(shared, () => null);
  const taken = new Set<number>();
  for (const one of most.sort((a, b) => b.rows - a.rows || a.now - b.now)) {
    if (taken.has(one.before)) continue;
    taken.add(one.before);
    kept[one.now] = slots[one.before] ?? null;
  }
  return kept;
}
