import type { Counts } from '@parallax-map/core';
import type { Rows } from '../data/rows.js';
import type { TopicRef } from '../state/place.js';

/** The way from the Data view to the map. */
export interface OnMap {
  rows: Rows;
  /** Why rows of the table are not among `rows`. */
  dropped: Counts['dropped'];
  /** Flies to a row and opens its card. */
  showRow(i: number): void;
  /** Flies to a topic and dims what is not of it. */
  showTopic(topic: TopicRef): void;
  /** Flies to where two rows are seen together, and marks both. */
  showPair(i: number, j: number): void;
}
