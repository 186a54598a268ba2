import { log } from '../math/index.js';
import { contingency, type Contingency, type Labels } from './contingency.js';
import { expectedMutualInformation } from './expected-mutual-information.js';

/**
 * How far two labellings of the same rows agree. In all of these −1 (noise) is a label like any other; leave
 * noise rows out of both to judge only what is clustered in both. Names of labels never matter.
 */

/**
 * Adjusted Rand index (Hubert & Arabie 1985): 1 the same, 0 as by chance, may be negative. −1 (noise) is one more class, so
 * rows that are noise in both agree; two labellings that are all noise are the same, 1, and all noise says nothing of any
 * other, 0.
 */
export function adjustedRandIndex(a: Labels, b: Labels): number {
  const table = contingency(a, b);
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const together = table.cells.reduce((sum, cell) => sum + pairs(cell.rows), 0);
  const inA = table.a.reduce((sum, n) => sum + pairs(n), 0);
  const inB = table.b.reduce((sum, n) => sum + pairs(n), 0);
  if (inA === together && inB === together) return 1;
  const expected = (inA * inB) / pairs(table.rows);
  return (together - expected) / ((inA + inB) / 2 - expected);
}

/**
 * Adjusted mutual information, normalised by the mean of the two entropies (Vinh, Epps & Bailey 2010), with the
 * exact expectation: 1 the same, 0 as by chance, may be negative. −1 (noise) is one more class, as in
 * `adjustedRandIndex`: all noise against all noise is 1, against anything else 0.
 */
export function adjustedMutualInformation(a: Labels, b: Labels): number {
  const table = contingency(a, b);
  const [countA, countB] = [table.a.length, table.b.length];
  if (countA === countB && (countA <= 1 || countA === table.rows)) return 1;
  if (countA === 1 || countB === 1) return 0;
  const expected = expectedMutualInformation(table.a, table.b);
  const mean = (entropy(table.a) + entropy(table.b)) / 2;
  const range = mean - expected;
  // Where chance already explains everything, only the sign is left; nothing is divided by zero.
  const tiny = Number.EPSILON;
  return (mutualInformation(table) - expected) / (range < 0 ? Math.min(range, -tiny) : Math.max(range, tiny));
}

/**
 * Mutual information over the mean of the two entropies, 0 to 1; not corrected for chance. −1 (noise) is one more class:
 * all noise against all noise is 1, against anything else 0.
 */
export function normalizedMutualInformation(a: Labels, b: Labels): number {
  return vMeasure(a, b).vMeasure;
}

export interface VMeasure {
  /** 1 where every class of `found` holds rows of one class of `truth` only. */
  homogeneity: number;
  /** 1 where all rows of a class of `truth` are in one class of `found`. */
  completeness: number;
  /** Harmonic mean of both; the same as the normalised mutual information. */
  vMeasure: number;
}

/**
 * Homogeneity, completeness and V-measure (Rosenberg & Hirschberg 2007), each 0 to 1. −1 (noise) is one more class of
 * `truth`, and one more of `found`: noise that holds rows of several classes costs homogeneity, a class that falls in part
 * to noise costs completeness. A `found` that is all noise is complete, 1, and says nothing, homogeneity 0.
 */
export function vMeasure(truth: Labels, found: Labels): VMeasure {
  const table = contingency(truth, found);
  const shared = mutualInformation(table);
  const [inTruth, inFound] = [entropy(table.a), entropy(table.b)];
  const homogeneity = inTruth > 0 ? shared / inTruth : 1;
  const completeness = inFound > 0 ? shared / inFound : 1;
  const both = homogeneity + completeness;
  return { homogeneity, completeness, vMeasure: both > 0 ? (2 * homogeneity * completeness) / both : 0 };
}

/** Natural logarithms. */
function mutualInformation({ rows, a, b, cells }: Contingency): number {
  if (a.length <= 1 || b.length <= 1) return 0;
  let sum = 0;
  for (const cell of cells) {
    sum += (cell.rows / rows) * log((rows * cell.rows) / (a[cell.a]! * b[cell.b]!));
  }
  return Math.max(sum, 0);
}

function entropy(sizes: Float64Array): number {
  if (sizes.length <= 1) return 0;
  const rows = sizes.reduce((sum, n) => sum + n, 0);
  return -sizes.reduce((sum, n) => sum + (n / rows) * log(n / rows), 0);
}
