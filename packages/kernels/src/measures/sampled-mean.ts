export interface SampledMean {
  readonly mean: number;
  /** 95 % interval of the mean over all, within 0 and 1. */
  readonly interval: readonly [low: number, high: number];
}

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959964;

/**
 * Mean of shares, 0 to 1, of which `values` are a random sample without return from `population`; by the normal
 * approximation with the finite population correction, so the interval closes where all were drawn.
 */
export function meanOfSample(values: Float64Array, population: number): SampledMean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length >= population) return { mean, interval: [mean, mean] };
  // Of one value nothing can be said of the spread.
  if (values.length < 2) return { mean, interval: [0, 1] };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = squares / (values.length - 1) / values.length;
  const half = Z * Math.sqrt(variance * (1 - values.length / population));
  return { mean, interval: [Math.max(0, mean - half), Math.min(1, mean + half)] };
}
