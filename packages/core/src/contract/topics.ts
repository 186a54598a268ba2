import { z } from 'zod';

/** `topics.json`: every topic of every level. Version 1; see docs/results.md. */

export const LEVELS = 5;

export const topicSchema = z.strictObject({
  /** 0-based, unique within its level; 0 is the largest (ties: the one that holds the earliest row). */
  id: z.int().min(0),
  /** Topic of the next coarser level that holds this one; null at level 1. */
  parent: z.int().min(0).nullable(),
  /** Rows in the topic. */
  size: z.int().positive(),
  /** size / kept rows. */
  share: z.number(),
  /** A name to read aloud. */
  label: z.string(),
  /** c-TF-IDF terms, best first, no near-duplicates. */
  words: z.array(z.strictObject({ word: z.string(), weight: z.number() })),
  /** Input rows that are most typical, best first. */
  exemplars: z.array(z.int().min(0)),
  /** Where the name stands on the map: the density peak of its rows, in map units. */
  x: z.number(),
  y: z.number(),
  /** HDBSCAN persistence, 0 to 1; finest level with HDBSCAN only, else null. */
  persistence: z.number().nullable(),
  /** Best Jaccard overlap with a topic of a refit, 0 to 1, the mean over refits; finest level only, else null. */
  stability: z.number().nullable(),
});

export const topicsSchema = z.strictObject({
  version: z.literal(1),
  /** levels[0] is level 1 (coarsest) … levels[4] is level 5, whose ids are `topic` in rows.parquet. */
  levels: z
    .array(z.strictObject({ level: z.int().min(1).max(LEVELS), topics: z.array(topicSchema) }))
    .length(LEVELS),
});

export type Topic = z.infer<typeof topicSchema>;
export type Topics = z.infer<typeof topicsSchema>;
