import { exp, log } from '../math/index.js';

const TOLERANCE = 1e-6;
const STEPS = 64;
/** A fraction of a neighbour below this counts as none. */
const WHOLE = 1e-5;
/** The least sigma, as a share of the mean distance: rows of equal neighbours would have none. */
const SMALLEST_SCALE = 1e-3;

/** For each row, the distance up to which a neighbour counts as certain, and the scale on which the rest fade. */
export interface Smoothing {
  readonly rho: Float64Array;
  readonly sigma: Float64Array;
}

/**
 * Finds each row's sigma so that the sum of e^−(max(0, d − rho) / sigma) over its neighbours is log2(k + 1)
 * (McInnes, Healy & Melville 2018, algorithm 3). Means count the row itself, at distance 0, as the paper's code does.
 *
 * @param distances rows × k, each row ascending
 * @param overallMean floor of the scale for rows whose certain neighbours lie at distance 0
 */
export function smoothDistances(
  distances: Float32Array,
  k: number,
  localConnectivity: number,
  overallMean: number,
): Smoothing {
  const rows = k > 0 ? distances.length / k : 0;
  const rho = new Float64Array(rows);
  const sigma = new Float64Array(rows);
  const gaps = new Float64Array(k);
  const target = log(k + 1) / Math.LN2;
  for (let i = 0; i < rows; i++) {
    const certain = certainDistance(distances, i * k, k, localConnectivity);
    let mean = 0;
    let count = 0;
    for (let e = i * k; e < (i + 1) * k; e++) {
      mean += distances[e]! / (k + 1);
      if (distances[e]! > certain) gaps[count++] = distances[e]! - certain;
    }
    rho[i] = certain;
    const least = SMALLEST_SCALE * (certain > 0 ? mean : overallMean);
    sigma[i] = Math.max(scaleFor(gaps, count, target - (k - count)), least);
  }
  return { rho, sigma };
}

/** Mean of all distances, each row itself counted at distance 0. */
export function meanDistance(distances: Float32Array, k: number): number {
  let sum = 0;
  for (let e = 0; e < distances.length; e++) sum += distances[e]!;
  return distances.length > 0 ? (sum / distances.length) * (k / (k + 1)) : 0;
}

/** The distance of the localConnectivity-th neighbour among those that are not at distance 0, interpolated. */
function certainDistance(
  distances: Float32Array,
  from: number,
  k: number,
  localConnectivity: number,
): number {
  const end = from + k;
  while (from < end && distances[from] === 0) from++;
  const apart = end - from;
  if (apart === 0) return 0;
  if (apart < localConnectivity) return distances[end - 1]!;
  const whole = Math.floor(localConnectivity);
  const part = localConnectivity - whole;
  if (whole === 0) return part * distances[from]!;
  const below = distances[from + whole - 1]!;
  return part > WHOLE ? below + part * (distances[from + whole]! - below) : below;
}

/**
 * The sigma at which Σ e^−(gap / sigma) is the target, 0 when no positive one is: Newton's steps in log sigma, kept
 * within the bounds found so far.
 */
function scaleFor(gaps: Float64Array, count: number, target: number): number {
  if (!(target > TOLERANCE)) return 0;
  let mean = 0;
  for (let g = 0; g < count; g++) mean += gaps[g]! / count;
  // With no more gaps than the target the sum stays below it however large sigma is.
  if (count <= target) return mean / TOLERANCE;
  let scale = mean;
  let low = 0;
  let high = Infinity;
  for (let step = 0; step < STEPS; step++) {
    let sum = 0;
    let slope = 0;
    for (let g = 0; g < count; g++) {
      const share = gaps[g]! / scale;
      const term = exp(-share);
      sum += term;
      slope += share * term;
    }
    const off = sum - target;
    if (Math.abs(off) < TOLERANCE) break;
    if (off > 0) high = scale;
    else low = scale;
    const newton = scale * exp(-off / slope);
    if (newton > low && newton < high) scale = newton;
    else scale = high === Infinity ? 2 * scale : (low + high) / 2;
  }
  return scale;
}
