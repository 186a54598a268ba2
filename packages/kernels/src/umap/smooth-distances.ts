import type { NeighborGraph } from '../knn/index.js';
import { exp, log } from '../math/index.js';

const TOLERANCE = 1e-5;
/** The least sigma, as a share of the mean distance: rows of equal neighbours would have none. */
const SMALLEST_SCALE = 1e-3;

/** For each row, the distance up to which a neighbour counts as certain, and the scale on which the rest fade. */
export interface Smoothing {
  readonly rho: Float64Array;
  readonly sigma: Float64Array;
}

/**
 * Finds each row's sigma by bisection so that the sum of e^−(max(0, d − rho) / sigma) over its neighbours is
 * log2(k + 1) (McInnes, Healy & Melville 2018, algorithm 3). Means count the row itself, at distance 0, as the
 * paper's code does.
 */
export function smoothDistances(graph: NeighborGraph, localConnectivity: number): Smoothing {
  const { rows, k, distances } = graph;
  const rho = new Float64Array(rows);
  const sigma = new Float64Array(rows);
  const target = log(k + 1) / Math.LN2;
  let sum = 0;
  for (const distance of distances) sum += distance;
  const overallMean = sum / (rows * (k + 1));
  for (let i = 0; i < rows; i++) {
    const row = distances.subarray(i * k, (i + 1) * k);
    rho[i] = certainDistance(row, localConnectivity);
    let mean = overallMean;
    if (rho[i]! > 0) {
      mean = 0;
      for (const distance of row) mean += distance / (k + 1);
    }
    sigma[i] = Math.max(bisect(row, rho[i]!, target), SMALLEST_SCALE * mean);
  }
  return { rho, sigma };
}

/** The distance of the localConnectivity-th neighbour among those that are not at distance 0, interpolated. */
function certainDistance(row: Float32Array, localConnectivity: number): number {
  const apart = row.filter((distance) => distance > 0);
  if (apart.length === 0) return 0;
  if (apart.length < localConnectivity) return apart[apart.length - 1]!;
  const whole = Math.floor(localConnectivity);
  const part = localConnectivity - whole;
  if (whole === 0) return part * apart[0]!;
  const below = apart[whole - 1]!;
  return part > TOLERANCE ? below + part * (apart[whole]! - below) : below;
}

function bisect(row: Float32Array, rho: number, target: number): number {
  let low = 0;
  let high = Infinity;
  let scale = 1;
  for (let step = 0; step < 64; step++) {
    let sum = 0;
    for (const distance of row) sum += distance > rho ? exp(-(distance - rho) / scale) : 1;
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) high = scale;
    else low = scale;
    scale = high === Infinity ? scale * 2 : (low + high) / 2;
  }
  return scale;
}
