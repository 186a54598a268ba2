/** Of the common radius, what the lightest and the heaviest point have. */
export const SIZES = { least: 0.8, most: 1.5 } as const;

/**
 * Size of each row on a log scale of its weight, 0 for the lightest to 255 for the heaviest; where no weight differs
 * from another, all have the common radius.
 *
 * @param weight of a row; null or NaN where it has none, which counts as 0
 */
export function sizesByWeight(n: number, weight: (row: number) => number | null): Uint8Array {
  const logs = new Float64Array(n);
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    const log = Math.log1p(Math.max(0, weight(i) || 0));
    logs[i] = log;
    if (log < least) least = log;
    if (log > most) most = log;
  }
  const sizes = new Uint8Array(n);
  if (!(most > least)) {
    return sizes.fill(Math.round((255 * (1 - SIZES.least)) / (SIZES.most - SIZES.least)));
  }
  for (let i = 0; i < n; i++) sizes[i] = Math.round(255 * ((logs[i] - least) / (most - least)) ** 1.5);
  return sizes;
}

/** Factor on the common radius that a size stands for. */
export function sizeFactor(size: number): number {
  return SIZES.least + ((SIZES.most - SIZES.least) * size) / 255;
}
