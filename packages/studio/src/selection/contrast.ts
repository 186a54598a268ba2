import type { Topics } from '@parallax-map/core';
import type { CategoryColumn } from '../data/columns.js';
import type { Rows } from '../data/rows.js';
import { countValues } from '../facets/count.js';
import { keptSizes } from '../topics/tree.js';

/** A value that the rows kept have more or less often than chance would give them. */
export interface Contrast {
  column: string;
  value: string;
  /** Rows kept that have it, and what all rows' share would lead one to expect. */
  count: number;
  expected: number;
  /** Standard deviations from what was expected. */
  z: number;
}

/** Share of false alarms among what is told. */
const FALSE_ALARMS = 0.05;
/** Values of fewer rows than this tell nothing. */
const LEAST = 5;

/**
 * Values that rows kept have more or less often than as many rows drawn at random: the hypergeometric distribution, by
 * its normal approximation; of all values tested those that pass with at most 5 % false alarms (Benjamini & Hochberg
 * 1995). The farthest first.
 */
export function contrasts(rows: Rows, topics: Topics, kept: Uint8Array): Contrast[] {
  const n = kept.reduce((sum, each) => sum + each, 0);
  if (n === 0 || n === rows.n) return [];
  const tested = rows.columns.flatMap((column) =>
    column.kind === 'category' ? ofColumn(column, kept, n, rows.n) : [],
  );
  tested.push(...ofTopics(rows, topics, kept, n));
  tested.sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
  let passed = 0;
  tested.forEach(({ z }, k) => {
    if (twoSided(z) <= (FALSE_ALARMS * (k + 1)) / tested.length) passed = k + 1;
  });
  return tested.slice(0, passed);
}

function ofColumn(column: CategoryColumn, kept: Uint8Array, n: number, all: number): Contrast[] {
  const { counts } = countValues(column, kept);
  return column.values.flatMap((value, code) =>
    tell({ column: column.name, value, count: counts[code]!, total: column.counts[code]!, n, all }),
  );
}

/** The finest topics, as values of a column of that name. */
function ofTopics(rows: Rows, topics: Topics, kept: Uint8Array, n: number): Contrast[] {
  const counts = keptSizes(topics, rows.levels, kept).at(-1)!;
  return topics.levels
    .at(-1)!
    .topics.flatMap(({ id, label, size }) =>
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
  return [{ column, value, count, expected, z: (count - expected) / Math.sqrt(variance) }];
}

/** Probability of being as far from 0 as z, normal (Abramowitz & Stegun 7.1.26). */
function twoSided(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return series * Math.exp(-x * x);
}
