import { float64Rows, type Points } from '../distance/points.js';
import { squaredDistance } from '../distance/squared-distance.js';
import { KernelInputError, type Work } from '../matrix/index.js';
import { pow } from '../math/index.js';
import { Pace } from '../pace.js';
import { random } from '../random/index.js';
import { sampleRows } from './sample-rows.js';

export interface HopkinsOptions extends Work {
  /** Rows, and places, that are compared; default a tenth of the rows, at least 1 and at most 500. */
  sample?: number | undefined;
  /** Integer, 0 to 2³² − 1. */
  seed: number;
}

/**
 * Hopkins statistic (Hopkins & Skellam 1954): whether there is anything to cluster. How far random places in the box
 * around the rows are from the nearest row, against how far rows are from each other: about ½ where the rows lie at
 * random, towards 1 where they crowd, below ½ where they keep apart. Takes no labels, so what is
 * noise to a clustering counts as any row does.
 *
 * @throws KernelInputError for fewer than 2 rows, a value that is not finite, or a sample that is not 1 to all rows
 */
export async function hopkins(points: Points, options: HopkinsOptions): Promise<number> {
  const { rows, cols } = points;
  if (rows < 2) throw new KernelInputError(`points must have at least 2 rows; got ${rows}`);
  const { seed, sample = Math.min(500, Math.max(1, Math.round(rows / 10))) } = options;
  if (!Number.isInteger(sample) || sample < 1 || sample > rows) {
    throw new KernelInputError(`sample must be a whole number from 1 to the ${rows} rows; got ${sample}`);
  }
  const data = float64Rows(points, 'euclidean');
  const chosen = sampleRows(rows, sample, seed);
  const places = placesInBox(data, cols, sample, seed);
  const pace = new Pace(options, 2 * sample * rows * cols);
  const fromRows = new Float64Array(sample);
  const fromPlaces = new Float64Array(sample);
  for (let s = 0; s < sample; s++) {
    fromRows[s] = nearest(data, rows, cols, data, chosen[s]!, chosen[s]!);
    fromPlaces[s] = nearest(data, rows, cols, places, s, -1);
    if (pace.spend(2 * rows * cols)) await pace.rest();
  }
  pace.finish();
  // Volumes, relative to the largest, so that no power overflows.
  const largest = Math.max(
    fromRows.reduce((a, b) => Math.max(a, b)),
    fromPlaces.reduce((a, b) => Math.max(a, b)),
  );
  if (largest === 0) return 0.5;
  const volume = (all: Float64Array): number => all.reduce((sum, d) => sum + pow(d / largest, cols), 0);
  return volume(fromPlaces) / (volume(fromPlaces) + volume(fromRows));
}

function placesInBox(data: Float64Array, cols: number, count: number, seed: number): Float64Array {
  const low = data.slice(0, cols);
  const high = data.slice(0, cols);
  data.forEach((value, at) => {
    const j = at % cols;
    if (value < low[j]!) low[j] = value;
    if (value > high[j]!) high[j] = value;
  });
  const { uniform } = random(seed, 'measures.hopkins');
  return Float64Array.from({ length: count * cols }, (_, at) => {
    const share = uniform(at);
    return (1 - share) * low[at % cols]! + share * high[at % cols]!;
  });
}

function nearest(
  data: Float64Array,
  rows: number,
  cols: number,
  from: Float64Array,
  i: number,
  but: number,
): number {
  let least = Infinity;
  for (let j = 0; j < rows; j++) {
    if (j !== but) least = Math.min(least, squaredDistance(from, i, data, j, cols));
  }
  return Math.sqrt(least);
}
