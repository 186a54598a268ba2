// Distances other than Euclid's, as src/distance/metric.ts computes them: never less for larger differences, so that
// what holds for the nearest point of a box holds for every row in it.

export const MANHATTAN: u32 = 0;
export const CHEBYSHEV: u32 = 1;
export const MINKOWSKI: u32 = 2;
export const PRECOMPUTED: u32 = 3;

/** What a column adds to a distance. */
export function withColumn(metric: u32, power: f64, sum: f64, difference: f64): f64 {
  if (metric == MANHATTAN) return sum + difference;
  if (metric == CHEBYSHEV) return max(sum, difference);
  return sum + powerOf(difference, power);
}

/** d^p from multiplications and square roots alone. */
function powerOf(d: f64, p: f64): f64 {
  if (p == 1) return d;
  let whole = <u32>floor(p),
    part = p - floor(p),
    power: f64 = 1,
    factor = d;
  for (;;) {
    if (whole & 1) power *= factor;
    whole >>= 1;
    if (whole == 0) break;
    factor *= factor;
  }
  let root = d;
  while (part > 0) {
    root = sqrt(root);
    part *= 2;
    if (part >= 1) {
      power *= root;
      part -= 1;
    }
  }
  return power;
}
