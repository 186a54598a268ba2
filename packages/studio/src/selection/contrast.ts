import type { Topics } from '@parallax-map/core';
import type { CategoryColumn } from '../data/columns.js';
import type { Rows } from '../data/rows.js';
import { countValues } from '../facets/count.js';
import { countKept } from '../filter/mask.js';
import { keptIn } from '../topics/tree.js';

/** A value that the rows kept have more or less often than chance would give them. */
export interface Contrast {
  column: string;
  value: string;
  /** Rows kept that have it, and what all rows' share would lead one to expect. */
  count: number;
  expected: number;
  /** Standard deviations from what was expected. */
  z: number;
  /** Probability of being as far from it by chance. */
  p: number;
}

/** Share of false alarms among what is told. */
const FALSE_ALARMS = 0.05;
/** Values of fewer rows than this tell nothing. */
const LEAST = 5;

/**
 * Values that rows kept have more or less often than as many rows drawn at random (Fisher's exact test, twice the smaller
 * tail); of all values tested those that pass with at most 5 % false alarms (Benjamini & Hochberg 1995). The farthest first.
 */
export function contrasts(rows: Rows, topics: Topics, kept: Uint8Array): Contrast[] {
  const n = countKept(kept);
  if (n === 0 || n === rows.n) return [];
  const tested = rows.columns.flatMap((column) =>
    column.kind === 'category' ? ofColumn(column, kept, n, rows.n) : [],
  );
  tested.push(...ofTopics(rows, topics, kept, n));
  tested.sort((a, b) => a.p - b.p);
  const passed = tested.findLastIndex(({ p }, k) => p <= (FALSE_ALARMS * (k + 1)) / tested.length) + 1;
  return tested.slice(0, passed).sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
}

function ofColumn(column: CategoryColumn, kept: Uint8Array, n: number, all: number): Contrast[] {
  const { counts } = countValues(column, kept);
  return column.values.flatMap((value, code) =>
    tell({ column: column.name, value, count: counts[code]!, total: column.counts[code]!, n, all }),
  );
}

/** The finest topics, as values of a column of that name. */
function ofTopics(rows: Rows, topics: Topics, kept: Uint8Array, n: number): Contrast[] {
  const finest = topics.levels.at(-1)!.topics;
  const counts = keptIn(finest, rows.levels.at(-1)!, kept);
  return finest.flatMap(({ id, label, size }) =>
    tell({ column: TOPIC, value: label, count: counts[id]!, total: size, n, all: rows.n }),
  );
}

/** What findings about topics call their column. */
export const TOPIC = 'topic';

interface Counted {
  column: string;
  value: string;
  count: number;
  total: number;
  n: number;
  all: number;
}

function tell({ column, value, count, total, n, all }: Counted): Contrast[] {
  if (total < LEAST) return [];
  const expected = (n * total) / all;
  const variance = (expected * (1 - total / all) * (all - n)) / Math.max(1, all - 1);
  if (!(variance > 0)) return [];
  const z = (count - expected) / Math.sqrt(variance);
  return [{ column, value, count, expected, z, p: twiceTail(count, expected, { n, total, all }) }];
}

/** Twice the probability of as many as `count` or more, of as few or fewer, among n of `all` rows of which `total` have it. */
function twiceTail(
  count: number,
  expected: number,
  { n, total, all }: Pick<Counted, 'n' | 'total' | 'all'>,
): number {
  const up = count > expected;
  let term = Math.exp(logChoose(total, count) + logChoose(all - total, n - count) - logChoose(all, n));
  let sum = term;
  for (let k = count; term > sum * 1e-12;) {
    // The next term of the hypergeometric distribution from the one before.
    if (up) {
      term *= ((total - k) * (n - k)) / ((k + 1) * (all - total - n + k + 1));
      k++;
    } else {
      term *= (k * (all - total - n + k)) / ((total - k + 1) * (n - k + 1));
      k--;
    }
    sum += term;
  }
  return Math.min(1, 2 * sum);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** Stirling's series from 10 on (error below 1e-10), the product before. */
function logFactorial(n: number): number {
  if (n < 10) {
    let product = 1;
    for (let k = 2; k <= n; k++) product *= k;
    return Math.log(product);
  }
  const x = n + 1;
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * x) -
    1 / (360 * x ** 3) +
    1 / (1260 * x ** 5)
  );
}
