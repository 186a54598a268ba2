import type { NumberColumn } from '../data/columns.js';
import type { Bins } from './count.js';

/**
 * A line of uneven steps on round numbers, for columns with a long tail: votes, prices, populations. On even ones a few
 * giants would push all others into the first bar.
 */
export interface Steps {
  bins: Bins;
  /** The step that a number lies in. */
  step(value: number): number;
  /** Where a step begins. */
  begin(step: number): number;
}

/** A tail is long where the largest is as many times the middle. */
const LONG = 20;
/** In each power of ten. */
const ROUND = [1, 1.5, 2, 3, 4, 5, 6, 8];

/** Null where even steps tell as much: numbers below 0, or none far above the middle. */
export function stepsFor({ values, min, max, whole }: NumberColumn): Steps | null {
  if (!(min >= 0) || !(max > LONG * medianOf(values))) return null;
  const edges = min < 1 ? [0] : [];
  // Below 1 there may be ever smaller ones; they share a step.
  for (let power = 1; power <= 10 * max; power *= 10) {
    edges.push(...ROUND.map((each) => each * power).filter((edge) => !whole || Number.isInteger(edge)));
  }
  const first = edges.findLastIndex((edge) => edge <= min);
  const last = edges.findLastIndex((edge) => edge <= max);
  const used = edges.slice(first, last + 2);
  const step = (value: number) =>
    Math.max(
      0,
      used.findLastIndex((edge) => edge <= value),
    );
  return {
    bins: { from: 0, width: 1, count: used.length - 1 },
    step,
    begin: (at) => used[Math.min(at, used.length - 1)]!,
  };
}

/** Of the numbers above 0; of many, of evenly spaced ones. */
function medianOf(values: Float64Array): number {
  const every = Math.ceil(values.length / 20_000);
  const known = values.filter((value, i) => i % every === 0 && value > 0).sort();
  return known[known.length >> 1] ?? Infinity;
}
