/**
 * `changes` in report.json: what became of the answer that stood before the table changed. Counts are of kept rows,
 * those on the map. Made of the two answers alone, so that the same two give the same bytes; see docs/results.md.
 */
export interface Changes {
  /**
   * How rows were found again: `id` is by the id column, and by title and text where that finds none or
   * repeats an id; `content` is by title and text alone, because the tables have no ids in common, or the later one
   * was numbered anew.
   */
  by: 'id' | 'content';
  rows: RowChanges;
  /** Jaccard overlap from which a topic counts as one of before, 0.5 to 1. */
  threshold: number;
  /** Five, coarsest first; each level is matched on its own. */
  levels: LevelChanges[];
}

/** `before = unchanged + edited + gone` and `now = unchanged + edited + new`. */
export interface RowChanges {
  before: number;
  now: number;
  unchanged: number;
  /** The same id, another text. */
  edited: number;
  new: number;
  gone: number;
}

/** How the topics of one level now and before belong together. Overlaps are counted over rows in both answers. */
export interface LevelChanges {
  level: number;
  /** Where each topic of now comes from, by id. */
  topics: TopicOrigin[];
  /** Topics of before without a counterpart, by id. */
  gone: TopicFate[];
  /** Topics of before that several topics of now are, or are part of. */
  splits: { earlier: number; label: string; into: number[] }[];
  /** Topics of now that each of several topics of before went to with at least half of its rows. */
  merges: { topic: number; from: { earlier: number; label: string }[] }[];
}

/**
 * What a topic of now is to those of before: their counterpart, one to one (`same`); more than half rows that are new
 * or were noise (`new`); half or more of those of its rows that were there from one topic, without being it (`part`); or rows of several
 * (`mixed`).
 */
export type OriginKind = 'same' | 'new' | 'part' | 'mixed';

export interface TopicOrigin {
  id: number;
  origin: OriginKind;
  /** Topic of before that it is, or is part of, with its name; null for `new` and `mixed`. */
  earlier: number | null;
  earlierLabel: string | null;
  /** Its largest Jaccard overlap with a topic of before, that one where it is `same`. */
  jaccard: number;
  /** Whether it is the same and has the same name. */
  keptName: boolean;
  /** Its rows by the topic they were in before, most first; then those that were noise, and those not there. */
  from: { earlier: number; rows: number }[];
  fromNoise: number;
  newRows: number;
}

export interface TopicFate {
  earlier: number;
  label: string;
  /** Rows it had. */
  size: number;
  /** Its rows by the topic they are in now, most first; then those that are noise, and those not there any more. */
  went: { topic: number; rows: number }[];
  toNoise: number;
  goneRows: number;
}
