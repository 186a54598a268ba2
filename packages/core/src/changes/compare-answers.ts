import type { Labels } from '@parallax-map/kernels';
import type { Changes, LevelChanges, OriginKind, TopicFate, TopicOrigin } from '../contract/changes.js';
import type { Topics } from '../contract/topics.js';
import { matchTopics, SAME_TOPIC, type TopicMatches, type TopicOverlap } from './match-topics.js';
import { pairRows, type RowNames, type RowPairs } from './pair-rows.js';

/** What an answer says of its kept rows; row i of each is the same row. */
export interface Answer {
  rows: RowNames & {
    /** The same for rows of the same text, such as a hash. */
    texts: readonly string[];
  };
  /** Per level, coarsest first, the topic of each row; −1 is noise. */
  levels: readonly Int32Array[];
  /** Per level the names of its topics, by id. */
  labels: readonly (readonly string[])[];
}

/**
 * What became of an answer after its table changed: which rows are new, edited and gone, and which topics are those
 * of before. Whether names stayed is for {@link withNames} to say.
 *
 * @param threshold Jaccard overlap from which a topic is the one of before, 0.5 to 1; default 0.5
 */
export function compareAnswers(before: Answer, now: Omit<Answer, 'labels'>, threshold = SAME_TOPIC): Changes {
  const pairs = pairRows(before.rows, now.rows);
  const levels = now.levels.map((topics, level) => {
    return levelChanges(level + 1, before.levels[level]!, topics, pairs, before.labels[level]!, threshold);
  });
  return { by: pairs.by, rows: countRows(before, now, pairs), threshold, levels };
}

/**
 * How the topics of one level of two answers belong together.
 *
 * @param labels names of the topics of before, by id
 */
export function levelChanges(
  level: number,
  before: Labels,
  now: Labels,
  pairs: Pick<RowPairs, 'before' | 'now'>,
  labels: readonly string[],
  threshold = SAME_TOPIC,
): LevelChanges {
  return { level, ...describe(matchTopics(before, now, pairs, threshold), labels) };
}

/** Says of each topic whether it has the name of the one that it was. */
export function withNames(changes: Changes, { levels }: Topics): Changes {
  const named = (level: LevelChanges, at: number): LevelChanges => ({
    ...level,
    topics: level.topics.map((topic) => ({
      ...topic,
      keptName: topic.origin === 'same' && topic.earlierLabel === levels[at]!.topics[topic.id]!.label,
    })),
  });
  return { ...changes, levels: changes.levels.map(named) };
}

/** Name that a topic had when it was one of before; undefined where it is none of them. */
export function earlierName({ levels }: Changes, level: number, topic: number): string | undefined {
  const { origin, earlierLabel } = levels[level]!.topics[topic]!;
  return origin === 'same' ? (earlierLabel ?? undefined) : undefined;
}

function countRows(before: Answer, now: Omit<Answer, 'labels'>, pairs: RowPairs): Changes['rows'] {
  const rows = { before: before.rows.ids.length, now: now.rows.ids.length };
  let edited = 0;
  pairs.now.forEach((row, pair) => {
    if (now.rows.texts[row] !== before.rows.texts[pairs.before[pair]!]) edited++;
  });
  const both = pairs.now.length;
  return { ...rows, unchanged: both - edited, edited, new: rows.now - both, gone: rows.before - both };
}

function describe(matches: TopicMatches, labels: readonly string[]): Omit<LevelChanges, 'level'> {
  const { counterpart, overlap } = matches;
  const topics = Array.from(counterpart.keys(), (id) => originOf(id, matches, labels));
  const into = labels.map((): number[] => []);
  for (const { id, earlier } of topics) if (earlier !== null) into[earlier]!.push(id);
  const earlier = labels.map((label, id) => ({ earlier: id, label }));
  const matched = new Set(counterpart);
  return {
    topics,
    gone: earlier.filter((topic) => !matched.has(topic.earlier)).map((topic) => fateOf(topic, overlap)),
    splits: earlier
      .map((topic) => ({ ...topic, into: into[topic.earlier]! }))
      .filter((split) => split.into.length > 1),
    merges: topics
      .map(({ id }) => ({ topic: id, from: cameWhole(id, overlap).map((before) => earlier[before]!) }))
      .filter((merge) => merge.from.length > 1),
  };
}

/** Topics of before that went to a topic of now with at least half of their rows. */
function cameWhole(id: number, { now, before }: TopicOverlap): number[] {
  return now.shared[id]!.filter(
    (shared) => shared.before >= 0 && 2 * shared.rows >= before.size[shared.before]!,
  )
    .map((shared) => shared.before)
    .sort((a, b) => a - b);
}

function originOf(
  id: number,
  { counterpart, jaccard, overlap }: TopicMatches,
  labels: readonly string[],
): TopicOrigin {
  const { shared, size, present } = overlap.now;
  const from = shared[id]!.filter(({ before }) => before >= 0).map(({ before, rows }) => ({
    earlier: before,
    rows,
  }));
  const fromNoise = shared[id]!.find(({ before }) => before < 0)?.rows ?? 0;
  const newRows = size[id]! - present[id]!;
  const [largest] = from;
  let origin: OriginKind = 'mixed';
  let earlier: number | null = null;
  if (counterpart[id]! >= 0) {
    origin = 'same';
    earlier = counterpart[id]!;
  } else if (largest === undefined || 2 * (fromNoise + newRows) > size[id]!) {
    origin = 'new';
  } else if (2 * largest.rows >= present[id]!) {
    origin = 'part';
    earlier = largest.earlier;
  }
  return {
    id,
    origin,
    earlier,
    earlierLabel: earlier === null ? null : labels[earlier]!,
    jaccard: round(jaccard[id]!),
    keptName: false,
    from,
    fromNoise,
    newRows,
  };
}

function fateOf(topic: { earlier: number; label: string }, { before }: TopicOverlap): TopicFate {
  const shared = before.shared[topic.earlier]!;
  const size = before.size[topic.earlier]!;
  return {
    ...topic,
    size,
    went: shared.filter(({ now }) => now >= 0).map(({ now, rows }) => ({ topic: now, rows })),
    toNoise: shared.find(({ now }) => now < 0)?.rows ?? 0,
    goneRows: size - before.present[topic.earlier]!,
  };
}

/** Four digits: more would be noise, and the report should read well. */
function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
