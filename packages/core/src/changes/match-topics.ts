import type { Labels } from '@parallax-map/kernels';
import type { RowPairs } from './pair-rows.js';

/** How the topics of two answers belong together. */
export interface TopicMatches {
  /** For each topic of now the one of before that it is, −1 where it is none; one to one. */
  counterpart: Int32Array;
  /** For each topic of now its largest Jaccard overlap with one of before; the counterpart's, where it has one. */
  jaccard: Float64Array;
  overlap: TopicOverlap;
}

/** How many rows topics of two answers have in common. */
export interface TopicOverlap {
  before: TopicRows;
  now: TopicRows;
}

/** A topic of before and one of now with rows in common; −1 is noise. */
export interface SharedRows {
  before: number;
  now: number;
  rows: number;
}

export interface TopicRows {
  /** What each topic shares with those of the other answer and its noise, most rows first, ties by the lower topic. */
  shared: SharedRows[][];
  /** Rows of each topic. */
  size: Uint32Array;
  /** Those among them that are in the other answer too, in whatever topic. */
  present: Uint32Array;
}

/** Overlap from which a topic is the one of before. From a half on, no topic can be that of two but by a tie. */
export const SAME_TOPIC = 0.5;

/**
 * Matches topics by their members, so that names and edits can stay with them.
 *
 * Overlap is rows in both topics over rows in either, counted over rows that are in both answers; noise is no topic,
 * but a topic's rows that are noise in the other count against the overlap (Jaccard 1912; Hennig 2007, §2). Pairs are
 * taken from the largest overlap down, ties by more rows in common, then by the lower topic of before, then of now.
 * Two topics are only compared where at least half of the rows of one of them are in both answers: the few rows that
 * two different tables happen to share say nothing.
 *
 * @param before @param now topics of all rows of each answer, 0, 1, …; −1 for noise
 * @param pairs which rows of the two are the same
 * @param threshold least overlap of counterparts, 0.5 to 1; default 0.5
 */
export function matchTopics(
  before: Labels,
  now: Labels,
  pairs: Pick<RowPairs, 'before' | 'now'>,
  threshold = SAME_TOPIC,
): TopicMatches {
  const overlap = countOverlap(before, now, pairs);
  const candidates = overlap.now.shared
    .flat()
    .filter((shared) => shared.before >= 0 && isTelling(shared, overlap))
    .map((shared) => ({ ...shared, jaccard: jaccardOf(shared, overlap) }))
    .sort((a, b) => b.jaccard - a.jaccard || b.rows - a.rows || a.before - b.before || a.now - b.now);

  const counterpart = new Int32Array(overlap.now.size.length).fill(-1);
  const jaccard = new Float64Array(counterpart.length);
  const taken = new Set<number>();
  for (const candidate of candidates) {
    jaccard[candidate.now] = Math.max(jaccard[candidate.now]!, candidate.jaccard);
    if (candidate.jaccard < threshold || counterpart[candidate.now]! >= 0 || taken.has(candidate.before))
      continue;
    counterpart[candidate.now] = candidate.before;
    taken.add(candidate.before);
  }
  return { counterpart, jaccard, overlap };
}

function countOverlap(before: Labels, now: Labels, pairs: Pick<RowPairs, 'before' | 'now'>): TopicOverlap {
  const rows = { before: rowsOf(before), now: rowsOf(now) };
  const width = rows.before.size.length + 1;
  const counts = new Map<number, number>();
  pairs.now.forEach((row, pair) => {
    const mine = now[row]!;
    const other = before[pairs.before[pair]!]!;
    if (mine >= 0) rows.now.present[mine]!++;
    if (other >= 0) rows.before.present[other]!++;
    const key = (mine + 1) * width + other + 1;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  const most = [...counts].sort(([a, m], [b, n]) => n - m || a - b);
  for (const [key, count] of most) {
    const shared = { before: (key % width) - 1, now: Math.floor(key / width) - 1, rows: count };
    if (shared.now >= 0) rows.now.shared[shared.now]!.push(shared);
    if (shared.before >= 0) rows.before.shared[shared.before]!.push(shared);
  }
  return rows;
}

function rowsOf(labels: Labels): TopicRows {
  let topics = 0;
  for (let row = 0; row < labels.length; row++) topics = Math.max(topics, labels[row]! + 1);
  const size = new Uint32Array(topics);
  for (let row = 0; row < labels.length; row++) if (labels[row]! >= 0) size[labels[row]!]!++;
  return { shared: Array.from(size, () => []), size, present: new Uint32Array(topics) };
}

function isTelling(shared: SharedRows, { before, now }: TopicOverlap): boolean {
  return (
    2 * before.present[shared.before]! >= before.size[shared.before]! ||
    2 * now.present[shared.now]! >= now.size[shared.now]!
  );
}

function jaccardOf(shared: SharedRows, { before, now }: TopicOverlap): number {
  return shared.rows / (before.present[shared.before]! + now.present[shared.now]! - shared.rows);
}
