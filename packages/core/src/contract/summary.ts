import type { Purpose } from '../recipe/recipe.js';
import type { Changes } from './changes.js';

/**
 * Where a decision's value comes from, read from the recipe and the data alone, so that a run that was
 * interrupted reports as one that was not: `inferred` from the columns, `data` where the recipe left it to the
 * data, `default`, or `recipe` where a person chose.
 */
export type Origin = 'recipe' | 'inferred' | 'data' | 'default';

export interface DecisionRecord {
  /** Place in the recipe, e.g. `cluster.minClusterSize`. */
  path: string;
  /** The value the run used, never null where the data decided. */
  value: unknown;
  origin: Origin;
  reason: string;
}

/** The first doubt: the same rows, laid out and clustered again from other seeds. */
export interface RefitDoubt {
  /** The first of the seeds, and the topics it found. */
  seed: number;
  topics: number;
  /** Adjusted Rand index between the answer and a refit over all kept rows, noise counted as one class; the mean. */
  ari: number;
  /** Adjusted mutual information, likewise. */
  ami: number;
  /** Topics whose overlap in `jaccard` is at least `threshold`. */
  survived: number;
  threshold: number;
  /** Best Jaccard overlap of each topic with one of a refit, the mean over refits, in the order of topic ids. */
  jaccard: number[];
  /** Every refit by itself, in the order of seeds; absent in the reports of earlier versions, which had one. */
  each?: { seed: number; topics: number; ari: number; ami: number }[];
  /** Least and most over the refits; absent where `each` is. */
  range?: { ari: [number, number]; ami: [number, number] };
}

export interface Counts {
  rows: number;
  kept: number;
  dropped: { because: string; rows: number }[];
  topics: number;
  noise: number;
  /** noise / kept, 0 to 1. */
  noiseShare: number;
}

/** The audit in figures; audit.json has the findings. */
export interface AuditCounts {
  errors: number;
  warnings: number;
  notes: number;
  /** Lines that became no row; they stand in rejects.csv. */
  rejectedLines: number;
  /** Rows that were put together from lines that a line break had parted. */
  rejoinedRows: number;
}

/** `report.json`: what was decided, what came out, and how far to trust it. Version 1; see docs/results.md. */
export interface Report {
  version: 1;
  parallax: string;
  source: string;
  perspective: string;
  purpose: Purpose;
  purposeNote: string;
  decisions: DecisionRecord[];
  encoder: {
    name: string;
    dimensions: number;
    /** SHA-256 of the graph, or what a server calls its model; null where there is none. */
    model: string | null;
    /** Share of texts longer than the encoder reads at once, 0 to 1; null where only a server could know. */
    cutShare: number | null;
    fellBackBecause: string | null;
  };
  neighbors: {
    /** Neighbours of each row, itself not counted. */
    k: number;
    /** How much of the true neighbours was found; null where they are exact, as they are up to 25,000 rows. */
    recall: NeighborRecall | null;
  };
  audit: AuditCounts;
  counts: Counts;
  noiseNote: string;
  doubts: { refit: RefitDoubt | null; collapse: Collapse | null };
  /** What counted words cannot see; null where `doubt.blindSpots` is off or the vectors are one's own. */
  blindSpots: BlindSpots | null;
  /** What became of the answer before the table changed; null where there is none. */
  changes: Changes | null;
  /** Everything the run warned of, in order. */
  warnings: { code: string; message: string }[];
}

/** Share of the true neighbours that were found, by rows that were compared with all others. */
export interface NeighborRecall {
  /** 0 to 1. */
  value: number;
  /** Bounds of the share over all rows, at 95 %. */
  low: number;
  high: number;
  /** How many rows were compared. */
  sampled: number;
}

/** One topic swallowed most clustered rows; the leaf answer is offered beside it. */
export interface Collapse {
  share: number;
  leafTopics: number;
  leafNoiseShare: number;
  advice: string;
}

/**
 * What TF-IDF cannot see: texts whose nearest in meaning shares no content word with them, so that counting words
 * cannot know that the two belong together.
 */
export interface BlindSpots {
  /** Sentence encoder that says what is near in meaning; null where its model is not on this machine. */
  encoder: string | null;
  /** Texts that were looked at: all of them, or evenly spaced ones. */
  texts: number;
  /** Those of them that share no content word with the one nearest in meaning, and their share, 0 to 1. */
  apart: number;
  share: number;
  /** Most telling first, at most 20; no row stands in more than two. */
  pairs: BlindSpot[];
  /** The figure in one plain sentence, and how it was counted; without a model, what to run to see it. */
  note: string;
}

/** Two rows that mean much the same and share no content word. */
export interface BlindSpot {
  /** Input rows, the earlier one first; what follows in pairs is in this order. */
  rows: [number, number];
  /** Titles, or the beginnings of texts without one. */
  titles: [string, string];
  /** Up to five content words of each that its meaning hangs on here, most telling first. */
  words: [string[], string[]];
  /** Cosine by the sentence encoder, −1 to 1. */
  cosine: number;
  /** Cosine of TF-IDF after its reduction, −1 to 1. */
  termCosine: number;
  /** Place of one among the other's neighbours by TF-IDF, the better of the two, 1 for the nearest … `ranked`. */
  rank: number;
  /** How many neighbours that place is among. */
  ranked: number;
}

/** What a run ends with: printed in words, or as one NDJSON event. */
export interface RunSummary {
  folder: string;
  perspective: string;
  report: Report;
  topics: {
    id: number;
    label: string;
    size: number;
    share: number;
    words: string[];
    central: string[];
    stability: number | null;
  }[];
  seconds: number;
  /** True when every step was found in the store. */
  unchanged: boolean;
}
